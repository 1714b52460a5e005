"""One visit to the platform for the catalogue: its changes, or, where they do not lead on, the whole. For the agent.

Nothing that is wrong with the catalogue stops deliveries: it is an alarm, and the old catalogue serves people meanwhile.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.contract.catalogue import BadCatalogue, check
from kiosk.contract.platform import Snapshot
from kiosk.languages.fault import KnownFault
from kiosk.offline.catalogue import changes as catalogue_changes
from kiosk.offline.catalogue import contents, indexing, snapshot
from kiosk.offline.catalogue.changes import OtherWhole
from kiosk.offline.catalogue.snapshot_file import RESERVE, SnapshotFolder, no_room
from kiosk.offline.remote.port import PlatformPort, Refused
from kiosk.offline.store.store import Store

_log = logging.getLogger(__name__)

REFUSED = "catalogue_refused"  # code of the fault
NO_ROOM = "catalogue_no_room"
_GONE = 410
_NOT_FOUND = 404
_IN_THE_MAKING = 409


@dataclass(slots=True)
class Pulled:
    """What a visit brought. `more`: its time was over before its end; come again soon."""

    rows: int = 0
    refused: list[str] = field(default_factory=list)
    snapshot: str = ""
    """Hash of the file of a whole catalogue that was taken in."""
    more: bool = False
    alarm: str = ""
    """Code of the fault that ended it."""
    later: bool = False
    """The platform is making a snapshot: nothing to do before the next round."""


class CataloguePull:
    """`folder` is for the file of a snapshot. One visit takes about `seconds` at most, so that a first catalogue of many thousand
    matters does not keep applications waiting. `reserve`: bytes of the disk that a snapshot leaves free."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        *,
        stop: threading.Event | None = None,
        seconds: float = 20.0,
        reserve: int = RESERVE,
    ) -> None:
        self._store = store
        self._folder = SnapshotFolder(folder, reserve)
        self._stop = stop or threading.Event()
        self._seconds = seconds

    def pull(self, client: PlatformPort, catalogue_key: str) -> Pulled:
        """Raises Unreachable, Refused for what is not about the catalogue, and KnownFault of the store."""
        until = time.monotonic() + self._seconds

        def over() -> bool:
            return self._stop.is_set() or time.monotonic() > until

        done = Pulled()
        try:
            contents.tidy(self._store)
            indexing.reindex(self._store, over)
            if self._folder.begun() is not None or not self._cursor()[0]:
                self._take_whole(client, catalogue_key, over, done)
            if not (done.more or done.later):
                self._take_changes(client, catalogue_key, over, done)
            if not (done.more or done.later):
                catalogue_changes.settle(self._store)
        except BadCatalogue as bad:
            self._folder.clear()
            self._alarm(REFUSED, str(bad), done)
        except KnownFault as known:
            if known.fault.code != NO_ROOM:
                raise
            self._alarm(NO_ROOM, "", done)
        return done

    def _take_changes(self, client: PlatformPort, catalogue_key: str, over: Callable[[], bool], done: Pulled) -> None:
        while not (done.more or done.later):
            if over():
                done.more = True
                return
            try:
                page = client.catalogue(*self._cursor())
                refused = catalogue_changes.apply(self._store, page, catalogue_key)
            except Refused as error:
                if error.problem.status != _GONE or done.snapshot:
                    raise
                _log.warning("catalogue.epoch_unknown epoch=%s", self._cursor()[0])
                self._take_whole(client, catalogue_key, over, done)
                continue
            except OtherWhole as other:
                if done.snapshot:
                    raise BadCatalogue("the changes do not belong to the snapshot") from other
                _log.warning("catalogue.other_whole at=%s", other)
                self._take_whole(client, catalogue_key, over, done)
                continue
            for code in refused:
                _log.error("catalogue.matter_refused code=%s", code)
            done.refused += refused
            done.rows += len(page.rows) - len(refused)
            if page.whole is not None:
                return

    def _take_whole(self, client: PlatformPort, catalogue_key: str, over: Callable[[], bool], done: Pulled) -> None:
        try:
            wanted = self._goes_on(catalogue_key) or self._offered(client, catalogue_key)
        except Refused as error:
            if error.problem.status != _IN_THE_MAKING:
                raise
            _log.info("catalogue.snapshot_in_the_making")
            done.later = True
            return
        self._folder.begin(wanted)
        self._make_room(wanted)
        try:
            whole = self._folder.fetch(client, wanted, over)
        except Refused as error:
            if error.problem.status != _NOT_FOUND:
                raise
            self._folder.clear()  # pruned on the platform since it was begun: the next visit asks for a fresh one
            whole = False
        if not whole or not snapshot.take_in(self._store, wanted, self._folder.file(wanted), over):
            done.more = True
            return
        self._folder.clear()
        done.snapshot = wanted.sha256
        done.rows += wanted.rows
        _log.info("catalogue.snapshot rows=%d epoch=%s seq=%d", wanted.rows, wanted.epoch, wanted.seq)

    def _goes_on(self, catalogue_key: str) -> Snapshot | None:
        """The snapshot that is under way, when it still leads on."""
        begun = self._folder.begun()
        if begun is None:
            return None
        try:
            check(begun, catalogue_key)
            snapshot.acceptable(self._store, begun)
        except BadCatalogue:
            self._folder.clear()
            return None
        return begun

    def _offered(self, client: PlatformPort, catalogue_key: str) -> Snapshot:
        offered = client.snapshot(*self._cursor())
        check(offered, catalogue_key)
        snapshot.acceptable(self._store, offered)
        if snapshot.stands(self._store, offered):
            raise BadCatalogue("the snapshot is what the machine has; the changes say otherwise")
        return offered

    def _make_room(self, wanted: Snapshot) -> None:
        """Raises KnownFault when the disk is too short, before anything is fetched. What can be had again goes first."""
        connection = self._store.read()
        pages, size = (
            int(connection.execute(f"PRAGMA {one}").fetchone()[0]) for one in ("freelist_count", "page_size")
        )
        if not self._folder.lacking(wanted, pages * size):
            return
        self._store.checkpoint().result()
        if lacking := self._folder.lacking(wanted, pages * size):
            self._folder.clear()
            _log.error("catalogue.no_room lacking=%d", lacking)
            raise no_room()

    def _alarm(self, code: str, reason: str, done: Pulled) -> None:
        done.alarm = code
        catalogue_changes.alarm(self._store, code, reason)

    def _cursor(self) -> tuple[str, int]:
        row = self._store.read().execute("SELECT epoch, seq FROM catalogue").fetchone()
        return row["epoch"], row["seq"]
