"""Keyboards as data: one TOML file a layout.

    label = "ئۇ"            what the key says that switches to it
    title = "ئۇيغۇرچە"      what its space bar says
    script = "arabic"       arabic | chinese | latin: chooses the face of the keys
    language = "ug"         the language it belongs to, if it belongs to one
    columns = 10            how many keys of width 1 fill a row; without it every row is stretched to the full width
    composes = true         its Latin letters are not text but make candidates (pinyin)
    pad = true              a pad of large keys rather than a whole keyboard

    [pages.letters]         the page shown first; `shift` and `symbols` if there are any
    rows = [["q", { char = "w", width = 1.5 }, { key = "backspace", width = 1.5 }]]

A key is a character, or one of FUNCTIONS. `layouts` stands for as many keys as there are other layouts to switch to, each of its
width; `space` takes what is left of its row, its width being the least; `gap` is an empty place.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FUNCTIONS = frozenset(
    {"backspace", "space", "done", "shift", "symbols", "letters", "left", "right", "clear", "layouts", "gap"}
)
FIRST_PAGE = "letters"


@dataclass(frozen=True, slots=True)
class Key:
    """`id` is the character or the function's name; `char` is empty for functions. `width` in keys."""

    id: str
    char: str
    width: float


Row = tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    name: str
    label: str
    title: str
    script: str
    language: str | None
    columns: float | None
    composes: bool
    pad: bool
    pages: dict[str, tuple[Row, ...]]

    def page_of(self, char: str) -> str | None:
        """The page with a key for this character, the earliest one."""
        return next((name for name in self.pages if char in self.characters(name)), None)

    def characters(self, page: str) -> frozenset[str]:
        """What the keys of a page write."""
        written = {" " if key.id == "space" else key.char for row in self.pages[page] for key in row}
        return frozenset(written - {""})


@dataclass(frozen=True, slots=True)
class Placed:
    """A key where it stands: `left` and `width` as parts of the keyboard's width, `row` from the top. `layout` is where it leads."""

    key: Key
    row: int
    left: float
    width: float
    layout: str = ""


@cache
def layout(name: str) -> Layout:
    """Raises KeyError for an unknown layout, ValueError for a file that does not follow the rules above."""
    path = FOLDER / f"{name}.toml"
    if name not in names():
        raise KeyError(name)
    table = tomllib.loads(path.read_text("utf-8"))
    pages = {page: tuple(_row(name, row) for row in content["rows"]) for page, content in table["pages"].items()}
    if next(iter(pages), None) != FIRST_PAGE:
        raise ValueError(f"{name}: the first page is not {FIRST_PAGE}")
    if len({len(rows) for rows in pages.values()}) != 1:
        raise ValueError(f"{name}: pages of different height")
    for rows in pages.values():
        ids = [key.id for row in rows for key in row if key.id != "gap"]
        if len(set(ids)) != len(ids):
            raise ValueError(f"{name}: a key stands twice on a page")
    return Layout(
        name=name,
        label=table["label"],
        title=table["title"],
        script=table["script"],
        language=table.get("language"),
        columns=table.get("columns"),
        composes=table.get("composes", False),
        pad=table.get("pad", False),
        pages=pages,
    )


@cache
def names() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


def _row(name: str, keys: list[Any]) -> Row:
    made = []
    for entry in keys:
        given = entry if isinstance(entry, dict) else {"char": entry}
        char, function, width = given.get("char", ""), given.get("key", ""), float(given.get("width", 1))
        if bool(char) == bool(function) or (function and function not in FUNCTIONS) or width <= 0:
            raise ValueError(f"{name}: no such key: {entry}")
        made.append(Key(function or char, char, width))
    return tuple(made)


def place(chosen: Layout, page: str, others: tuple[str, ...]) -> list[Placed]:
    """Where the keys of a page stand, with a key for each of the `others` to switch to. Gaps take room and are left out."""
    whole = chosen.columns or max(sum(key.width for key in row) for row in chosen.pages[FIRST_PAGE])
    placed: list[Placed] = []
    for number, row in enumerate(chosen.pages[page]):
        spread = [(key, target) for key in row for target in (others if key.id == "layouts" else ("",))]
        used = sum(key.width for key, _ in spread)
        elastic = any(key.id == "space" for key, _ in spread)
        full = max(used, whole) if elastic or chosen.columns else used
        left = 0.0 if elastic else (full - used) / 2
        for key, target in spread:
            width = key.width + (full - used if key.id == "space" else 0)
            if key.id != "gap":
                placed.append(Placed(key, number, left / full, width / full, target))
            left += width
    return placed
