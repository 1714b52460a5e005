"""The order of a line: bidirectional levels and line breaks by ICU (UAX #9, UAX #14), on whole code points.

ICU counts in UTF-16 units; everything here goes in and comes out in code points, so a rare Han character counts once.
Isolates (U+2066…2069) do their work on the levels and are gone from what is drawn.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from kiosk.languages.language import Language

# Controls that join or part Arabic letters are part of the spelling; all others only steer and are never drawn.
_JOINERS = "\u200c\u200d"
_SPACES = re.compile(r"[\t\v\f\r\n\u0085\u2028\u2029]+")
# A date's number and its suffix (12-ئاينىڭ) are one word to a reader, though UAX #14 would part them.
_AFTER_NUMBER = re.compile(r"\d-$")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one direction. `text` is in reading order."""

    text: str
    rtl: bool


def one_paragraph(text: str) -> str:
    """As it is laid out: composed (NFC), line ends and tabs as spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text))


def visual_lines(text: str, rtl: bool, lines: Sequence[tuple[int, int]]) -> list[list[Run]]:
    """The runs of each line, from left to right as seen (rule L2). `lines`: (start, end) of each line in `text`, which is
    one paragraph; `rtl`: its base direction."""
    import icu

    if not text:
        return [[] for _ in lines]
    units = _units(text)
    points = {unit: point for point, unit in enumerate(units)}
    whole = icu.Bidi()
    paragraph = icu.UnicodeString(text)
    whole.setPara(paragraph, 1 if rtl else 0)
    return [_line(whole, text, units, points, start, end) for start, end in lines]


def _line(whole: Any, text: str, units: Sequence[int], points: dict[int, int], start: int, end: int) -> list[Run]:
    if start >= end:
        return []
    first = units[start]
    line = whole.setLine(first, units[end])
    runs: list[Run] = []
    for index in range(line.countRuns()):
        at, length, direction = line.getVisualRun(index)
        drawn = without_controls(text[points[first + at] : points[first + at + length]])
        if drawn:
            runs.append(Run(drawn, bool(direction)))
    return runs


def without_controls(text: str) -> str:
    return "".join(one for one in text if one in _JOINERS or unicodedata.category(one) not in ("Cf", "Cc"))


def break_places(text: str, language: Language) -> list[int]:
    """Where a line may end (UAX #14), as offsets into `text`; the last one is its end."""
    units = _units(text)
    points = {unit: point for point, unit in enumerate(units)}
    places = [points[unit] for unit in _boundaries(text, language.value) if unit in points]
    return [place for place in places if place == len(text) or not _AFTER_NUMBER.search(text, max(0, place - 2), place)]


@lru_cache(maxsize=512)
def _boundaries(text: str, language: str) -> tuple[int, ...]:
    import icu

    breaks = icu.BreakIterator.createLineInstance(icu.Locale(language))
    breaks.setText(icu.UnicodeString(text))
    return tuple(breaks)


def forget() -> None:
    """Nothing of the last sheet stays in memory."""
    _boundaries.cache_clear()


def _units(text: str) -> list[int]:
    """The UTF-16 offset of each code point, and of the end."""
    return list(accumulate((2 if ord(one) > 0xFFFF else 1 for one in text), initial=0))
