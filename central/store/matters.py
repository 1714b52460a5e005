"""The published catalogue: one sequence for all changes, and every version that an application may still cite."""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection, func, select, update

from central.store import streams
from central.store.database import PlatformDatabase
from central.store.engine import insert
from central.store.epochs import Epochs
from central.store.tables import PublishedRow, PublishedVersionRow
from kiosk.contract.catalogue import whole
from kiosk.contract.platform import CataloguePage, CatalogueRow
from kiosk.matters.folder import canonical_json
from kiosk.matters.model import PublishedMatter

PAGE_ROWS = 500
PAGE_CHARACTERS = 512 * 1024  # of documents; one that is longer has a page of its own
_AT_A_TIME = 200  # rows

Origin = Literal["folder", "operator"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A matter as the operator sees it in a list."""

    code: str
    version: int
    seq: int
    withdrawn: bool
    origin: str


@dataclass(frozen=True, slots=True)
class PublishedMatters:
    """What an operator published or withdrew stays so: the folder that is published at each start does not touch it."""

    database: PlatformDatabase
    epochs: Epochs
    _wholes: dict[tuple[str, int], str] = field(default_factory=dict)

    def head(self) -> tuple[str, int]:
        """Epoch and number of the last change."""
        with self.database.reading() as connection:
            return self.epochs.now().epoch, streams.last(connection, streams.CATALOGUE)

    def page(self, after: int) -> CataloguePage:
        """Changes after a number, not signed yet; what does not fit follows in further pages."""
        listed = (
            select(PublishedRow.seq, func.length(PublishedRow.document))
            .where(PublishedRow.seq > after)
            .order_by(PublishedRow.seq)
            .limit(PAGE_ROWS + 1)
        )
        with self.database.reading() as connection:
            epoch, last = self.head()
            upto, more = _cut(connection.execute(listed), last)
            statement = _ROW.where(PublishedRow.seq > after, PublishedRow.seq <= upto).order_by(PublishedRow.seq)
            rows = [_row(*row) for row in connection.execute(statement)]
            stands = None if more else self._whole(connection, epoch, last)
        return CataloguePage(epoch=epoch, after=after, seq=rows[-1].seq if rows else after, rows=rows, whole=stands)

    @contextlib.contextmanager
    def standing(self) -> Iterator[tuple[str, int, str, Iterator[CatalogueRow]]]:
        """Epoch, number, hash of the whole, and all that is not withdrawn, by code: one moment, and never all of it in memory."""
        statement = _ROW.where(PublishedRow.withdrawn.is_(False)).order_by(PublishedRow.code)
        with self.database.reading() as connection:
            epoch, last = self.head()
            stands = self._whole(connection, epoch, last)
            rows = connection.execution_options(yield_per=_AT_A_TIME).execute(statement)
            yield epoch, last, stands, (_row(*row) for row in rows)

    def _whole(self, connection: Connection, epoch: str, last: int) -> str:
        """Reckoned once for each change on each node, and from the hashes: no document is read."""
        kept = self._wholes.get((epoch, last))
        if kept is None:
            statement = (
                select(PublishedRow.code, PublishedRow.version, PublishedRow.sha256)
                .where(PublishedRow.withdrawn.is_(False))
                .order_by(PublishedRow.code)
            )
            kept = whole(connection.execute(statement))
            self._wholes.clear()
            self._wholes[epoch, last] = kept
        return kept

    def publish(self, published: PublishedMatter, origin: Origin = "folder") -> bool:
        """False when exactly this is published already, or when an operator has decided otherwise."""
        document = canonical_json(published)
        digest = hashlib.sha256(document.encode()).hexdigest()
        matter = published.matter
        with self.database.transaction() as connection:
            streams.hold(connection, streams.CATALOGUE)  # nodes that start at once publish one after the other
            known = connection.execute(
                select(PublishedRow.sha256, PublishedRow.withdrawn, PublishedRow.origin).where(
                    PublishedRow.code == matter.code
                )
            ).one_or_none()
            if known is not None and (
                (known.origin == "operator" and origin == "folder")
                or (known.sha256 == digest and not known.withdrawn and known.origin == origin)
            ):
                return False
            values = {
                "version": matter.version,
                "seq": streams.take(connection, streams.CATALOGUE),
                "withdrawn": False,
                "sha256": digest,
                "document": document,
                "origin": origin,
            }
            fresh = insert(connection, PublishedRow).values(code=matter.code, **values)
            connection.execute(fresh.on_conflict_do_update(index_elements=[PublishedRow.code], set_=values))
            cited = insert(connection, PublishedVersionRow).values(
                code=matter.code, version=matter.version, document=document
            )
            connection.execute(
                cited.on_conflict_do_update(
                    index_elements=[PublishedVersionRow.code, PublishedVersionRow.version], set_={"document": document}
                )
            )
        return True

    def withdraw(self, code: str, origin: Origin = "folder") -> bool:
        """Leaves a tombstone; applications for it that wait on a terminal are still taken, and by hand. False: there is nothing to
        withdraw."""
        with self.database.transaction() as connection:
            streams.hold(connection, streams.CATALOGUE)
            known = connection.execute(
                select(PublishedRow.withdrawn, PublishedRow.origin).where(PublishedRow.code == code)
            ).one_or_none()
            if known is None or known.withdrawn or (known.origin == "operator" and origin == "folder"):
                return False
            connection.execute(
                update(PublishedRow)
                .where(PublishedRow.code == code)
                .values(
                    withdrawn=True,
                    document="",
                    sha256=hashlib.sha256(b"").hexdigest(),
                    seq=streams.take(connection, streams.CATALOGUE),
                    origin=origin,
                )
            )
        return True

    def follow(self, code: str) -> bool:
        """From the next start on the folder decides again. False: it does already, or there is no such matter."""
        with self.database.transaction() as connection:
            statement = (
                update(PublishedRow)
                .where(PublishedRow.code == code, PublishedRow.origin == "operator")
                .values(origin="folder")
                .returning(PublishedRow.code)
            )
            return connection.scalar(statement) is not None

    def codes(self) -> list[str]:
        """Of what is not withdrawn."""
        statement = select(PublishedRow.code).where(PublishedRow.withdrawn.is_(False)).order_by(PublishedRow.code)
        with self.database.reading() as connection:
            return list(connection.scalars(statement))

    def listed(self) -> list[Listed]:
        """By code, tombstones among them."""
        statement = select(
            PublishedRow.code, PublishedRow.version, PublishedRow.seq, PublishedRow.withdrawn, PublishedRow.origin
        ).order_by(PublishedRow.code)
        with self.database.reading() as connection:
            return [Listed(*row) for row in connection.execute(statement)]

    def is_withdrawn(self, code: str) -> bool:
        with self.database.reading() as connection:
            return bool(connection.scalar(select(PublishedRow.withdrawn).where(PublishedRow.code == code)))

    def version(self, code: str, version: int) -> PublishedMatter | None:
        statement = select(PublishedVersionRow.document).where(
            PublishedVersionRow.code == code, PublishedVersionRow.version == version
        )
        with self.database.reading() as connection:
            document = connection.scalar(statement)
        return None if document is None else PublishedMatter.model_validate_json(document)


_ROW = select(
    PublishedRow.code,
    PublishedRow.version,
    PublishedRow.seq,
    PublishedRow.withdrawn,
    PublishedRow.sha256,
    PublishedRow.document,
)


def _row(code: str, version: int, seq: int, withdrawn: bool, sha256: str, document: str) -> CatalogueRow:
    return CatalogueRow(code=code, version=version, seq=seq, withdrawn=withdrawn, sha256=sha256, document=document)


def _cut(listed: Iterable[tuple[int, int]], last: int) -> tuple[int, bool]:
    """Up to which number a page goes, and whether more follow. `listed`: numbers and lengths."""
    upto, rows, characters = last, 0, 0
    for seq, length in listed:
        if rows == PAGE_ROWS or (rows and characters + length > PAGE_CHARACTERS):
            return upto, True
        upto, rows, characters = seq, rows + 1, characters + length
    return last, False
