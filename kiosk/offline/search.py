"""Finding a matter as people type it. FTS5; the index is built when the catalogue changes, never at start."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kiosk.offline.folding import document_terms, query_terms

if TYPE_CHECKING:
    from sqlite3 import Connection

_ENOUGH = 3  # under so many hits, misspelt words and single words of the query are tried too
_MOST = 20
_SHORTEST_MISSPELT = 4  # letters; below, one edit makes any word of any other


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
    """Beginnings of indexed words that are one edit away (one letter wrong, lacking, too many, or two swapped)."""
    if len(term) < _SHORTEST_MISSPELT:
        return []
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    vocabulary = [row[0] for row in connection.execute("SELECT term FROM content_vocabulary")]
    lengths = (len(term), len(term) - 1, len(term) + 1)
    candidates = {word[:length] for word in vocabulary for length in lengths if len(word) >= length}
    ranked = extract(term, candidates, scorer=OSA.distance, score_cutoff=1, limit=8)
    return [word for word, _, _ in ranked if word != term]


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
