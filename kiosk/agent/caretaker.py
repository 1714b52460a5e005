"""What the agent does for the machine's stores besides the rounds: ballast before each, a look at every page and retention daily."""

import logging
import threading
from pathlib import Path

from kiosk.languages.fault import KnownFault
from kiosk.offline.store.connection import SqliteError
from kiosk.offline.store.disk import keep_ballast
from kiosk.offline.store.health import look
from kiosk.offline.store.retention import prune
from kiosk.offline.store.stores import Stores

_log = logging.getLogger(__name__)

_DAY_SECONDS = 24 * 3600.0


class Caretaker:
    """A thread of its own, so that no round waits for a look at a large file. `close` waits for what it is doing."""

    def __init__(self, stores: Stores, data: Path) -> None:
        self._stores = stores
        self._data = data
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._care, name="caretaker", daemon=True)
        self._thread.start()

    def before_a_round(self) -> None:
        """Raises KnownFault when a store is broken: the process must end, so that the next one can mend it."""
        keep_ballast(self._data)
        if (fault := self._stores.broken) is not None:
            raise KnownFault(fault)

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def _care(self) -> None:
        while not self._ended.is_set():
            try:
                if look(self._stores.kept) and look(self._stores.catalogue):
                    prune(self._stores.kept)
            except (KnownFault, SqliteError) as error:
                _log.error("caretaker outcome=fault code=%s", error)
            self._ended.wait(_DAY_SECONDS)
