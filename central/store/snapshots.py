"""Files of the whole catalogue: made when somebody asks and it has changed, kept under their hash, never changed.

Each node makes its own; the same rows make the same bytes wherever the same release runs. A file is given out for some minutes after
the catalogue has changed again, for pages lead on from it: many terminals that come at once cost one file.
"""

import gzip
import hashlib
import secrets
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO

from pydantic import ValidationError

from central import events
from central.store.matters import PublishedMatters
from kiosk.contract.platform import Snapshot

_FRESH_S = 600.0  # how long a file is given out though there are changes since
_KEPT = 4  # files: whoever has begun one of them can go on with it
_PATIENCE_S = 10.0  # of one request for a file that is being made


class Snapshots:
    """For any number of threads. Close it at the end."""

    def __init__(self, folder: Path, matters: PublishedMatters) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._matters = matters
        self._lock = Lock()
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="snapshot")
        self._making: Future[Snapshot] | None = None
        self._made: tuple[Snapshot, float] | None = _last(folder)

    def path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.gz"

    def newest(self, at_least: int) -> Snapshot | None:
        """One of this epoch, not signed yet, that holds the changes up to `at_least`. None: it is being made, ask again soon."""
        epoch, last = self._matters.head()
        with self._lock:
            if self._made is not None:
                made, since = self._made
                fresh = made.seq == last or time.monotonic() < since + _FRESH_S
                if made.epoch == epoch and made.seq >= at_least and fresh:
                    return made
            if self._making is None:
                self._making = self._maker.submit(self._make)
            making = self._making
        with suppress(TooLong):
            return making.result(_PATIENCE_S)
        return None

    def close(self) -> None:
        self._maker.shutdown()

    def _make(self) -> Snapshot:
        for leftover in self._folder.glob("*.new"):  # of a node that was killed: only one makes files here
            leftover.unlink()
        began = time.monotonic()
        fresh = self._folder / f"{secrets.token_hex(8)}.new"
        try:
            with fresh.open("wb") as file:
                made = _write(file, self._matters)
            fresh.rename(self.path(made.sha256))
            fresh.write_text(made.model_dump_json(), "utf-8")
            fresh.rename(self.path(made.sha256).with_suffix(".json"))
            self._prune(made.sha256)
            events.SNAPSHOT(rows=made.rows, bytes=made.size)
            with self._lock:
                self._made = (made, began)
            return made
        finally:
            fresh.unlink(missing_ok=True)
            with self._lock:
                self._making = None

    def _prune(self, just_made: str) -> None:
        files = sorted(self._folder.glob("*.gz"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in [path for path in files if path.stem != just_made][_KEPT - 1 :]:
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)


class _Counted:
    """A file that hashes and counts what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def _write(file: IO[bytes], matters: PublishedMatters) -> Snapshot:
    counted = _Counted(file)
    rows = unpacked = 0
    # No name and no time in its head: the same rows are the same bytes.
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=counted, mtime=0) as packed,
        matters.standing() as (epoch, seq, whole, standing),
    ):
        for row in standing:
            line = row.model_dump_json().encode() + b"\n"
            packed.write(line)
            rows += 1
            unpacked += len(line)
    return Snapshot(
        epoch=epoch,
        seq=seq,
        rows=rows,
        size=counted.size,
        unpacked=unpacked,
        sha256=counted.hash.hexdigest(),
        whole=whole,
        signature="",
    )


def _last(folder: Path) -> tuple[Snapshot, float] | None:
    """What this node made last, before it was started anew: given out only while nothing has changed since."""
    for path in sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        with suppress(ValidationError, OSError):
            if path.with_suffix(".gz").exists():
                return Snapshot.model_validate_json(path.read_bytes()), -_FRESH_S
    return None
