"""Looks at the machine and asks the guards: before each visit, and every few seconds for the screen that says so."""

import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.languages.fault import Fault, KnownFault
from kiosk.offline.guards import Standing, refusal
from kiosk.offline.remote import clock
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.stores import Stores

_LOOK_SECONDS = 2.0


class MachineReadiness:
    """`watch` needs a thread of its own, from the first listener until `close`."""

    def __init__(self, stores: Stores, credentials: CredentialsFile, time: Path) -> None:
        """`time` is what the agent noted of the platform's time (kiosk/offline/remote/clock.py)."""
        self._stores = stores
        self._credentials = credentials
        self._time = time
        self._listeners: list[Callable[[Fault | None], None]] = []
        self._lock = threading.RLock()  # a listener may end its own watch
        self._told: Fault | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def now(self) -> Fault | None:
        """Why no new visit may begin, or None. Takes about a millisecond."""
        try:
            return refusal(self._standing())
        except KnownFault as known:
            return known.fault

    def watch(self, listener: Callable[[Fault | None], None]) -> Callable[[], None]:
        """Called at once with how it stands, then at each change, on a thread of its own."""
        with self._lock:
            if self._thread is None:
                self._told = self.now()
                self._thread = threading.Thread(target=self._look, name="readiness", daemon=True)
                self._thread.start()
            self._listeners.append(listener)
            listener(self._told)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def close(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            now = self.now()
            with self._lock:
                if now == self._told:
                    continue
                self._told = now
                for listener in list(self._listeners):
                    listener(now)

    def _standing(self) -> Standing:
        if (fault := self._stores.fault) is not None:
            return Standing(free_bytes=0, store=fault)
        store, stands = self._stores.kept, self._credentials.standing()
        query = "SELECT count(*), min(queued_at) FROM outbox WHERE state IN ('waiting', 'sending')"
        waiting, oldest = store.read().execute(query).fetchone()
        return Standing(
            free_bytes=shutil.disk_usage(store.path.parent).free,
            waiting=waiting,
            oldest=None if oldest is None else datetime.now(UTC) - datetime.fromisoformat(oldest),
            clock_behind=clock.read(self._time).alarm() == "clock_behind",
            enrolled=stands.state == "enrolled",
            closed=stands.state == "closed",
        )
