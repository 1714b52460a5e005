"""The high-water mark: how many commits a store has seen, kept in a small file beside it.

It is written after each commit and before anybody is told of it. A store that knows of fewer commits than this file has lost
some: its WAL was deleted, or an old copy was put back.
"""

import os
from hashlib import blake2b
from pathlib import Path

# A torn write spoils one slot; each lies in a block of its own, and the next mark goes into the next slot. Two processes that
# write at once write different marks, so the greatest of all is the mark.
_SLOTS = 8
_BLOCK = 4096


class Mark:
    """`path` is the mark's own file. Writing is for one thread of each process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def read(self) -> int | None:
        """None when there is none, or none that is whole."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        found = [_value(content[place : place + 16]) for place in range(0, _SLOTS * _BLOCK, _BLOCK)]
        return max((value for value in found if value is not None), default=None)

    def write(self, value: int) -> None:
        """On the disk when it returns. Raises OSError."""
        if self._handle is None:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
            if os.fstat(self._handle).st_size < _SLOTS * _BLOCK:
                # All of its blocks now, so that it can be written when the disk is full.
                os.posix_fallocate(self._handle, 0, _SLOTS * _BLOCK)
                os.fsync(self._handle)
        os.pwrite(self._handle, _slot(value), value % _SLOTS * _BLOCK)
        os.fdatasync(self._handle)

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _slot(value: int) -> bytes:
    number = value.to_bytes(8, "big")
    return number + blake2b(number, digest_size=8).digest()


def _value(slot: bytes) -> int | None:
    value = int.from_bytes(slot[:8], "big")
    return value if len(slot) == 16 and slot == _slot(value) else None
