"""Matters as the machine keeps them: checked before they come in, under the hash of their document, listed by generation.

For whoever writes the catalogue. Checking, packing and indexing are done outside of transactions; the functions that take a
Database are short.
"""

import zlib
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from kiosk.contract.catalogue import whole
from kiosk.languages.language import Language
from kiosk.matters.folder import missing_texts
from kiosk.matters.model import PublishedMatter
from kiosk.offline.catalogue import indexing
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from kiosk.contract.platform import CatalogueRow

_LONGEST_REASON = 500  # characters
_AT_A_TIME = 200  # rows in one transaction


@dataclass(frozen=True, slots=True)
class Content:
    """A whole matter, ready to be written."""

    columns: dict[str, object]
    packed: bytes
    terms: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Announced:
    """A row of the catalogue. `content` is None when the machine has it already, and when it was refused: then `reason` says why."""

    code: str
    version: int
    sha256: str
    content: Content | None = None
    reason: str = ""


def content_of(published: PublishedMatter, document: str) -> Content:
    matter = published.matter
    columns: dict[str, object] = {
        "sha256": sha256(document.encode()).hexdigest(),
        "code": matter.code,
        "version": matter.version,
        "indexed": indexing.RULES,
        "place": matter.place.value,
        "position": matter.order,
        "icon": matter.icon,
        "printer_needed": int(matter.outcome == "certificate"),
    }
    for language in Language:
        columns[f"name_{language.value}"] = published.text(language.value, "name")
        columns[f"short_{language.value}"] = published.text(language.value, "short")
    return Content(columns, zlib.compress(document.encode()), indexing.terms(published))


def examined(row: "CatalogueRow", *, had: bool) -> Announced:
    """`had`: a content with the announced hash is kept already; it was whole when it came."""
    if had:
        return Announced(row.code, row.version, row.sha256)
    try:
        return Announced(row.code, row.version, row.sha256, content_of(_checked(row), row.document))
    except ValueError as error:
        return Announced(row.code, row.version, row.sha256, reason=str(error)[:_LONGEST_REASON])


def has(store: Store, row: "CatalogueRow") -> bool:
    query = "SELECT 1 FROM content WHERE sha256 = ? AND code = ? AND version = ?"
    return store.read().execute(query, (row.sha256, row.code, row.version)).fetchone() is not None


def unpacked_matter(packed: bytes) -> PublishedMatter:
    return PublishedMatter.model_validate_json(zlib.decompress(packed))


def put(database: "Database", generation: int, row: Announced, *, before: int) -> list[int]:
    """Writes a row into a generation. A refused matter keeps what generation `before` had of it. Returns contents that this may
    have left without a row."""
    earlier = database.execute(
        "SELECT content FROM announced WHERE generation = ? AND code = ?", (before, row.code)
    ).fetchone()
    content = earlier[0] if earlier is not None else None
    if not row.reason:
        known = database.execute("SELECT id FROM content WHERE sha256 = ?", (row.sha256,)).fetchone()
        content = known[0] if known is not None else _insert(database, row)
    database.execute(
        "INSERT OR REPLACE INTO announced VALUES (?, ?, ?, ?, ?, ?)",
        (generation, row.code, row.version, row.sha256, content, row.reason),
    )
    return [earlier[0]] if earlier is not None and earlier[0] not in (None, content) else []


def withdraw(database: "Database", generation: int, code: str) -> list[int]:
    """As `put`, for a tombstone."""
    found = database.execute(
        "DELETE FROM announced WHERE generation = ? AND code = ? RETURNING content", (generation, code)
    ).fetchall()
    return [row[0] for row in found if row[0] is not None]


def forget_unlisted(database: "Database", contents: list[int]) -> None:
    """Deletes those of `contents` that no generation lists."""
    unlisted = [
        content
        for content in contents
        if database.execute("SELECT 1 FROM announced WHERE content = ? LIMIT 1", (content,)).fetchone() is None
    ]
    indexing.remove(database, unlisted)
    for content in unlisted:
        database.execute("DELETE FROM content_document WHERE content = ?", (content,))
        database.execute("DELETE FROM content WHERE id = ?", (content,))


def whole_of(database: "Database | Connection", generation: int) -> str:
    """The hash of all that a generation announces, from a few columns: no document is touched."""
    rows = database.execute(
        "SELECT code, version, sha256 FROM announced WHERE generation = ? ORDER BY code", (generation,)
    )
    return whole((row[0], row[1], row[2]) for row in rows)


def tidy(store: Store) -> None:
    """Takes away what a switch or an abandoned snapshot left behind, in bounded transactions."""

    def some_rows(database: "Database") -> int:
        return database.execute(
            "DELETE FROM announced WHERE (generation, code) IN (SELECT generation, code FROM announced"
            " WHERE generation NOT IN (SELECT live FROM catalogue UNION SELECT staging FROM catalogue) LIMIT ?)",
            (_AT_A_TIME,),
        ).rowcount

    def some_contents(database: "Database") -> int:
        unlisted = database.execute(
            "SELECT id FROM content WHERE NOT EXISTS (SELECT 1 FROM announced WHERE content = id) LIMIT ?",
            (_AT_A_TIME,),
        ).fetchall()
        forget_unlisted(database, [row[0] for row in unlisted])
        return len(unlisted)

    if not store.read().execute("SELECT untidy FROM catalogue").fetchone()[0]:
        return
    for step in (some_rows, some_contents):
        while store.write(step).result():
            pass
    store.write(lambda database: database.execute("UPDATE catalogue SET untidy = 0")).result()


def _checked(row: "CatalogueRow") -> PublishedMatter:
    """Raises ValueError with what is wrong with the row."""
    if sha256(row.document.encode()).hexdigest() != row.sha256:
        raise ValueError("the document does not have the announced sha256")
    published = PublishedMatter.model_validate_json(row.document)
    if (published.matter.code, published.matter.version) != (row.code, row.version):
        raise ValueError("the document is another matter or another version")
    if missing := missing_texts(published):
        raise ValueError(f"texts are missing: {missing}")
    return published


def _insert(database: "Database", row: Announced) -> int:
    if row.content is None:
        raise LookupError(f"{row.code} {row.version}: its document went while it was being taken in")
    columns = row.content.columns
    marks = ", ".join(f":{column}" for column in columns)
    content = database.execute(
        f"INSERT INTO content ({', '.join(columns)}) VALUES ({marks}) RETURNING id", columns
    ).fetchone()[0]
    database.execute("INSERT INTO content_document VALUES (?, ?)", (content, row.content.packed))
    indexing.put(database, content, row.content.terms)
    return int(content)
