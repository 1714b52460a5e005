"""What papers are put together from: rows of facts, panels, lists, codes. All mirror with the language."""

from collections.abc import Sequence
from typing import Any

import segno
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from kiosk.documents.fonts import LATIN_NAME
from kiosk.documents.paragraph import BidiParagraph, TextStyle
from kiosk.documents.sheet import BODY, HEADING, INK, LINE, MUTED, SMALL, TITLE, WIDTH
from kiosk.languages.language import Language

LABEL = TextStyle(size=10, colour=MUTED)

# Light modules around a QR code (ISO/IEC 18004).
_QUIET = 4

# A table names a font for each cell, even where only flowables stand in it, and its own is not embedded.
_FONT = ("FONTNAME", (0, 0), (-1, -1), LATIN_NAME)
_PLAIN = [
    _FONT,
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


def gap(millimetres: float) -> Spacer:
    return Spacer(1, millimetres * mm)


def paragraph(text: str, language: Language, style: TextStyle = BODY) -> BidiParagraph:
    return BidiParagraph(text, language, style)


def titled(own: str, chinese: str | None, language: Language) -> list[Flowable]:
    """A title in the person's language, with the Chinese one below it in small."""
    found: list[Flowable] = [paragraph(own, language, TITLE)]
    if chinese is not None and language is not Language.CHINESE:
        found += [gap(1), aside(chinese, language, TextStyle(size=13, colour=MUTED))]
    return [*found, gap(4)]


def aside(chinese: str, language: Language, style: TextStyle = SMALL) -> BidiParagraph:
    """Chinese words beside those of `language`, at the same edge of the page."""
    return paragraph(chinese, Language.CHINESE, style.but(align="end" if language.right_to_left else "start"))


def heading(words: str, language: Language, chinese: str | None = None) -> list[Flowable]:
    found: list[Flowable] = [CondPageBreak(28 * mm), gap(4), paragraph(words, language, HEADING)]
    if chinese is not None and language is not Language.CHINESE:
        found.append(aside(chinese, language))
    return [*found, gap(1)]


def columns(cells: Sequence[Any], widths: Sequence[float], language: Language, *, style: Sequence[Any] = ()) -> Table:
    """Cells side by side in reading order: the first stands at the right in Uyghur and Kazakh."""
    row, sizes = list(cells), list(widths)
    if language.right_to_left:
        row.reverse()
        sizes.reverse()
    return Table([row], colWidths=sizes, style=[*_PLAIN, *style])


def facts(rows: Sequence[tuple[Any, Any]], language: Language, *, label_width: float = 52 * mm) -> Table:
    """Label and value, one row each with a hair line below. Cells are flowables or lists of them."""
    widths = [label_width, WIDTH - label_width]
    cells = [list(row) for row in rows]
    if language.right_to_left:
        widths.reverse()
        cells = [row[::-1] for row in cells]
    style = [
        *_PLAIN,
        ("TOPPADDING", (0, 0), (-1, -1), 1.4 * mm),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6 * mm),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        # Between label and value, so that a long label never touches its value.
        ("LEFTPADDING", (1, 0), (1, -1), 4 * mm),
    ]
    return Table(cells, colWidths=widths, style=style)


def headed(
    title: Sequence[Flowable], rows: Sequence[tuple[Any, Any]], language: Language, *, label_width: float = 52 * mm
) -> list[Flowable]:
    """Facts below their heading, which never stands alone at the foot of a page."""
    first = facts(rows[:1], language, label_width=label_width)
    rest = [facts(rows[1:], language, label_width=label_width)] if len(rows) > 1 else []
    return [together(*title, first), *rest]


def label(words: str, language: Language, chinese: str | None = None) -> list[Flowable]:
    found: list[Flowable] = [paragraph(words, language, LABEL)]
    if chinese is not None and language is not Language.CHINESE:
        found.append(aside(chinese, language, SMALL.but(size=8.5)))
    return found


def listed(
    items: Sequence[str], language: Language, *, numbered: bool = False, style: TextStyle = BODY
) -> list[Flowable]:
    """Items one below another, each behind its mark or number."""
    found: list[Flowable] = []
    for number, item in enumerate(items, start=1):
        mark = paragraph(f"{number}" if numbered else "•", language, style.but(colour=MUTED, bold=numbered))
        found.append(columns([mark, paragraph(item, language, style)], [7 * mm, WIDTH - 7 * mm], language))
        found.append(gap(0.5))
    return found


def panel(content: Sequence[Flowable], language: Language, *, ground: str, edge: str) -> Table:
    """A quiet ground with a strong edge where reading begins."""
    side = -1 if language.right_to_left else 0
    line = "LINEAFTER" if language.right_to_left else "LINEBEFORE"
    return Table(
        [[list(content)]],
        colWidths=[WIDTH],
        style=[
            _FONT,
            ("BACKGROUND", (0, 0), (-1, -1), ground),
            (line, (side, 0), (side, -1), 3, edge, "butt"),
            ("LEFTPADDING", (0, 0), (-1, -1), 6 * mm),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6 * mm),
            ("TOPPADDING", (0, 0), (-1, -1), 3.2 * mm),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4 * mm),
        ],
    )


def together(*content: Flowable) -> KeepTogether:
    return KeepTogether(list(content))


class Code(Flowable):  # type: ignore[misc]
    """A QR code (ISO/IEC 18004) as one vector path, `side` points wide with its quiet zone of four modules.

    The quiet zone hangs into the margin, so that the dark modules stand on the edge that everything else stands on.
    """

    def __init__(self, content: str, side: float, *, at_end: bool = False, rtl: bool = False) -> None:
        super().__init__()
        self._modules = segno.make(content, error="m", micro=False)
        self.side = side
        self._at_end, self._rtl = at_end, rtl
        self._shift = 0.0

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        quiet = _QUIET * self._module
        self._shift = available_width - self.side + quiet if self._at_end != self._rtl else -quiet
        return available_width, self.side

    @property
    def _module(self) -> float:
        """The width of a module in points."""
        return self.side / float(self._modules.symbol_size(border=_QUIET)[0])

    def draw(self) -> None:
        module = self._module
        path = self.canv.beginPath()
        for row, line in enumerate(self._modules.matrix_iter(border=_QUIET)):
            start = None
            for column, dark in enumerate([*line, 0]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    y = self.side - (row + 1) * module
                    path.rect(self._shift + start * module, y, (column - start) * module, module)
                    start = None
        self.canv.setFillColor(INK)
        self.canv.drawPath(path, stroke=0, fill=1)
