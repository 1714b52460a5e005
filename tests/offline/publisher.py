"""What a platform publishes, made by hand so that a test can also publish what no platform would."""

import gzip
import hashlib
from typing import TypeVar

from nacl.encoding import Base64Encoder
from nacl.signing import SigningKey

from kiosk.contract.catalogue import sign, whole
from kiosk.contract.platform import CataloguePage, CatalogueRow, Snapshot
from kiosk.matters.folder import canonical_json
from kiosk.matters.model import PublishedMatter
from tests.offline.people import matter

NOTHING = hashlib.sha256(b"").hexdigest()
Signed = TypeVar("Signed", CataloguePage, Snapshot)


def copy_of(published: PublishedMatter, *, name: str = "", **changes: object) -> PublishedMatter:
    """The same matter under another code or version, or with another name in every language."""
    texts = {language: table | ({"name": name} if name else {}) for language, table in published.texts.items()}
    return published.model_copy(update={"matter": published.matter.model_copy(update=changes), "texts": texts})


def row(published: PublishedMatter, seq: int, **changes: object) -> CatalogueRow:
    document = canonical_json(published)
    digest = hashlib.sha256(document.encode()).hexdigest()
    code, version = published.matter.code, published.matter.version
    made = CatalogueRow(code=code, version=version, seq=seq, sha256=digest, document=document)
    return made.model_copy(update=changes)


class Publisher:
    """One epoch of a catalogue. `rows` by code, tombstones among them."""

    def __init__(self, epoch: str = "e1", key: SigningKey | None = None) -> None:
        self.signing_key = key or SigningKey.generate()
        self.key = self.signing_key.verify_key.encode(Base64Encoder).decode()
        self.epoch = epoch
        self.seq = 0
        self.rows: dict[str, CatalogueRow] = {}

    def publish(self, *published: PublishedMatter | str, **changes: object) -> None:
        """`changes` of the row: what it says may be wrong."""
        for one in published:
            self.seq += 1
            made = row(matter(one) if isinstance(one, str) else one, self.seq, **changes)
            self.rows[made.code] = made

    def withdraw(self, code: str) -> None:
        self.seq += 1
        change = {"seq": self.seq, "withdrawn": True, "sha256": NOTHING, "document": ""}
        self.rows[code] = self.rows[code].model_copy(update=change)

    def standing(self) -> list[CatalogueRow]:
        return sorted((one for one in self.rows.values() if not one.withdrawn), key=lambda one: one.code)

    def whole(self) -> str:
        return whole((one.code, one.version, one.sha256) for one in self.standing())

    def signed(self, document: Signed) -> Signed:
        return document.model_copy(update={"signature": sign(document, self.signing_key)})

    def page(self, after: int = 0, **changes: object) -> CataloguePage:
        """All since `after`, signed as it then stands."""
        rows = sorted((one for one in self.rows.values() if one.seq > after), key=lambda one: one.seq)
        page = CataloguePage(
            epoch=self.epoch,
            after=after,
            seq=rows[-1].seq if rows else after,
            rows=rows,
            whole=self.whole(),
        )
        return self.signed(page.model_copy(update=changes))

    def snapshot(self, **changes: object) -> tuple[Snapshot, bytes]:
        lines = b"".join(one.model_dump_json().encode() + b"\n" for one in self.standing())
        return self.snapshot_of(lines, **changes)

    def snapshot_of(self, lines: bytes, **changes: object) -> tuple[Snapshot, bytes]:
        packed = gzip.compress(lines, mtime=0)
        snapshot = Snapshot(
            epoch=self.epoch,
            seq=self.seq,
            rows=len(self.standing()),
            size=len(packed),
            unpacked=len(lines),
            sha256=hashlib.sha256(packed).hexdigest(),
            whole=self.whole(),
            signature="",
        )
        return self.signed(snapshot.model_copy(update=changes)), packed
