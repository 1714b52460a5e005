"""Which keys make a text: for the scripted visitor, who types as a person does, key by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pypinyin import Style, lazy_pinyin, pinyin

from kiosk.languages.keyboards import FIRST_PAGE, Layout
from kiosk.languages.pinyin import PinyinEngine


@dataclass(frozen=True, slots=True)
class Tap:
    """On the key with this id: objectName `key_ID`."""

    key: str


@dataclass(frozen=True, slots=True)
class Choose:
    """The candidate with this text; it may stand on a later page of candidates (`key_candidates_next`)."""

    text: str


@dataclass(frozen=True, slots=True)
class Switch:
    """To this layout: objectName `layout_NAME`."""

    layout: str


Step = Tap | Choose | Switch


def typing_plan(text: str, layouts: Sequence[Layout], engine: PinyinEngine | None = None) -> list[Step] | None:
    """The steps from the first page of the first of `layouts`, the one that is shown. None when they cannot make the text.

    `engine` is needed for Chinese: it tells which reading is offered.
    """
    plan: list[Step] = []
    shown, page = layouts[0], FIRST_PAGE
    for chinese, group in groupby(text, key=_is_chinese):
        run = "".join(group)
        if chinese:
            composing = next((each for each in layouts if each.composes), None)
            if composing is None or engine is None:
                return None
            plan += _to_page(FIRST_PAGE, page) if shown is composing else [Switch(composing.name)]
            shown, page = composing, FIRST_PAGE
            written = _chinese(run, engine)
            if written is None:
                return None
            plan += written
            continue
        for char in run:
            ordered = [shown, *(each for each in layouts if each is not shown)]
            holder = next(
                (each for each in ordered if _page_of(each, char, page if each is shown else FIRST_PAGE)), None
            )
            if holder is None:
                return None
            if holder is not shown:
                plan.append(Switch(holder.name))
                shown, page = holder, FIRST_PAGE
            wanted = _page_of(shown, char, page)
            assert wanted is not None  # this is how the holder was found
            plan += [*_to_page(wanted, page), Tap("space" if char == " " else char)]
            page = FIRST_PAGE if wanted == "shift" else wanted  # shift holds for one letter
    return plan


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _page_of(layout: Layout, char: str, present: str) -> str | None:
    """The page that writes `char`, preferably the present one. The letters of a composing layout write nothing by themselves."""
    if layout.composes and "a" <= char <= "z":
        return None
    return next((page for page in (present, *layout.pages) if char in layout.characters(page)), None)


def _to_page(wanted: str, present: str) -> list[Step]:
    if wanted == present:
        return []
    return [*([Tap(FIRST_PAGE)] if present != FIRST_PAGE else []), *([Tap(wanted)] if wanted != FIRST_PAGE else [])]


def _chinese(run: str, engine: PinyinEngine) -> list[Step] | None:
    """Character by character, each under its usual reading if that is offered, else under another."""
    steps: list[Step] = []
    for char, usual in zip(run, lazy_pinyin(run), strict=True):
        others = pinyin(char, style=Style.NORMAL, heteronym=True)[0]
        reading = next((each for each in (usual, *others) if engine.reads(char, each)), None)
        if reading is None:
            return None
        steps += [*map(Tap, reading), Choose(char)]
    return steps
