"""The published catalogue: one sequence for all changes, and every version that an application may still cite."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select, update

from central.store import streams
from central.store.database import PlatformDatabase
from central.store.engine import insert
from central.store.epochs import Epochs
from central.store.tables import PublishedRow, PublishedVersionRow
from kiosk.contract.platform import CataloguePage, CatalogueRow
from kiosk.matters.folder import canonical_json
from kiosk.matters.model import PublishedMatter

PAGE = 20  # rows

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

    def epoch(self) -> str:
        """A terminal that knows another one begins again from 0."""
        return self.epochs.now().epoch

    def page(self, epoch: str, seq: int) -> CataloguePage:
        """Changes after the cursor; an empty page is the end."""
        with self.database.reading() as connection:
            ours = self.epoch()
            after = seq if epoch == ours else 0
            statement = (
                select(
                    PublishedRow.code,
                    PublishedRow.version,
                    PublishedRow.seq,
                    PublishedRow.withdrawn,
                    PublishedRow.sha256,
                    PublishedRow.document,
                )
                .where(PublishedRow.seq > after)
                .order_by(PublishedRow.seq)
                .limit(PAGE)
            )
            rows = [
                CatalogueRow(
                    code=code, version=version, seq=number, withdrawn=withdrawn, sha256=sha256, document=document
                )
                for code, version, number, withdrawn, sha256, document in connection.execute(statement)
            ]
        return CataloguePage(epoch=ours, seq=rows[-1].seq if rows else after, rows=rows)

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

    def codes(self) -> list[str]:
        return [one.code for one in self.listed() if not one.withdrawn]

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
