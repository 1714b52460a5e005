"""The visit so far, on disk but closed: the key is in this process's memory only, so a crash leaves nothing readable."""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nacl.secret import SecretBox  # only whoever keeps a draft loads it: the first screen does not wait for it


class SealedDraft:
    """One draft at a time; what a crashed process left is removed at once, for nobody can read it any more."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._box: SecretBox | None = None
        self._fresh = path.with_name(path.name + ".new")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.wipe()

    def keep(self, document: bytes) -> None:
        """Replaces the draft whole. No fsync: a draft lost at a power cut was of no use after it either."""
        if self._box is None:
            self._box = _fresh_box()
        with os.fdopen(os.open(self._fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(bytes(self._box.encrypt(document)))
        self._fresh.replace(self._path)

    def kept(self) -> bytes | None:
        """The draft of this visit, or None."""
        if self._box is None:
            return None
        try:
            return bytes(self._box.decrypt(self._path.read_bytes()))
        except FileNotFoundError:
            return None

    def wipe(self) -> None:
        """Deletes the file and forgets its key: what the disk may still hold of it is noise."""
        self._box = None
        for path in (self._path, self._fresh):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _fresh_box() -> "SecretBox":
    from nacl.secret import SecretBox
    from nacl.utils import random

    return SecretBox(random(SecretBox.KEY_SIZE))
