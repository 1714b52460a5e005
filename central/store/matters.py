"""The published catalogue: one sequence for all changes, and every version that an application may still cite."""

import hashlib
from dataclasses import dataclass
from uuid import uuid4

from central.store.database import PlatformDatabase
from kiosk.contract.platform import CataloguePage, CatalogueRow
from kiosk.matters.folder import canonical_json
from kiosk.matters.model import PublishedMatter

PAGE = 20  # rows


@dataclass(frozen=True, slots=True)
class PublishedMatters:
    database: PlatformDatabase

    def epoch(self) -> str:
        """Made once with the database: a terminal that knows another one begins again from 0."""
        with self.database.transaction() as database:
            database.execute("INSERT OR IGNORE INTO setting VALUES ('catalogue_epoch', ?)", (uuid4().hex,))
            row = self.database.one("SELECT value FROM setting WHERE name = 'catalogue_epoch'")
        assert row is not None
        return str(row["value"])

    def page(self, epoch: str, seq: int) -> CataloguePage:
        """Changes after the cursor; an empty page is the end."""
        ours = self.epoch()
        after = seq if epoch == ours else 0
        rows = self.database.all("SELECT * FROM published WHERE seq > ? ORDER BY seq LIMIT ?", after, PAGE)
        return CataloguePage(
            epoch=ours,
            seq=rows[-1]["seq"] if rows else after,
            rows=[
                CatalogueRow(
                    code=row["code"],
                    version=row["version"],
                    seq=row["seq"],
                    withdrawn=bool(row["withdrawn"]),
                    sha256=row["sha256"],
                    document=row["document"],
                )
                for row in rows
            ],
        )

    def publish(self, published: PublishedMatter) -> bool:
        """False when exactly this is published already."""
        document = canonical_json(published)
        digest = hashlib.sha256(document.encode()).hexdigest()
        matter = published.matter
        with self.database.transaction() as database:
            known = self.database.one("SELECT sha256, withdrawn FROM published WHERE code = ?", matter.code)
            if known is not None and known["sha256"] == digest and not known["withdrawn"]:
                return False
            database.execute(
                "INSERT OR REPLACE INTO published VALUES (?, ?, ?, 0, ?, ?)",
                (matter.code, matter.version, self._next_seq(), digest, document),
            )
            database.execute(
                "INSERT OR REPLACE INTO published_version VALUES (?, ?, ?)", (matter.code, matter.version, document)
            )
        return True

    def withdraw(self, code: str) -> None:
        """Leaves a tombstone; applications for it that wait on a terminal are still taken."""
        digest = hashlib.sha256(b"").hexdigest()
        with self.database.transaction() as database:
            database.execute(
                "UPDATE published SET withdrawn = 1, document = '', sha256 = ?, seq = ? WHERE code = ? AND NOT withdrawn",
                (digest, self._next_seq(), code),
            )

    def codes(self) -> list[str]:
        return [
            row["code"] for row in self.database.all("SELECT code FROM published WHERE NOT withdrawn ORDER BY code")
        ]

    def version(self, code: str, version: int) -> PublishedMatter | None:
        row = self.database.one("SELECT document FROM published_version WHERE code = ? AND version = ?", code, version)
        return None if row is None else PublishedMatter.model_validate_json(row["document"])

    def _next_seq(self) -> int:
        row = self.database.one("SELECT coalesce(max(seq), 0) + 1 AS seq FROM published")
        assert row is not None
        return int(row["seq"])
