"""Blobs as files of a folder; several nodes may mount the same one.

Our own code, for what a platform acknowledges must survive a power cut: obstore 0.12's LocalStore publishes by link(2) as we do, but
never calls fsync (seen with strace), and the Rust crate's option for it is not offered to Python.
"""

import contextlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from central.problems import Refusal
from central.store.blobs.blobs import Blob

_FRESH = "fresh"
"""Where files are written before they get their names. What a killed node leaves there is removed at a later start."""
_LEFT_BEHIND = 24 * 3600.0  # seconds
_TRIES = 5


class FolderBlobs:
    """Made with its first blob."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fresh = folder / _FRESH
        for path in self._fresh.glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - _LEFT_BEHIND:
                    path.unlink()

    def create(self, name: str, content: bytes) -> bool:
        path = self._folder / name
        with _refusing(), self._written(content) as fresh:
            for left in reversed(range(_TRIES)):
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                try:
                    # Unlike a rename, a link never replaces what is there.
                    os.link(fresh, path)
                except FileExistsError:
                    return False
                except FileNotFoundError:
                    # The folder was empty, and somebody's `delete` has taken it.
                    if not left:
                        raise
                else:
                    break
            for directory in self._up_from(path):
                _sync(directory)
        return True

    def read(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            return None

    def size(self, name: str) -> int | None:
        path = self._folder / name
        return path.stat().st_size if path.is_file() else None

    def list(self, folder: str) -> list[Blob]:
        found = []
        for directory, _, names in os.walk(self._folder / folder):
            for name in names:
                path = Path(directory, name)
                # Another node may have deleted it a moment ago.
                with contextlib.suppress(FileNotFoundError):
                    seen = path.stat()
                    relative = path.relative_to(self._folder).as_posix()
                    found.append(Blob(relative, seen.st_size, datetime.fromtimestamp(seen.st_mtime, UTC)))
        return found

    def delete(self, names: Iterable[str]) -> None:
        """Folders that become empty go too."""
        for name in names:
            path = self._folder / name
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                for directory in self._up_from(path):
                    if directory != self._folder:
                        directory.rmdir()

    @contextlib.contextmanager
    def _written(self, content: bytes) -> Iterator[Path]:
        """A file with the content, on the disk, that is gone at the end but for the names it was given."""
        path = self._fresh / secrets.token_hex(8)
        self._fresh.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _up_from(self, path: Path) -> Iterator[Path]:
        """The folders that hold it, the nearest first, up to ours."""
        for directory in path.parents:
            yield directory
            if directory == self._folder:
                return


def _sync(directory: Path) -> None:
    try:
        handle = os.open(directory, os.O_RDONLY)
    except FileNotFoundError:
        return  # what we made in it has been deleted again, with the folder
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refusal(
            503, "attachments-unavailable", "附件存储暂不可用", detail=os.strerror(error.errno or 0)
        ) from error
