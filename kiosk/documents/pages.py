"""Photographed pages as one PDF: each JPEG goes in as it was taken."""

import io
from collections.abc import Sequence

from PIL import Image, UnidentifiedImageError
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFImageXObject

from kiosk.documents.sheet import PaperCanvas
from kiosk.languages.language import Language
from kiosk.languages.messages import text

_MARGIN = 6 * mm


def pages(jpegs: Sequence[bytes]) -> bytes:
    """See sheets.Papers.pages. Raises ValueError if there are no pages, or one is no JPEG."""
    if not jpegs:
        raise ValueError("a document needs at least one page")
    out = io.BytesIO()
    canvas = PaperCanvas(out, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setCreator(text(Language.CHINESE, "app_name"))
    canvas.setTitle(text(Language.CHINESE, "papers_pages_title"))
    for number, jpeg in enumerate(jpegs, start=1):
        width, height = _size(jpeg, number)
        paper = landscape(A4) if width > height else A4
        scale = min((paper[0] - 2 * _MARGIN) / width, (paper[1] - 2 * _MARGIN) / height)
        canvas.setPageSize(paper)
        x, y = (paper[0] - width * scale) / 2, (paper[1] - height * scale) / 2
        _place(canvas, f"page{number}", jpeg, (x, y, width * scale, height * scale))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _place(canvas: PaperCanvas, name: str, jpeg: bytes, box: tuple[float, float, float, float]) -> None:
    """Not by `drawImage`: that decodes every picture for its name's sake, a tenth of a second each."""
    x, y, width, height = box
    picture = PDFImageXObject(name)
    picture.loadImageFromJPEG(io.BytesIO(jpeg))
    reference = canvas._doc.getXObjectName(name)
    canvas._setXObjects(picture)
    canvas._doc.Reference(picture, reference)
    canvas._doc.addForm(name, picture)
    canvas._formsinuse.append(name)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(width, height)
    canvas._code.append(f"/{reference} Do")
    canvas.restoreState()


def _size(jpeg: bytes, number: int) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(jpeg)) as picture:
            if picture.format == "JPEG":
                return picture.size
    except (UnidentifiedImageError, OSError):
        pass
    raise ValueError(f"page {number} is not a JPEG picture")
