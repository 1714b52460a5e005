"""Where bytes lie that are never changed: what a folder and an S3-compatible store have in common, and no more.

Names are relative paths of ASCII letters, digits, `-` and `/`. A blob is created whole or not at all, and only where nothing has
its name yet. That one promise is also the compare-and-set of resumable uploads (central/store/uploads.py), so any number of
nodes can share a place without talking to each other.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol


class Blob(NamedTuple):
    name: str
    size: int
    written_at: datetime


class Blobs(Protocol):
    """Each method may be called from any thread. Raises Refusal 503 when the place cannot be reached or is full."""

    def create(self, name: str, content: bytes) -> bool:
        """Durable when it returns. False, and nothing written, where the name is taken."""
        ...

    def read(self, name: str) -> bytes | None: ...

    def size(self, name: str) -> int | None: ...

    def list(self, folder: str) -> list[Blob]:
        """All below `folder`, at any depth, in no order."""
        ...

    def delete(self, names: Iterable[str]) -> None:
        """What is not there is no error."""
        ...
