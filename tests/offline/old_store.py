"""A plain `store.db` as version 0.1 wrote it, with everything in it that must not be lost."""

import sqlite3
from pathlib import Path

IDENTITY = "0123456789abcdef0123456789abcdef"
NUMBERS = ("0001-000001-2", "0001-000002-0", "0001-000003-9")
COUNTER = 41

_TABLES = """
    CREATE TABLE sentinel (id INTEGER PRIMARY KEY CHECK (id = 1), store TEXT NOT NULL, created_at TEXT NOT NULL);
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE cursor (name TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;

    CREATE TABLE matter (
        code TEXT PRIMARY KEY, version INTEGER NOT NULL, epoch TEXT NOT NULL, withdrawn INTEGER NOT NULL,
        sha256 TEXT NOT NULL, document TEXT NOT NULL,
        place TEXT NOT NULL, position INTEGER NOT NULL, icon TEXT NOT NULL, printer_needed INTEGER NOT NULL,
        name_ug TEXT NOT NULL, name_zh TEXT NOT NULL, name_kk TEXT NOT NULL,
        short_ug TEXT NOT NULL, short_zh TEXT NOT NULL, short_kk TEXT NOT NULL);
    CREATE TABLE refused_matter (
        code TEXT NOT NULL, version INTEGER NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (code, version));
    CREATE VIRTUAL TABLE matter_search USING fts5 (
        code UNINDEXED, name, words, prefix='2 3', tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co'");
    CREATE VIRTUAL TABLE matter_vocabulary USING fts5vocab (matter_search, 'row');

    CREATE TABLE outbox (
        key TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, matter TEXT NOT NULL, matter_version INTEGER NOT NULL,
        sealed BLOB, state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'delivered', 'parked')),
        attempts INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
        queued_at TEXT NOT NULL, delivered_at TEXT);
    CREATE INDEX outbox_state ON outbox (state, queued_at);
    CREATE TABLE outbox_attachment (
        sealed_sha256 TEXT PRIMARY KEY, key TEXT NOT NULL REFERENCES outbox (key), place INTEGER NOT NULL,
        sealed BLOB NOT NULL, uploaded INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX outbox_attachment_key ON outbox_attachment (key, place);
    CREATE TABLE rating (
        number TEXT PRIMARY KEY, document TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        parked TEXT NOT NULL DEFAULT '');
    CREATE TABLE status (
        number TEXT PRIMARY KEY, document TEXT NOT NULL, version INTEGER NOT NULL, change INTEGER NOT NULL UNIQUE);
"""


def make(data: Path, *, in_wal: bool = True) -> None:
    """`in_wal`: as a machine leaves it that lost its power: all of it is still in the WAL."""
    data.mkdir(parents=True, exist_ok=True)
    writer = sqlite3.connect(data / "store.db", isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("PRAGMA synchronous = OFF")
    writer.execute(f"PRAGMA application_id = {0x585A5A4B}")
    writer.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = 1;COMMIT;")
    writer.execute("INSERT INTO sentinel VALUES (1, ?, '2026-11-01T00:00:00+00:00')", (IDENTITY,))
    writer.execute("INSERT INTO counter VALUES ('number', ?)", (COUNTER,))
    writer.execute("INSERT INTO cursor VALUES ('status', '', 7), ('catalogue', 'e1', 9)")
    for place, (number, state) in enumerate(zip(NUMBERS, ("waiting", "parked", "delivered"), strict=True)):
        sealed = None if state == "delivered" else bytes([place]) * 5000
        writer.execute(
            "INSERT INTO outbox (key, number, matter, matter_version, sealed, state, queued_at) VALUES (?, ?, 'M', 1, ?, ?, '2026')",
            (f"key-{place}", number, sealed, state),
        )
        if sealed is not None:
            writer.execute(
                "INSERT INTO outbox_attachment VALUES (?, ?, 0, ?, 1)", (f"{place:064}", f"key-{place}", sealed)
            )
    writer.execute("INSERT INTO status VALUES (?, '{}', 3, 1)", (NUMBERS[2],))
    writer.execute("INSERT INTO rating (number, document) VALUES (?, '{}')", (NUMBERS[2],))
    if in_wal:
        files = {path: path.read_bytes() for path in data.glob("store.db*")}
        writer.close()  # would empty the WAL: the power is cut before that
        for path, content in files.items():
            path.write_bytes(content)
        (data / "store.db-shm").unlink(missing_ok=True)
    else:
        writer.close()
