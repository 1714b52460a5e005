"""One node of the reference platform: its database, what lies in its folders, and its clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nacl.signing import SigningKey

from central.catalogue import SignedCatalogue
from central.clock import BEIJING as BEIJING
from central.identity.authority import Authority
from central.identity.enrolments import Enrolments
from central.identity.fleet import Fleet
from central.identity.heartbeats import Heartbeats
from central.identity.known import KnownCertificates
from central.identity.nonces import Nonces
from central.metrics import Metrics
from central.store.applications import Applications
from central.store.attachments import Attachments
from central.store.blobs.place import open_blobs
from central.store.database import PlatformDatabase
from central.store.epochs import Epochs
from central.store.holdings import Holdings
from central.store.issued import IssuedCertificates
from central.store.matters import PublishedMatters
from central.store.ratings import Ratings
from central.store.records import Records
from central.store.refusals import Refusals
from central.store.secret_files import secret_file
from central.store.snapshots import Snapshots
from central.store.terminals import Terminals
from central.store.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Platform:
    database: PlatformDatabase
    epochs: Epochs
    terminals: Terminals
    authority: Authority
    enrolments: Enrolments
    known: KnownCertificates
    nonces: Nonces
    heartbeats: Heartbeats
    fleet: Fleet
    metrics: Metrics
    matters: PublishedMatters
    catalogue: SignedCatalogue
    applications: Applications
    issued: IssuedCertificates
    ratings: Ratings
    refusals: Refusals
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
        *,
        database: str | None = None,
        secrets: Path | None = None,
    ) -> "Platform":
        """Makes what is not there yet. `attachments`: where they lie, as in open_blobs; empty: in `folder`. `database`: URL of a
        PostgreSQL that nodes share, `secrets`: the folder of secrets that they share. Close it at the end.

        Raises UnfitStore and Refusal 503 as open_blobs does, BadDatabaseUrl and DifferentKey as PlatformDatabase does.
        """
        blobs = open_blobs(attachments or str(folder / "attachments"))
        opened = PlatformDatabase(folder, database, secrets)
        epochs = Epochs(opened, now)
        kept = Attachments(blobs)
        matters = PublishedMatters(opened, epochs)
        key = SigningKey(secret_file(opened.secrets / "catalogue.key", lambda: bytes(SigningKey.generate())))
        catalogue = SignedCatalogue(matters, epochs, Snapshots(folder / "snapshots", matters), key)
        authority = Authority.open(opened.secrets / "authority.key", now())
        metrics = Metrics.make()
        return cls(
            database=opened,
            epochs=epochs,
            terminals=Terminals(opened),
            authority=authority,
            enrolments=Enrolments(opened, authority, catalogue.public_key),
            known=KnownCertificates(opened),
            nonces=Nonces(opened, now),
            heartbeats=Heartbeats(opened, epochs, metrics, now),
            fleet=Fleet(opened),
            metrics=metrics,
            matters=matters,
            catalogue=catalogue,
            applications=Applications(opened, epochs),
            issued=IssuedCertificates(opened),
            ratings=Ratings(opened),
            refusals=Refusals(opened),
            attachments=kept,
            uploads=Uploads(blobs, kept),
            holdings=Holdings(opened),
            records=Records(opened),
            now=now,
            public_url=public_url,
        )

    def secret(self, name: str, make: Callable[[], bytes]) -> bytes:
        """A secret of the platform, made at first use and kept in a file for its owner only. All nodes have the same."""
        return secret_file(self.database.secrets / name, make)

    def close(self) -> None:
        self.catalogue.snapshots.close()
        for batches in (self.heartbeats, self.nonces, self.known):
            batches.close()
        self.database.close()
