"""The small files beside a store: what tells its key, its last commit, that it is damaged, and who may touch it."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.offline.store.durable import sync_folder, write_whole
from kiosk.offline.store.mark import Mark

QUARANTINE = "quarantine"
PAGE = 4096
HEAD = 40 * PAGE
"""Bytes at the beginning of a store. Salt, list of tables and the root of each table lie there since it was made: a broken one of
these pages would hide all that lies below it."""
SQLITE_FILES = ("-wal", "-shm", "")
"""What a store consists of. The file itself comes last: as long as it is in its place, the rest is looked for there."""


@dataclass(frozen=True, slots=True)
class Beside:
    """`path` is the store's own."""

    path: Path

    @property
    def check(self) -> Path:
        """The value that only the right key gives."""
        return self._named(".check")

    @property
    def mark(self) -> Mark:
        return Mark(self._named(".mark"))

    @property
    def head(self) -> Path:
        """A copy of the store's head as it was after the last checkpoint."""
        return self._named(".head")

    def keep_head(self) -> None:
        """Raises OSError. A copy that is cut short by a power cut is of no use, and of no harm."""
        with self.path.open("rb") as file:
            head = file.read(HEAD)
        fresh = self._named(".head.new")
        fresh.write_bytes(head)
        fresh.replace(self.head)

    def never_made(self) -> bool:
        """Whether nothing says that there was ever a store here."""
        return not (self.path.exists() or self.witnesses())

    def witnesses(self) -> list[Path]:
        """What says that there was ever a store here, apart from the store."""
        return [path for path in (self.check, self._named(".mark")) if path.exists()]

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Among all that make, open, move or mend this store; not for writing, which SQLite orders by itself."""
        handle = os.open(self._named(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    # -- damage -----------------------------------------------------------------------------------------------------------

    def report(self, reason: str) -> None:
        """The store is damaged: who opens it next mends it. The first report counts. Does what it can on a broken disk."""
        if not self._report.exists():
            folder = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
            with contextlib.suppress(OSError):
                write_whole(self._report, json.dumps({"reason": reason, "folder": folder}))

    def reported(self) -> str | None:
        """Why the store is damaged; None when nobody has said that it is."""
        if not self._report.exists():
            return None
        return self._read()[0]

    @property
    def quarantine(self) -> Path:
        """Where this damage's files go. Only after a report."""
        return self.path.parent / QUARANTINE / self._read()[1]

    def mended(self) -> None:
        self._report.unlink(missing_ok=True)
        sync_folder(self.path.parent)

    @property
    def _report(self) -> Path:
        return self._named(".damaged")

    def _read(self) -> tuple[str, str]:
        try:
            told = json.loads(self._report.read_text("utf-8"))
            return str(told["reason"]), Path(str(told["folder"])).name
        except (OSError, ValueError, KeyError):
            return "unknown", "unknown"

    def _named(self, end: str) -> Path:
        return self.path.with_name(self.path.name + end)
