"""The tables of the catalogue: all of it can be had again, from the platform or from the release.

A matter's document is kept once under its hash (`content`), whoever announces it. `announced` lists what a generation of the
catalogue holds; the one row of `catalogue` says which generation lives. So a whole catalogue is made ready beside the one that
serves people (`staging`, of the snapshot `staged`), in as many transactions as it takes, and takes its place by one number.
`snapshot` is the one that was taken in last; `untidy` says that something is left to delete.

`announced.content` is NULL, or an earlier version's, where the document was refused: `reason` says why. The announced hash is kept
all the same, for the hash of the whole is over what was announced.
"""

CATALOGUE_TABLES = """
    CREATE TABLE catalogue (
        id INTEGER PRIMARY KEY CHECK (id = 1), live INTEGER NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
        whole TEXT NOT NULL, release TEXT NOT NULL, snapshot TEXT NOT NULL,
        staging INTEGER NOT NULL, staged TEXT NOT NULL, untidy INTEGER NOT NULL);
    INSERT INTO catalogue VALUES (1, 0, '', 0, '', '', '', 0, '', 0);
    CREATE TABLE left_epoch (epoch TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE catalogue_alarm (code TEXT PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE content (
        id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, code TEXT NOT NULL, version INTEGER NOT NULL,
        indexed INTEGER NOT NULL,
        place TEXT NOT NULL, position INTEGER NOT NULL, icon TEXT NOT NULL, printer_needed INTEGER NOT NULL,
        name_ug TEXT NOT NULL, name_zh TEXT NOT NULL, name_kk TEXT NOT NULL,
        short_ug TEXT NOT NULL, short_zh TEXT NOT NULL, short_kk TEXT NOT NULL);
    CREATE TABLE content_document (content INTEGER PRIMARY KEY REFERENCES content (id), document BLOB NOT NULL);
    CREATE TABLE announced (
        generation INTEGER NOT NULL, code TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL,
        content INTEGER REFERENCES content (id), reason TEXT NOT NULL,
        PRIMARY KEY (generation, code)) WITHOUT ROWID;
    CREATE INDEX announced_content ON announced (content, generation);
    CREATE VIRTUAL TABLE content_search USING fts5 (
        name, words, content='', contentless_delete=1, prefix='2 3', tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co'");
    CREATE VIRTUAL TABLE content_vocabulary USING fts5vocab (content_search, 'row');
    """
