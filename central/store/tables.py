"""The reference platform's tables: migrations that only grow, as on the terminal."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE enrolment_code (code_sha256 TEXT PRIMARY KEY, site TEXT NOT NULL, valid_to TEXT NOT NULL, used_at TEXT);
    CREATE TABLE terminal (
        number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 9999), name TEXT NOT NULL UNIQUE, site TEXT NOT NULL,
        token_sha256 TEXT NOT NULL UNIQUE, enrolled_at TEXT NOT NULL);

    CREATE TABLE published (
        code TEXT PRIMARY KEY, version INTEGER NOT NULL, seq INTEGER NOT NULL UNIQUE, withdrawn INTEGER NOT NULL,
        sha256 TEXT NOT NULL, document TEXT NOT NULL);
    CREATE TABLE published_version (
        code TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (code, version));

    CREATE TABLE submission (
        key TEXT PRIMARY KEY, body_sha256 TEXT NOT NULL, answer TEXT NOT NULL, deliveries INTEGER NOT NULL);
    CREATE TABLE application (
        number TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE REFERENCES submission (key), carried_by TEXT NOT NULL,
        matter TEXT NOT NULL, matter_version INTEGER NOT NULL, id_number TEXT NOT NULL, document TEXT NOT NULL,
        received_at TEXT NOT NULL, status TEXT NOT NULL);
    CREATE INDEX application_id_number ON application (id_number);
    CREATE INDEX application_received ON application (received_at);
    CREATE TABLE status_change (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL REFERENCES application (number),
        terminal TEXT NOT NULL, document TEXT NOT NULL, by TEXT NOT NULL);
    CREATE INDEX status_change_terminal ON status_change (terminal, seq);
    CREATE TABLE certificate (
        number TEXT PRIMARY KEY REFERENCES application (number), code TEXT NOT NULL UNIQUE, issued_at TEXT NOT NULL,
        pdf BLOB NOT NULL, sha256 TEXT NOT NULL);
    CREATE TABLE rating (
        number TEXT PRIMARY KEY REFERENCES application (number), grade INTEGER NOT NULL, reasons TEXT NOT NULL,
        at TEXT NOT NULL);
    CREATE TABLE holding (
        held_id TEXT PRIMARY KEY, id_number TEXT NOT NULL, kind TEXT NOT NULL, issued_on TEXT NOT NULL, valid_to TEXT);
    CREATE INDEX holding_person ON holding (id_number, kind);
    """,
    """
    CREATE TABLE record (
        id_number TEXT NOT NULL, matter TEXT NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (id_number, matter)) WITHOUT ROWID;
    """,
)
