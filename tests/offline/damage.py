"""What disks and power cuts do to a store that nobody has open."""

import os
from collections.abc import Callable
from pathlib import Path

PAGE = 4096


def zero_length(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


def first_page_torn(path: Path) -> None:
    _overwrite(path, PAGE // 2, os.urandom(PAGE // 2))


def first_page_zeroed(path: Path) -> None:
    _overwrite(path, 0, bytes(PAGE))


def garbage_in_the_middle(path: Path) -> None:
    _overwrite(path, path.stat().st_size // 2, os.urandom(3 * PAGE))


def zeroed_in_the_middle(path: Path) -> None:
    _overwrite(path, path.stat().st_size // 2, bytes(3 * PAGE))


def truncated(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 2 // 3 + 17)


def all_garbage(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def bit_flipped(path: Path, place: int) -> None:
    """`place`: in bytes."""
    with path.open("r+b") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1 << place % 8]))


def wal_deleted(path: Path) -> None:
    path.with_name(path.name + "-wal").unlink()


EVERY: list[Callable[[Path], None]] = [
    zero_length,
    gone,
    first_page_torn,
    first_page_zeroed,
    garbage_in_the_middle,
    zeroed_in_the_middle,
    truncated,
    all_garbage,
]


def _overwrite(path: Path, place: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(content)
