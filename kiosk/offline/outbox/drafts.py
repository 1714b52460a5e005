"""What a person has begun, matter by matter, on disk but closed: the key is in this process's memory only.

So they can look at another matter and come back, and a crash leaves nothing that anybody could read (docs/decisions/0008-drafts.md).
"""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nacl.secret import SecretBox  # only whoever keeps a draft loads it: the first screen does not wait for it


class SealedDrafts:
    """One draft a matter; what a crashed process left is removed at once, for nobody can read it any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._box: SecretBox | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.wipe()

    def keep(self, matter: str, document: bytes) -> None:
        """Replaces the matter's draft whole. No fsync: a draft lost at a power cut was of no use after it either."""
        if self._box is None:
            self._box = _fresh_box()
        fresh = self._folder / f"{matter}.new"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(bytes(self._box.encrypt(document)))
        fresh.replace(self._folder / matter)

    def kept(self, matter: str) -> bytes | None:
        """The draft of this matter in this visit, or None."""
        if self._box is None:
            return None
        try:
            return bytes(self._box.decrypt((self._folder / matter).read_bytes()))
        except FileNotFoundError:
            return None

    def wipe(self) -> None:
        """Deletes the files and forgets their key: what the disk may still hold of them is noise."""
        self._box = None
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _fresh_box() -> "SecretBox":
    from nacl.secret import SecretBox
    from nacl.utils import random

    return SecretBox(random(SecretBox.KEY_SIZE))
