"""The search index, kept as the catalogue changes and never at start: each content has one row in it, under the same number."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.offline.catalogue import search
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

    from kiosk.matters.model import PublishedMatter

RULES = 1
"""Of folding and terms: raised when the same text is to be found under other terms, so that every machine indexes anew."""
_AT_A_TIME = 100  # contents in one transaction: well under a second


def terms(published: "PublishedMatter") -> tuple[str, str]:
    """The two indexed columns of a matter. About a millisecond, so it is called outside of transactions."""
    return search.index_row({str(language): texts for language, texts in published.texts.items()})


def put(database: "Database", content: int, indexed: tuple[str, str]) -> None:
    database.execute("INSERT INTO content_search (rowid, name, words) VALUES (?, ?, ?)", (content, *indexed))


def remove(database: "Database", contents: list[int]) -> None:
    for content in contents:
        database.execute("DELETE FROM content_search WHERE rowid = ?", (content,))


def reindex(store: Store, over: Callable[[], bool] = lambda: False, rules: int = RULES) -> int:
    """Indexes anew what was indexed by other rules, in bounded transactions; what is searched meanwhile is found by the old ones
    or by the new. For the agent: the terminal never waits for it. Returns how many there were; broken off, it goes on next time.
    """
    from kiosk.offline.catalogue.contents import unpacked_matter

    done = 0
    query = (
        "SELECT id, document FROM content JOIN content_document ON content = id WHERE indexed <> ? ORDER BY id LIMIT ?"
    )
    while not over() and (rows := store.read().execute(query, (rules, _AT_A_TIME)).fetchall()):
        fresh = [(row["id"], terms(unpacked_matter(row["document"]))) for row in rows]

        def change(database: "Database", fresh: list[tuple[int, tuple[str, str]]] = fresh) -> None:
            for content, indexed in fresh:
                remove(database, [content])
                put(database, content, indexed)
                database.execute("UPDATE content SET indexed = ? WHERE id = ?", (rules, content))

        store.write(change).result()
        done += len(fresh)
    return done
