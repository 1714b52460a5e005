"""The catalogue on the machine: what the platform published last, or, before it ever said anything, what the release brought.

The tiles of the home screen come straight from columns; no matter is parsed and no pydantic imported for them.
"""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.languages.language import Language
from kiosk.matters.tile import Tile
from kiosk.offline import search
from kiosk.offline.store import Store

if TYPE_CHECKING:
    from sqlite3 import Row

    from sqlite_utils import Database

    from kiosk.contract.platform import CataloguePage, CatalogueRow
    from kiosk.matters.model import PublishedMatter

_TILE = "code, name_{0} AS name, short_{0} AS short, icon, place, printer_needed"
_BUNDLED = ""  # the epoch of matters that came with the release


class KeptCatalogue:
    """Reads on any thread; changes go through the store's writer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._parsed: dict[str, tuple[str, PublishedMatter]] = {}

    def tiles(self, language: Language) -> list[Tile]:
        query = f"SELECT {_TILE.format(language.value)} FROM matter WHERE NOT withdrawn ORDER BY position, code"
        return [_tile(row) for row in self._store.read().execute(query)]

    def search(self, query: str, language: Language) -> list[Tile]:
        codes = search.find(self._store.read(), query)
        tiles = {tile.code: tile for tile in self.tiles(language)}
        return [tiles[code] for code in codes if code in tiles]

    def matter(self, code: str) -> "PublishedMatter":
        query = "SELECT sha256, document FROM matter WHERE code = ? AND NOT withdrawn"
        row = self._store.read().execute(query, (code,)).fetchone()
        if row is None:
            raise KeyError(code)
        kept = self._parsed.get(code)
        if kept is None or kept[0] != row["sha256"]:
            from kiosk.matters.model import PublishedMatter

            kept = (row["sha256"], PublishedMatter.model_validate_json(row["document"]))
            self._parsed[code] = kept
        return kept[1]

    def cursor(self) -> tuple[str, int]:
        """Epoch and seq to ask the platform with; ('', 0) before the first page."""
        row = self._store.read().execute("SELECT epoch, seq FROM cursor WHERE name = 'catalogue'").fetchone()
        return (_BUNDLED, 0) if row is None else (row["epoch"], row["seq"])

    def fill(self, folder: Path) -> bool:
        """Takes in the matters of a release, once for each release, and only as long as the platform has published nothing.

        `folder` holds a folder for each matter. Cheap when nothing changed: it looks at names, sizes and times only. Returns
        whether something was taken in. A matter that is not whole is left out, for a terminal without it still serves people;
        `refused` tells.
        """
        files = sorted(path for path in folder.glob("*/*.toml"))
        facts = [(str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
        fingerprint = sha256(repr(facts).encode()).hexdigest()
        known = self._store.read().execute("SELECT epoch FROM cursor WHERE name = 'release'").fetchone()
        if self.cursor()[0] != _BUNDLED or (known is not None and known["epoch"] == fingerprint):
            return False
        documents, findings = _read(sorted({file.parent for file in files}))

        def take_in(database: "Database") -> bool:
            if _platform_has_spoken(database):
                return False
            database.execute("DELETE FROM matter")
            for one, document in documents:
                _put(database, one, document, _BUNDLED)
            for code, reason in findings.items():
                _refuse(database, code, 0, reason)
            _set_cursor(database, "release", fingerprint, 0)
            _index(database)
            return True

        return self._store.write(take_in).result()

    def apply(self, page: "CataloguePage") -> list[str]:
        """Page and cursor in one transaction. Returns the codes of rows that were refused; they do not hold up the rest, and
        what the machine had of them before stays.

        A page that brings nothing ends a pull: matters of an older epoch, or of the release, are then gone.
        """
        good: list[tuple[CatalogueRow, PublishedMatter | None]] = []
        bad: list[tuple[CatalogueRow, str]] = []
        for row in page.rows:
            try:
                good.append((row, None if row.withdrawn else _checked(row)))
            except ValueError as error:
                bad.append((row, str(error)))

        def change(database: "Database") -> None:
            for row, published in good:
                if published is None:
                    database.execute("DELETE FROM matter WHERE code = ?", (row.code,))
                else:
                    _put(database, published, row.document, page.epoch)
            for row, reason in bad:
                database.execute("UPDATE matter SET epoch = ? WHERE code = ?", (page.epoch, row.code))
                _refuse(database, row.code, row.version, reason)
            gone = 0
            if not page.rows:
                gone = database.execute("DELETE FROM matter WHERE epoch <> ?", (page.epoch,)).rowcount
            _set_cursor(database, "catalogue", page.epoch, page.seq)
            if good or gone:
                _index(database)

        self._store.write(change).result()
        return [row.code for row, _ in bad]

    def refused(self) -> dict[str, str]:
        """Reasons by code and version, for the technician."""
        rows = self._store.read().execute("SELECT code, version, reason FROM refused_matter ORDER BY code, version")
        return {f"{row['code']} {row['version']}": row["reason"] for row in rows}


def _read(folders: list[Path]) -> "tuple[list[tuple[PublishedMatter, str]], dict[str, str]]":
    """The whole matters with their canonical JSON, and what is wrong with the others by name of their folder."""
    from kiosk.matters.folder import BadMatter, canonical_json, missing_texts, read_folder

    whole: list[tuple[PublishedMatter, str]] = []
    findings: dict[str, str] = {}
    for folder in folders:
        try:
            published = read_folder(folder)
        except BadMatter as error:
            findings[folder.name] = str(error)
            continue
        if missing := missing_texts(published):
            findings[folder.name] = f"texts are missing: {missing}"
        else:
            whole.append((published, canonical_json(published)))
    return whole, findings


def _checked(row: "CatalogueRow") -> "PublishedMatter":
    """Raises ValueError with what is wrong with the row."""
    from kiosk.matters.folder import missing_texts
    from kiosk.matters.model import PublishedMatter

    if sha256(row.document.encode()).hexdigest() != row.sha256:
        raise ValueError("the document does not have the announced sha256")
    published = PublishedMatter.model_validate_json(row.document)
    if (published.matter.code, published.matter.version) != (row.code, row.version):
        raise ValueError("the document is another matter or another version")
    if missing := missing_texts(published):
        raise ValueError(f"texts are missing: {missing}")
    return published


def _platform_has_spoken(database: "Database") -> bool:
    return database.execute("SELECT 1 FROM cursor WHERE name = 'catalogue'").fetchone() is not None


def _set_cursor(database: "Database", name: str, epoch: str, seq: int) -> None:
    database.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?, ?)", (name, epoch, seq))


def _refuse(database: "Database", code: str, version: int, reason: str) -> None:
    """`version` 0: from the release's own folder."""
    now = datetime.now(UTC).isoformat()
    database.execute("INSERT OR REPLACE INTO refused_matter VALUES (?, ?, ?, ?)", (code, version, reason, now))


def _put(database: "Database", published: "PublishedMatter", document: str, epoch: str) -> None:
    matter = published.matter
    row = {
        "code": matter.code,
        "version": matter.version,
        "epoch": epoch,
        "withdrawn": 0,
        "sha256": sha256(document.encode()).hexdigest(),
        "document": document,
        "place": matter.place.value,
        "position": matter.order,
        "icon": matter.icon,
        "printer_needed": int(matter.outcome == "certificate"),
    }
    for language in Language:
        row[f"name_{language.value}"] = published.text(language.value, "name")
        row[f"short_{language.value}"] = published.text(language.value, "short")
    marks = ", ".join(f":{column}" for column in row)
    database.execute(f"INSERT OR REPLACE INTO matter ({', '.join(row)}) VALUES ({marks})", row)


def _index(database: "Database") -> None:
    """The whole index anew: a few hundred matters take less than a second, and it can never disagree with the catalogue."""
    from kiosk.matters.model import PublishedMatter

    database.execute("DELETE FROM matter_search")
    for code, document in database.execute("SELECT code, document FROM matter WHERE NOT withdrawn").fetchall():
        published = PublishedMatter.model_validate_json(document)
        names, words = search.index_row({str(language): texts for language, texts in published.texts.items()})
        database.execute("INSERT INTO matter_search (code, name, words) VALUES (?, ?, ?)", (code, names, words))


def _tile(row: "Row") -> Tile:
    return Tile(
        code=row["code"],
        name=row["name"],
        short=row["short"],
        icon=row["icon"],
        place=row["place"],
        printer_needed=bool(row["printer_needed"]),
    )
