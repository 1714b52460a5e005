"""The drawn signature on a paper."""

import io
from datetime import datetime

from PIL import Image, UnidentifiedImageError
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from kiosk.documents.blocks import facts, label, paragraph
from kiosk.documents.sheet import INK
from kiosk.languages.dates import moment_words
from kiosk.languages.language import Language
from kiosk.languages.messages import text

_WIDTH, _HEIGHT = 66 * mm, 24 * mm


class Signature(Flowable):  # type: ignore[misc]
    """A PNG on a transparent or white ground, fitted into 66 by 24 mm, at the edge where reading begins.

    Raises ValueError if the bytes are no picture.
    """

    def __init__(self, png: bytes, *, rtl: bool) -> None:
        super().__init__()
        try:
            picture = Image.open(io.BytesIO(png))
            picture.load()
        except (UnidentifiedImageError, OSError) as error:
            raise ValueError("the signature is not a picture") from error
        self._picture = picture.convert("RGBA")
        self._rtl = rtl
        scale = min(_WIDTH / picture.width, _HEIGHT / picture.height)
        self._size = (picture.width * scale, picture.height * scale)
        self._shift = 0.0

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self._shift = available_width - self._size[0] if self._rtl else 0.0
        return available_width, self._size[1]

    def draw(self) -> None:
        self.canv.setFillColor(INK)
        self.canv.drawImage(ImageReader(self._picture), self._shift, 0, *self._size, mask="auto")


def signed(png: bytes | None, at: datetime, language: Language) -> Flowable:
    """Signature and time, labelled in the language and in Chinese. Without a picture there is room to sign by hand."""
    picture = Signature(png, rtl=language.right_to_left) if png else paragraph("", language)
    rows = [("papers_signature", picture), ("papers_signed_at", paragraph(moment_words(at, language), language))]
    return facts(
        [(label(text(language, key), language, text(Language.CHINESE, key)), cell) for key, cell in rows], language
    )
