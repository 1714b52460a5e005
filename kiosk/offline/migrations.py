"""The store's tables, as a list of migrations that only grows.

Each entry is SQL that takes the file from one `user_version` to the next. Migrations expand first and contract a version
later, because after a rollback an older release opens the same file (it holds applications queued since).

Nothing in these tables says who applied: keys, numbers, matters, times, and bytes sealed to the platform.
"""

MIGRATIONS: tuple[str, ...] = (
    """
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
    """,
    """
    ALTER TABLE outbox ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbox ADD COLUMN interrupted INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE status ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
    """,
)
