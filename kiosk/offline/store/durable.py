"""Files that are whole or not there, also after a power cut."""

import contextlib
import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """So that names made, moved or removed in it stay so."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_once(path: Path, content: str, *, mode: int = 0o660) -> None:
    """On the disk when it returns. What is there already stays: the first writer's content counts."""
    fresh = _fresh(path, content, mode)
    try:
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
    finally:
        fresh.unlink()
    sync_folder(path.parent)


def write_whole(path: Path, content: str, *, mode: int = 0o660) -> None:
    """On the disk when it returns, in the place of what was there."""
    _fresh(path, content, mode).replace(path)
    sync_folder(path.parent)


def _fresh(path: Path, content: str, mode: int) -> Path:
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return fresh
