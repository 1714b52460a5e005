"""A paragraph of mixed scripts as a flowable of reportlab, whose own cannot lay out right-to-left text."""

import unicodedata
from dataclasses import dataclass, replace
from typing import Any, Literal

from reportlab.platypus import Flowable

from kiosk.documents.bidi import break_places, one_paragraph, visual_lines
from kiosk.documents.fonts import face_order
from kiosk.documents.shaping import Piece, pieces, width
from kiosk.languages.language import Language

Align = Literal["start", "centre", "end"]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """`size` in points, as Chinese is drawn; `colour` as #RRGGBB; start and end follow the language's direction."""

    size: float = 11
    bold: bool = False
    colour: str = "#16212E"
    align: Align = "start"
    leading: float | None = None
    """Line height in sizes; else 1.5 for Chinese and 1.75 for Arabic script, whose letters reach farther."""

    def but(self, **changes: Any) -> "TextStyle":
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class _Line:
    pieces: list[Piece]
    width: float
    text: str


_HAIR = 0.5  # points that nobody sees beyond a column's edge


class BidiParagraph(Flowable):  # type: ignore[misc]
    """One paragraph in the direction of its language, whatever it begins with. Wraps, splits between lines, never hyphenates.

    Raises MissingFont when it is measured.
    """

    def __init__(self, text: str, language: Language, style: TextStyle = TextStyle()) -> None:
        super().__init__()
        self.text = one_paragraph(text)
        self.language = language
        self.style = style
        self._lines: list[_Line] = []
        self._measured: float | None = None

    @property
    def leading(self) -> float:
        return self.style.size * (self.style.leading or (1.75 if self.language.right_to_left else 1.5))

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        if self._measured != available_width:
            self._lines = self._broken(available_width)
            self._measured = available_width
        self.width, self.height = available_width, self.leading * len(self._lines)
        return self.width, self.height

    def natural_width(self) -> float:
        """In one line, in points."""
        order = face_order(self.language, bold=self.style.bold)
        return self.style.size * width(self.text, order, self.language)

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        self.wrap(available_width, available_height)
        fitting = int(available_height // self.leading)
        if fitting < 1 or len(self._lines) < 2:
            return []
        if fitting >= len(self._lines):
            return [self]
        return [self._part(self._lines[:fitting]), self._part(self._lines[fitting:])]

    def draw(self) -> None:
        # Arabic letters reach lower than Chinese ones, so their base line stands higher in the line.
        base = 0.64 if self.language.right_to_left else 0.7
        y = self.height - self.leading * base - self.style.size * 0.08
        for line in self._lines:
            self._draw_line(line, self._offset(line), y)
            y -= self.leading

    def _part(self, lines: list[_Line]) -> "BidiParagraph":
        part = BidiParagraph("", self.language, self.style)
        part.text = " ".join(line.text for line in lines)
        part._lines = lines
        part._measured = self._measured
        return part

    def _offset(self, line: _Line) -> float:
        rest = self.width - line.width
        if self.style.align == "centre":
            return rest / 2
        return rest if (self.style.align == "end") != self.language.right_to_left else 0.0

    def _draw_line(self, line: _Line, x: float, y: float) -> None:
        canvas, size = self.canv, self.style.size
        for piece in line.pieces:
            text = canvas.beginText(x + piece.face.margin * size, y)
            text.setFont(piece.face.name, size)
            text.setFillColor(self.style.colour)
            if piece.face.stroke:
                text.setStrokeColor(self.style.colour)
                canvas.setLineWidth(size * piece.face.stroke)
                canvas.setLineJoin(1)
                text.setTextRenderMode(2)
            text.textOut(piece.text)
            if piece.face.stroke:
                text.setTextRenderMode(0)
            canvas.drawText(text)
            x += piece.width * size

    def _broken(self, available: float) -> list[_Line]:
        """Lines that fit. Words are measured one by one, but a line is drawn whole, and where isolates join words it may come
        out wider than their sum: then it is broken again for a column that much narrower."""
        room = available
        lines = self._set(room)
        while (over := max((line.width for line in lines), default=0.0) - available) > _HAIR and room > available / 2:
            room -= over
            lines = self._set(room)
        return lines

    def _set(self, available: float) -> list[_Line]:
        order = face_order(self.language, bold=self.style.bold)
        rtl, size = self.language.right_to_left, self.style.size
        spans = self._spans(available / size)
        found = []
        for (start, end), runs in zip(spans, visual_lines(self.text, rtl, spans), strict=True):
            drawn = [piece for run in runs for piece in pieces(run, order, self.language)]
            found.append(_Line(drawn, sum(piece.width for piece in drawn) * size, self.text[start:end]))
        return found

    def _spans(self, available: float) -> list[tuple[int, int]]:
        """Greedy lines as (start, end) without the spaces at their ends. `available` in type sizes."""
        order = face_order(self.language, bold=self.style.bold)
        text, spans = self.text, []
        start = at = 0
        filled = 0.0
        for place in break_places(text, self.language):
            word = text[at:place]
            bare = width(word.rstrip(), order, self.language)
            if filled + bare > available and at > start:
                spans.append((start, at))
                start, filled = at, 0.0
            # A word wider than the column breaks between its letters, marks staying with theirs.
            while bare > available:
                cut = self._fitting(at, place, available)
                spans.append((at, cut))
                start = at = cut
                bare = width(text[at:place].rstrip(), order, self.language)
                filled = 0.0
            filled += width(text[at:place], order, self.language)
            at = place
        if at > start or not spans:
            spans.append((start, at))
        return [(first, first + len(text[first:last].rstrip())) for first, last in spans]

    def _fitting(self, start: int, end: int, available: float) -> int:
        order = face_order(self.language, bold=self.style.bold)
        cut = start + 1
        while cut < end:
            after = cut + 1
            while after < end and unicodedata.combining(self.text[after]):
                after += 1
            if width(self.text[start:after], order, self.language) > available:
                break
            cut = after
        return cut
