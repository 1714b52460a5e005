"""Attachments on their way: pieces, each created where the last one ended, until the whole is there and its hash is right.

All that is known of an upload are names below `uploads/HASH/` of the blob store, so any node can take the next piece:
    0001-size            what the first attempt announced
    0001-000000000000    its piece from offset 0
    0001-000000262144    its piece from offset 262144
A piece is created only where nothing has its name: of two writers at one offset one wins, and the other is told where the upload
stands. When the hash of the whole is wrong the next attempt begins; the greatest attempt counts, so pieces of an earlier one that
arrive late, or could not be deleted, are nobody's.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from central import events
from central.problems import Refusal
from central.store.attachments import LARGEST, Attachments
from central.store.blobs.blobs import Blob, Blobs
from kiosk.contract.platform import Upload

LARGEST_PIECE = 1024 * 1024
SMALLEST_PIECE = 4096
"""But for the last one: bounds the number of blobs of an upload."""
FORGOTTEN_AFTER = timedelta(days=7)
_ROOT = "uploads"


@dataclass(frozen=True, slots=True)
class _Attempt:
    number: int
    size: int
    pieces: dict[int, int]
    """Lengths by offset."""

    @property
    def chain(self) -> list[int]:
        """Offsets of the pieces that lie end to end from 0."""
        found, at = [], 0
        while at in self.pieces:
            found.append(at)
            at += self.pieces[at]
        return found

    @property
    def offset(self) -> int:
        return sum(self.pieces[at] for at in self.chain)


@dataclass(frozen=True, slots=True)
class Uploads:
    """Safe on any number of nodes that share the place. Refusals: 404 upload-unknown, 409 upload-offset, 413, 422."""

    blobs: Blobs
    attachments: Attachments

    def begin(self, sealed_sha256: str, size: int) -> tuple[Upload, bool]:
        """Where it stands, and whether it is new. With another size than announced before it begins again."""
        if size > LARGEST:
            raise Refusal(413, "attachment-too-large", "附件太大", detail=f"最大 {LARGEST} 字节", field="size")
        if (whole := self._whole(sealed_sha256)) is not None:
            return whole, False
        attempt = self._attempt(sealed_sha256)
        if attempt is not None and attempt.size == size:
            return _upload(sealed_sha256, attempt), False
        self._begin_again(sealed_sha256, size)
        found = self.state(sealed_sha256)
        assert found is not None
        return found, True

    def state(self, sealed_sha256: str) -> Upload | None:
        if (whole := self._whole(sealed_sha256)) is not None:
            return whole
        attempt = self._attempt(sealed_sha256)
        return None if attempt is None else _upload(sealed_sha256, attempt)

    def add(self, sealed_sha256: str, offset: int, piece: bytes) -> Upload:
        """The piece from `offset` on, whose own hash the caller has checked. Durable when it returns."""
        attempt = self._attempt(sealed_sha256)
        if attempt is None:
            raise self._not_here(sealed_sha256)
        here = attempt.offset
        if offset != here:
            raise _elsewhere(here)
        end = offset + len(piece)
        if end > attempt.size:
            raise Refusal(422, "piece-size", "片段超出附件大小", field="body", offset=here)
        if len(piece) < SMALLEST_PIECE and end < attempt.size:
            detail = f"最小 {SMALLEST_PIECE} 字节"
            raise Refusal(422, "piece-size", "片段太小", detail=detail, field="body", offset=here)
        if not self.blobs.create(_piece(sealed_sha256, attempt.number, offset), piece):
            now = self.state(sealed_sha256)
            raise _elsewhere(now.offset if now is not None else 0)
        return Upload(sealed_sha256=sealed_sha256, size=attempt.size, offset=end, complete=False)

    def commit(self, sealed_sha256: str) -> Upload:
        """All pieces are there: they become the attachment if their hash is right, else the upload begins again (422)."""
        if (whole := self._whole(sealed_sha256)) is not None:
            return whole
        attempt = self._attempt(sealed_sha256)
        if attempt is None:
            raise self._not_here(sealed_sha256)
        if attempt.offset != attempt.size:
            raise _elsewhere(attempt.offset)
        pieces = [self.blobs.read(_piece(sealed_sha256, attempt.number, at)) for at in attempt.chain]
        sealed = b"".join(piece for piece in pieces if piece is not None)
        if len(sealed) != attempt.size:
            # Another node has finished it, or begun it again, since we looked.
            now = self.state(sealed_sha256)
            if now is not None and now.complete:
                return now
            raise _elsewhere(now.offset if now is not None else 0)
        if hashlib.sha256(sealed).hexdigest() != sealed_sha256:
            events.UPLOAD_HASH(attempt=attempt.number)
            self._begin_again(sealed_sha256, attempt.size)
            raise Refusal(422, "attachment-hash", "附件内容与其哈希不一致，请从头上传", field="sealed_sha256", offset=0)
        self.attachments.keep(sealed_sha256, sealed)
        self.blobs.delete(blob.name for blob in self._blobs_of(sealed_sha256))
        return Upload(sealed_sha256=sealed_sha256, size=attempt.size, offset=attempt.size, complete=True)

    def prune(self, now: datetime, after: timedelta = FORGOTTEN_AFTER) -> int:
        """Forgets uploads whose last piece is older; a terminal that comes back with one begins it again. How many."""
        newest: dict[str, datetime] = {}
        blobs = self.blobs.list(_ROOT)
        for blob in blobs:
            upload = blob.name.split("/")[1]
            newest[upload] = max(blob.written_at, newest.get(upload, blob.written_at))
        old = {upload for upload, written in newest.items() if written < now - after}
        self.blobs.delete(blob.name for blob in blobs if blob.name.split("/")[1] in old)
        if old:
            events.UPLOADS_PRUNED(uploads=len(old))
        return len(old)

    def _whole(self, sealed_sha256: str) -> Upload | None:
        size = self.attachments.size(sealed_sha256)
        return None if size is None else Upload(sealed_sha256=sealed_sha256, size=size, offset=size, complete=True)

    def _not_here(self, sealed_sha256: str) -> Refusal:
        whole = self._whole(sealed_sha256)
        if whole is not None:
            return _elsewhere(whole.offset)
        return Refusal(404, "upload-unknown", "没有这个上传，请先登记", field="sealed_sha256")

    def _attempt(self, sealed_sha256: str) -> _Attempt | None:
        """The one that counts."""
        blobs = [(_parts(blob), blob) for blob in self._blobs_of(sealed_sha256)]
        announced = [number for (number, place), _ in blobs if place is None]
        if not announced:
            return None
        last = max(announced)
        size = self.blobs.read(_size(sealed_sha256, last))
        if size is None:
            return None  # finished or pruned since we looked
        pieces = {place: blob.size for (number, place), blob in blobs if number == last and place is not None}
        return _Attempt(last, int(size), pieces)

    def _begin_again(self, sealed_sha256: str, size: int) -> None:
        """A new attempt, by us or by whoever was quicker; then the pieces of the earlier ones are of no use."""
        earlier = self._blobs_of(sealed_sha256)
        number = 1 + max((_parts(blob)[0] for blob in earlier), default=0)
        self.blobs.create(_size(sealed_sha256, number), str(size).encode())
        self.blobs.delete(blob.name for blob in earlier)

    def _blobs_of(self, sealed_sha256: str) -> list[Blob]:
        return self.blobs.list(f"{_ROOT}/{sealed_sha256}")


def _upload(sealed_sha256: str, attempt: _Attempt) -> Upload:
    return Upload(sealed_sha256=sealed_sha256, size=attempt.size, offset=attempt.offset, complete=False)


def _elsewhere(offset: int) -> Refusal:
    return Refusal(409, "upload-offset", "上传的位置不对", field="offset", offset=offset)


def _size(sealed_sha256: str, attempt: int) -> str:
    return f"{_ROOT}/{sealed_sha256}/{attempt:04}-size"


def _piece(sealed_sha256: str, attempt: int, offset: int) -> str:
    return f"{_ROOT}/{sealed_sha256}/{attempt:04}-{offset:012}"


def _parts(blob: Blob) -> tuple[int, int | None]:
    """Attempt and offset; None: it is the size."""
    number, _, place = blob.name.rpartition("/")[2].partition("-")
    return int(number), None if place == "size" else int(place)
