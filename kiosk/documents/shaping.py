"""From runs to glyphs: which face draws a character, and for letters that join, HarfBuzz chooses and places the forms."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from kiosk.documents.bidi import Run, without_controls
from kiosk.documents.fonts import REPLACEMENT, Face, FaceOrder
from kiosk.languages.language import Language

_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Piece:
    """What one call of reportlab draws: text of one face, as it stands or shaped. `width` for a type size of 1."""

    face: Face
    text: str
    width: float
    source: str
    """The characters it draws, in reading order: for searching, copying and reading aloud."""


def pieces(run: Run, order: FaceOrder, language: Language) -> list[Piece]:
    """The pieces of a run from left to right as seen. Characters that no face covers become U+3013."""
    found = [_piece(face, text, run.rtl, language.value) for face, text in _by_face(run.text, order)]
    return found[::-1] if run.rtl else found


def width(text: str, order: FaceOrder, language: Language) -> float:
    """How wide `text` is at a type size of 1, drawn in one line. Letters that join are measured as they stand, right to
    left, whatever the paragraph."""
    drawn = without_controls(text)
    return sum(_piece(face, part, face.shaped, language.value).width for face, part in _by_face(drawn, order))


def _by_face(text: str, order: FaceOrder) -> Iterator[tuple[Face, str]]:
    face: Face | None = None
    part = ""
    for character in text:
        chosen, drawn = _chosen(character, face, order)
        if part and chosen is not face:
            yield face, part  # type: ignore[misc]
            part = ""
        if drawn:
            face = chosen
            part += drawn
    if part and face is not None:
        yield face, part


def _chosen(character: str, before: Face | None, order: FaceOrder) -> tuple[Face | None, str]:
    if character in _JOINERS:
        return before, character if before is not None and before.covers(character) else ""
    # Marks stay with their letter, punctuation with its word: a change of face there would be seen.
    sticky = unicodedata.category(character)[0] in "PZM"
    face = order.face_for(character, before, sticky=sticky)
    if face is not None:
        return face, character
    compatible = unicodedata.normalize("NFKC", character)
    if len(compatible) == 1 and (face := order.face_for(compatible, before, sticky=sticky)) is not None:
        return face, compatible
    return order.face_for(REPLACEMENT, None, sticky=False), REPLACEMENT


@lru_cache(maxsize=4096)
def _piece(face: Face, text: str, rtl: bool, language: str) -> Piece:
    if not face.shaped and not rtl:
        return Piece(face, text, face.font.stringWidth(text, 1) + 2 * face.margin, text)
    shaped, advance = _shape(face, text, rtl, language)
    return Piece(face, shaped, advance / 1000 + 2 * face.margin, text)


def _shape(face: Face, text: str, rtl: bool, language: str) -> tuple[Any, float]:
    """The glyphs from left to right as a string that reportlab knows how to place, and their advance in 1/1000 em."""
    import uharfbuzz
    from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr

    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.script = "Arab" if face.shaped else "Zyyy"
    buffer.language = language
    uharfbuzz.shape(face.font.shaper, buffer)
    scaled = face.font.pdfScale
    glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    said = _letters_by_glyph(text, [info.cluster for info, _ in glyphs], rtl)
    codes: list[int] = []
    places: list[Any] = []

    def place(glyph: int, letter: str, cluster: int, moves: tuple[float, float, float, float]) -> None:
        codes.append(face.font.code(glyph, letter))
        places.append(ShapeData(cluster, *moves, face.font.face.charWidths[codes[-1]]))

    for (info, at), letters in zip(glyphs, said, strict=True):
        # Readers turn right-to-left text around code by code, so a code may stand for one letter only: the others of a
        # ligature stand on blanks that share its room, in the order in which they would be seen.
        share = scaled(at.x_advance) / max(1, len(letters))
        others = share * len(letters[1:])
        before = others if rtl else 0.0
        moves = (scaled(at.x_advance) - others, scaled(at.y_advance), scaled(at.x_offset) - before, scaled(at.y_offset))
        blanks = [(face.font.blank, one, info.cluster, (share, 0.0, 0.0, 0.0)) for one in letters[1:]]
        drawn = [(info.codepoint, _seen(letters[:1], rtl), info.cluster, moves), *blanks]
        for one in reversed(drawn) if rtl else drawn:
            place(*one)
    return ShapedStr("".join(map(chr, codes)), places), sum(place.x_advance for place in places)


def forget() -> None:
    """Nothing of the last sheet stays in memory: its words were somebody's name and number."""
    _piece.cache_clear()


def _seen(letter: str, rtl: bool) -> str:
    """Readers mirror brackets where they turn text around, so a mirrored one says what is seen (UAX #9, L4)."""
    import icu

    return chr(ord(icu.Char.charMirror(letter))) if rtl and letter and unicodedata.mirrored(letter) else letter


def _letters_by_glyph(text: str, clusters: Sequence[int], rtl: bool) -> list[str]:
    """What each glyph says, in reading order; each letter of `text` once. `clusters`: where in `text` the cluster of each glyph
    begins, glyphs from left to right. Of several glyphs in a cluster each says one letter, and the last read the rest."""
    starts = sorted(set(clusters))
    letters = {start: text[start:end] for start, end in pairwise([*starts, len(text)])}
    left = Counter(clusters)
    said = []
    for cluster in reversed(clusters) if rtl else clusters:
        left[cluster] -= 1
        said.append(letters[cluster][:1] if left[cluster] else letters[cluster])
        letters[cluster] = letters[cluster][len(said[-1]) :]
    return said[::-1] if rtl else said
