"""The one grid of all our papers: A4, wide margins, a quiet head and foot, and a document that says its title and language."""

import io
from collections.abc import Sequence
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from kiosk.documents import bidi, shaping
from kiosk.documents.fonts import drawing
from kiosk.documents.paragraph import BidiParagraph, TextStyle
from kiosk.languages.language import Language
from kiosk.languages.messages import text

# Streams as plain bytes: photographs stay the size they were taken at.
rl_config.useA85 = 0

INK, MUTED, LINE = "#16212E", "#4A5764", "#C9CFD4"
BLUE, APRICOT, SUCCESS, WARNING, SEAL = "#0F5C8C", "#E8912D", "#2C7A4B", "#9A6700", "#B3261E"
WARNING_GROUND, SUCCESS_GROUND, QUIET_GROUND = "#FBF3E2", "#E9F3ED", "#F3F5F6"

MARGIN = 22 * mm
WIDTH = A4[0] - 2 * MARGIN
_HEAD, _FOOT = 27 * mm, 24 * mm

BODY = TextStyle(size=11)
SMALL = TextStyle(size=9, colour=MUTED)
TITLE = TextStyle(size=25, bold=True, leading=1.45)
HEADING = TextStyle(size=14, bold=True, colour=BLUE)


def sheet(story: Sequence[Flowable], *, title: str, language: Language, foot: Sequence[str] = ()) -> bytes:
    """A PDF of as many pages as `story` needs. `title` stands in its properties and names nobody; `foot`: lines at the
    bottom of each page, in `language`. The same story gives the same bytes, whenever it is drawn. Raises MissingFont."""
    out = io.BytesIO()
    template = BaseDocTemplate(
        out,
        pagesize=A4,
        title=title,
        author="",
        subject="",
        creator=text(Language.CHINESE, "app_name"),
        lang=language.bcp47,
        invariant=1,
        pageCompression=1,
    )
    frame = Frame(
        MARGIN, _FOOT, WIDTH, A4[1] - _HEAD - _FOOT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )

    def furnish(canvas: Any, _template: Any) -> None:
        _furnish(canvas, language, foot)

    template.addPageTemplates(PageTemplate(frames=[frame], onPage=furnish))
    with drawing:
        try:
            template.build(list(story), canvasmaker=_Pages)
        finally:
            bidi.forget()
            shaping.forget()
    return out.getvalue()


class PaperCanvas(Canvas):  # type: ignore[misc]
    """Names no font before the first text: reportlab's own, Helvetica, is not embedded."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class _Pages(PaperCanvas):
    """Numbers the pages once it is known how many there are; a single page has no number."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._kept: list[dict[str, Any]] = []
        self.setViewerPreference("DisplayDocTitle", "true")
        if str(named.get("lang", "")).startswith(("ug", "kk")):
            self.setViewerPreference("Direction", "R2L")

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        kept = self._kept
        for page in kept:
            self.__dict__.update(page)
            if len(kept) > 1:
                number = BidiParagraph(f"{self._pageNumber} / {len(kept)}", Language.CHINESE, SMALL.but(align="centre"))
                draw(number, self, MARGIN, 8 * mm, WIDTH)
            Canvas.showPage(self)
        Canvas.save(self)


def draw(paragraph: BidiParagraph, canvas: Any, x: float, y: float, width: float) -> float:
    """Outside a story, its bottom at `y`. Returns its height."""
    height = paragraph.wrap(width, A4[1])[1]
    paragraph.drawOn(canvas, x, y)
    return height


def _furnish(canvas: Any, language: Language, foot: Sequence[str]) -> None:
    rtl = language.right_to_left
    canvas.saveState()
    top = A4[1] - 16 * mm
    canvas.setFillColor(BLUE)
    side = 4.2 * mm
    canvas.rect(A4[0] - MARGIN - side if rtl else MARGIN, top - 0.4 * mm, side, side, stroke=0, fill=1)
    name = BidiParagraph(text(language, "app_name"), language, TextStyle(size=11, bold=True, colour=BLUE, leading=1.3))
    draw(name, canvas, MARGIN + (0 if rtl else side + 2 * mm), top - 0.6 * mm, WIDTH - side - 2 * mm)
    if foot:
        y = 12 * mm
        for line in reversed(foot):
            y += draw(BidiParagraph(line, language, SMALL.but(leading=1.5)), canvas, MARGIN, y, WIDTH)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, y + 1.2 * mm, A4[0] - MARGIN, y + 1.2 * mm)
    canvas.restoreState()
