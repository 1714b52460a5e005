"""The typefaces of our papers: TrueType files of the system, registered with reportlab, and what each of them covers.

Three faces share a sheet: Noto Sans for Latin letters and digits, Noto Sans Arabic for Uyghur and Kazakh (the face of the
screens; its high hamza is large enough to be seen), WenQuanYi Zen Hei for Chinese. All have TrueType outlines, for reportlab
embeds no others (Noto Sans CJK is CFF). Zen Hei has no bold, so its bold is the regular with a stroked outline.

A registered font carries the glyphs of every document that is being made: whoever draws holds `drawing`.
"""

import contextlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.languages.language import Language

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

drawing = threading.Lock()

# U+3013 is what Chinese typesetters put where a character is not in the case; it is in Zen Hei.
REPLACEMENT = "\u3013"

NAME_DOT = "\u00b7"
_BOLD_STROKE, _DOT_STROKE, _DOT_MARGIN = 0.028, 0.12, 0.07  # type sizes; more room than that reads as a space


class MissingFont(RuntimeError):
    """A font file is not on this machine; names the Debian package that brings it."""

    def __init__(self, file: str, package: str) -> None:
        super().__init__(f"the font {file} is not installed: apt-get install {package}")
        self.file = file
        self.package = package


@dataclass(frozen=True, slots=True)
class _Source:
    name: str
    file: str
    package: str


LATIN_NAME = "KioskLatin"

_LATIN = _Source(LATIN_NAME, "NotoSans-Regular.ttf", "fonts-noto-core")
_LATIN_BOLD = _Source("KioskLatin-Bold", "NotoSans-Bold.ttf", "fonts-noto-core")
_ARABIC = _Source("KioskArabic", "NotoSansArabic-Regular.ttf", "fonts-noto-core")
_ARABIC_BOLD = _Source("KioskArabic-Bold", "NotoSansArabic-Bold.ttf", "fonts-noto-core")
_HAN = _Source("KioskHan", "wqy-zenhei.ttc", "fonts-wqy-zenhei")


@dataclass(frozen=True, eq=False)
class Face:
    """One font file as registered. `points`: the code points it covers"""

    name: str
    font: Any
    points: frozenset[int]
    shaped: bool = False
    """Its letters join, so every run goes through HarfBuzz."""
    stroke: float = 0.0
    """Width of the outline it is drawn with, in type sizes: for want of a bold."""
    margin: float = 0.0
    """Room at the left and right of what it draws, in type sizes."""

    def covers(self, character: str) -> bool:
        return ord(character) in self.points


@dataclass(frozen=True, slots=True)
class FaceOrder:
    """The faces in the order in which a paragraph of one language and weight asks them for a character."""

    faces: tuple[Face, ...]
    digits: Face
    han: Face
    dot: Face
    """Draws the dot between the parts of a name in Chinese, which Zen Hei has too fine to be seen."""

    def face_for(self, character: str, before: Face | None, *, sticky: bool) -> Face | None:
        """None if no face covers it. `sticky`: punctuation and spaces stay in the face of the character before."""
        if character == NAME_DOT and before is self.han:
            return self.dot
        if sticky and before is not None and before.covers(character):
            return before
        if character.isascii() and character.isalnum():
            return self.digits
        return next((face for face in self.faces if face.covers(character)), None)


def read_ahead() -> None:
    """Reads every font file once, in pieces that are not kept. One that is missing is said when it is wanted."""
    for source in (_LATIN, _LATIN_BOLD, _ARABIC, _ARABIC_BOLD, _HAN):
        with contextlib.suppress(MissingFont, OSError), find(source.file, source.package).open("rb") as file:
            while file.read(1 << 20):
                pass


def face_order(language: Language, *, bold: bool) -> FaceOrder:
    """Raises MissingFont."""
    return _face_order(language, bold, FOLDERS)


@cache
def _face_order(language: Language, bold: bool, folders: tuple[Path, ...]) -> FaceOrder:
    latin = _face(_LATIN_BOLD if bold else _LATIN, folders)
    arabic = _face(_ARABIC_BOLD if bold else _ARABIC, folders)
    han = _face(_HAN, folders, stroke=_BOLD_STROKE if bold else 0.0)
    dot = _face(_HAN, folders, stroke=_DOT_STROKE + han.stroke, margin=_DOT_MARGIN)
    faces = (arabic, latin, han) if language.right_to_left else (han, latin, arabic)
    return FaceOrder(faces, latin, han, dot)


@cache
def _face(source: _Source, folders: tuple[Path, ...], stroke: float = 0.0, margin: float = 0.0) -> Face:
    font, points = _font(source, folders)
    joined = source in (_ARABIC, _ARABIC_BOLD)
    return Face(
        name=source.name,
        font=font,
        points=points,
        shaped=joined,
        stroke=stroke,
        margin=margin,
    )


@cache
def _font(source: _Source, folders: tuple[Path, ...]) -> tuple[Any, frozenset[int]]:
    """Registered once, however many faces draw with it: Zen Hei alone takes some fifty megabytes."""
    # Imported at the first sheet: reportlab costs a tenth of a second, and the first picture of the screen does not wait for it.
    from reportlab.pdfbase import pdfmetrics

    from kiosk.documents.embedding import ReadableFont

    font = ReadableFont(source.name, str(find(source.file, source.package, folders)))
    pdfmetrics.registerFont(font)
    return font, frozenset(font.face.charToGlyph)


def find(file: str, package: str, folders: Sequence[Path] = FOLDERS) -> Path:
    """The first file of this name below `folders`. Raises MissingFont."""
    for folder in folders:
        for path in sorted(folder.rglob(file)):
            return path
    raise MissingFont(file, package)
