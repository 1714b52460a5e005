"""The tables of both stores, as lists of migrations that only grow.

Each entry is SQL that takes a file from one `user_version` to the next. A migration expands only; what it makes superfluous is
taken away by one of a later release, which raises `sentinel.readable_from` to the first version that can do without. For after a
rollback an older release opens the same file: it holds applications queued since.

Nothing in these tables says who applied: keys, numbers, matters, times, and bytes sealed to the platform.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.languages.fault import Fault, KnownFault, Mender
from kiosk.offline.catalogue.tables import CATALOGUE_TABLES
from kiosk.offline.store.connection import SqliteError, known

if TYPE_CHECKING:
    from sqlite3 import Connection

APPLICATION_ID = 0x585A5A4B  # "XZZK"

_SENTINEL = """
    CREATE TABLE sentinel (
        id INTEGER PRIMARY KEY CHECK (id = 1), store TEXT NOT NULL, created_at TEXT NOT NULL,
        readable_from INTEGER NOT NULL DEFAULT 1, mark INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE cursor (name TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Schema:
    """`file` is its name in the data folder."""

    file: str
    migrations: tuple[str, ...]


KEPT = Schema(
    "kept.db",
    (
        _SENTINEL
        + """
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE outbox (
        key TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, matter TEXT NOT NULL, matter_version INTEGER NOT NULL,
        sealed BLOB, state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'delivered', 'parked')),
        attempts INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
        queued_at TEXT NOT NULL, delivered_at TEXT, epoch TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL DEFAULT 0,
        interrupted INTEGER NOT NULL DEFAULT 0, attachments INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX outbox_state ON outbox (state, queued_at);
    CREATE INDEX outbox_epoch ON outbox (epoch, seq);
    CREATE TABLE outbox_attachment (
        sealed_sha256 TEXT PRIMARY KEY, key TEXT NOT NULL REFERENCES outbox (key), place INTEGER NOT NULL,
        sealed BLOB NOT NULL, uploaded INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX outbox_attachment_key ON outbox_attachment (key, place);
    CREATE TABLE rating (
        number TEXT PRIMARY KEY, document TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        parked TEXT NOT NULL DEFAULT '');
    CREATE TABLE status (
        number TEXT PRIMARY KEY, document TEXT NOT NULL, version INTEGER NOT NULL, change INTEGER NOT NULL UNIQUE,
        epoch TEXT NOT NULL DEFAULT '');
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, event TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '',
        settled_at TEXT, alarm INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX audit_open ON audit (alarm, settled_at);
    """,
        """
    CREATE TABLE owed_receipt (number TEXT PRIMARY KEY, salt BLOB NOT NULL, sealed BLOB NOT NULL, at TEXT NOT NULL);
    """,
    ),
)
"""What cannot be made again."""

CATALOGUE = Schema("catalogue.db", (_SENTINEL + CATALOGUE_TABLES,))
"""What the platform or the release can give again."""


def migrate(connection: "Connection", migrations: tuple[str, ...]) -> None:
    """All that is missing in one transaction, so a failing one leaves the file as the release before knows it.

    Raises KnownFault: `store_newer` for a file that a newer release has contracted, otherwise a newer file is left as it is;
    `store_not_migrated`.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    latest = len(migrations)
    if version > latest:
        readable_from = connection.execute("SELECT readable_from FROM sentinel").fetchone()
        if readable_from is not None and readable_from[0] > latest:
            raise KnownFault(Fault("store_newer", Mender.TECHNICIAN))
    if version >= latest:
        return
    script = "\n".join(migrations[version:])
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {latest};\nCOMMIT;")
    except SqliteError as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        told = known(error)
        # A mistake of this release's: the file is healthy, and the release before can go on with it.
        raise (told if told is not error else KnownFault(Fault("store_not_migrated", Mender.TECHNICIAN))) from error
