"""One instance of the reference platform: what lies in its folder, and its clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from central.store.applications import Applications
from central.store.attachments import Attachments
from central.store.blobs.place import open_blobs
from central.store.database import PlatformDatabase, secret_file
from central.store.holdings import Holdings
from central.store.matters import PublishedMatters
from central.store.records import Records
from central.store.terminals import Terminals
from central.store.uploads import Uploads

BEIJING = ZoneInfo("Asia/Shanghai")  # the official time of the whole country


@dataclass(frozen=True, slots=True)
class Platform:
    database: PlatformDatabase
    terminals: Terminals
    matters: PublishedMatters
    applications: Applications
    attachments: Attachments
    uploads: Uploads
    holdings: Holdings
    records: Records
    now: Callable[[], datetime]
    """Aware, in Beijing time."""
    public_url: str
    """How the public reaches this instance, without a slash at its end: printed on certificates."""

    @classmethod
    def open(
        cls,
        folder: Path,
        now: Callable[[], datetime] = lambda: datetime.now(BEIJING),
        public_url: str = "http://localhost",
        attachments: str = "",
    ) -> "Platform":
        """Makes what is not there yet. `attachments`: where they lie, as in open_blobs; empty: in `folder`. Close it at the end.

        Raises UnfitStore and Refusal 503 as open_blobs does.
        """
        blobs = open_blobs(attachments or str(folder / "attachments"))
        database = PlatformDatabase(folder)
        kept = Attachments(blobs)
        return cls(
            database=database,
            terminals=Terminals(database),
            matters=PublishedMatters(database),
            applications=Applications(database),
            attachments=kept,
            uploads=Uploads(blobs, kept),
            holdings=Holdings(database),
            records=Records(database),
            now=now,
            public_url=public_url,
        )

    def secret(self, name: str, make: Callable[[], bytes]) -> bytes:
        """A secret of this instance, made at first use and kept in a file for its owner only."""
        return secret_file(self.database.folder / name, make)

    def close(self) -> None:
        self.database.close()
