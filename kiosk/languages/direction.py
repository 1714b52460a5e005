"""The base direction of a paragraph that begins with a foreign word or a digit (UAX #9, rule P2)."""

import unicodedata

from kiosk.languages.language import Language

RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_TO_RIGHT_MARK = "\u200e"


def directed(text: str, language: Language) -> str:
    """`text` with a mark before each paragraph whose first strong letter would turn it against its language."""
    return "\n".join(_directed(line, language.right_to_left) for line in text.split("\n"))


def _directed(paragraph: str, right_to_left: bool) -> str:
    if not paragraph:
        return paragraph
    first = next((k for k in map(unicodedata.bidirectional, paragraph) if k in ("L", "R", "AL")), None)
    if right_to_left:
        return paragraph if first in ("R", "AL") else RIGHT_TO_LEFT_MARK + paragraph
    return LEFT_TO_RIGHT_MARK + paragraph if first in ("R", "AL") else paragraph
