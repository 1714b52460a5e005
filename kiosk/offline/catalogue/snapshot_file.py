"""The file of a snapshot on its way to the machine: kept in parts, gone on with where it broke off, whole by its hash only."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from kiosk.contract.catalogue import BadCatalogue
from kiosk.contract.platform import Snapshot
from kiosk.languages.fault import Fault, KnownFault, Mender
from kiosk.offline.guards import FREE_BYTES
from kiosk.offline.remote.port import PlatformPort, Unreachable

RESERVE = 2 * FREE_BYTES
"""Bytes that a download leaves free: people go on handing in, and no visit is refused for the catalogue's sake."""
_FILE_TO_STORE = 5.0  # bytes of the store and its WAL for each byte of the file; benchmarks/catalogue_sync.py sees 4.3


class _Over(Exception):
    """The time of a visit is over; what has come stays."""


class SnapshotFolder:
    """One snapshot at a time: what the platform said of it, its `.part`, and the whole file until it is taken in."""

    def __init__(self, path: Path, reserve: int = RESERVE) -> None:
        self._path = path
        self._reserve = reserve

    def begun(self) -> Snapshot | None:
        """The one that is under way. Its signature is to be checked again: it lay on the disk."""
        try:
            return Snapshot.model_validate_json((self._path / "snapshot.json").read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def begin(self, snapshot: Snapshot) -> None:
        """Takes away what there is of another one. The same one is gone on with."""
        if self.begun() == snapshot:
            return
        self.clear()
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path / "snapshot.json.new"
        fresh.write_text(snapshot.model_dump_json(), "utf-8")
        fresh.replace(self._path / "snapshot.json")

    def clear(self) -> None:
        shutil.rmtree(self._path, ignore_errors=True)

    def file(self, snapshot: Snapshot) -> Path:
        return self._path / f"{snapshot.sha256}.gz"

    def part(self, snapshot: Snapshot) -> Path:
        return self._path / f"{snapshot.sha256}.gz.part"

    def lacking(self, snapshot: Snapshot, reusable: int) -> int:
        """Bytes that the disk is short of for the rest of the file and for taking it in; 0 when there is room. `reusable`: free pages
        within the store's own file."""
        there = sum(path.stat().st_size for path in (self.part(snapshot), self.file(snapshot)) if path.exists())
        needed = snapshot.size - there + max(0, int(snapshot.size * _FILE_TO_STORE) - reusable) + self._reserve
        return max(0, needed - shutil.disk_usage(self._path.parent).free)

    def fetch(self, client: PlatformPort, snapshot: Snapshot, over: Callable[[], bool]) -> bool:
        """Fetches what is lacking of the file; False when it was `over` before the end. May be called again after anything.

        Raises BadCatalogue when the whole file is not the one that was signed: it is deleted then. Raises KnownFault when the disk
        is full, and what the client raises; the part stays.
        """
        if self.file(snapshot).exists():
            return True
        part = self.part(snapshot)
        try:
            with part.open("r+b" if part.exists() else "w+b") as file:

                def take(at: int, piece: bytes) -> None:
                    if at + len(piece) > snapshot.size:
                        raise BadCatalogue("longer than signed")
                    if at != file.tell():  # from its beginning, though the rest was asked for
                        file.seek(at)
                        file.truncate()
                    file.write(piece)
                    file.flush()  # a process that is killed keeps what it has
                    if over():
                        raise _Over

                while (there := file.seek(0, os.SEEK_END)) < snapshot.size:
                    client.snapshot_file(snapshot.sha256, there, take)
                    if file.tell() <= there:
                        raise Unreachable("the file does not go on")
                file.flush()
                os.fsync(file.fileno())
            if _hash(part) != snapshot.sha256:
                raise BadCatalogue("hash of the file")
        except _Over:
            return False
        except BadCatalogue:
            part.unlink(missing_ok=True)
            raise
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            self.clear()
            raise no_room() from error
        part.rename(self.file(snapshot))
        return True


def no_room() -> KnownFault:
    return KnownFault(Fault("catalogue_no_room", Mender.TECHNICIAN))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
