"""Finding a matter as people type it. FTS5; the index is built when the catalogue changes, never at start."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kiosk.offline.catalogue.folding import arabic_key, document_terms, query_terms

if TYPE_CHECKING:
    from sqlite3 import Connection

_ENOUGH = 3  # under so many hits, misspelt words and single words of the query are tried too
_MOST = 20
_MOST_NEIGHBOURS = 8
_SHORTEST_MISSPELT = 4  # letters; below, one edit makes any word of any other
_LATIN = "abcdefghijklmnopqrstuvwxyz0123456789"
_ARABIC = "".join(dict.fromkeys(arabic_key("اەبپتجچدرزژسشعغفقكگڭلمنھوۇۆۈۋېىيحخ")))


def index_row(texts: dict[str, dict[str, str]]) -> tuple[str, str]:
    """The two indexed columns of a matter: names, and all other words people search by. `texts` by language."""
    names: list[str] = []
    words: list[str] = []
    for language, table in texts.items():
        names += document_terms(table["name"], language)
        words += document_terms(f"{table['short']}\n{table['aliases']}", language)
    return " ".join(dict.fromkeys(names)), " ".join(dict.fromkeys(words))


def find(connection: "Connection", query: str) -> list[str]:
    """Codes of matters, best first. Nothing is found for a query without letters, and nothing is ever raised for one."""
    han, beginnings = query_terms(query[:60])
    if not han and not beginnings:
        return []
    every = [_exact(term) for term in han] + [_beginning(term) for term in beginnings]
    found = _match(connection, " AND ".join(every))
    if len(beginnings) > 1:
        # "xin sheng er" is one word to the index
        found = _add(found, _match(connection, " AND ".join([*every[: len(han)], _beginning("".join(beginnings))])))
    if len(found) < _ENOUGH and beginnings:
        groups = [[term, *_neighbours(connection, term)] for term in beginnings]
        mended = ["(" + " OR ".join(_beginning(term) for term in group) + ")" for group in groups]
        found = _add(found, _match(connection, " AND ".join([*every[: len(han)], *mended])))
    if len(found) < _ENOUGH and len(every) > 1:
        found = _add(found, _match(connection, " OR ".join(every)))
    return found[:_MOST]


def _neighbours(connection: "Connection", term: str) -> list[str]:
    """Beginnings of indexed words that are one edit away (one letter wrong, lacking, too many, or two swapped).

    Each edit is looked up, some hundred seeks, for the vocabulary of twenty thousand matters takes seconds to read.
    """
    if len(term) < _SHORTEST_MISSPELT:
        return []
    found: list[str] = []
    for edited in dict.fromkeys(_edits(term)):
        last = edited + "\U0010ffff"
        query = "SELECT 1 FROM content_vocabulary WHERE term >= ? AND term <= ? LIMIT 1"
        if connection.execute(query, (edited, last)).fetchone() is not None:
            found.append(edited)
            if len(found) == _MOST_NEIGHBOURS:
                break
    return found


def _edits(term: str) -> Iterator[str]:
    """The likelier mistakes first."""
    letters = next((alphabet for alphabet in (_LATIN, _ARABIC) if term[0] in alphabet), "")
    places = range(len(term))
    yield from (term[:at] + term[at + 1] + term[at] + term[at + 2 :] for at in places[:-1] if term[at] != term[at + 1])
    yield from (term[:at] + term[at + 1 :] for at in places)
    yield from (term[:at] + letter + term[at:] for at in places for letter in letters)
    yield from (term[:at] + letter + term[at + 1 :] for at in places for letter in letters if letter != term[at])


def _match(connection: "Connection", expression: str) -> list[str]:
    rows = connection.execute(
        "SELECT code FROM content_search JOIN announced ON content = content_search.rowid"
        " WHERE content_search MATCH ? AND generation = (SELECT live FROM catalogue)"
        " ORDER BY bm25(content_search, 5, 1) LIMIT ?",
        (expression, _MOST),
    )
    return [row[0] for row in rows]


def _add(found: Sequence[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*found, *more]))


def _exact(term: str) -> str:
    return f'"{term}"'


def _beginning(term: str) -> str:
    return f'"{term}" *'
