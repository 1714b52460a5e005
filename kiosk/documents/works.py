"""The papers behind their Protocol. Nothing of the drawing is imported before the first paper: the screens start without it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.contract.application import Application
    from kiosk.documents.sheets import Site
    from kiosk.languages.language import Language
    from kiosk.matters.model import PublishedMatter
    from kiosk.visit.receipt import Receipt


class PaperWorks:
    """Implements `sheets.Papers`, which says what each sheet holds. May be used from any thread.

    All raise MissingFont where a font is not installed.
    """

    def read_ahead(self) -> None:
        """Brings the font files into the disk's cache. Loading them is left to the first paper: Zen Hei alone takes fifty
        megabytes that a machine nobody uses should not hold."""
        from kiosk.documents.fonts import read_ahead

        read_ahead()

    def receipt(
        self,
        receipt: "Receipt",
        published: "PublishedMatter",
        *,
        applicant: str,
        delivered: bool,
        language: "Language",
        site: "Site",
    ) -> bytes:
        from kiosk.documents.receipt import receipt as drawn

        return drawn(receipt, published, applicant=applicant, delivered=delivered, language=language, site=site)

    def letter(
        self,
        published: "PublishedMatter",
        *,
        applicant: str,
        id_number: str,
        number: str,
        materials: Sequence[str],
        due: date,
        signed_at: datetime,
        signature_png: bytes,
        language: "Language",
    ) -> bytes:
        """`materials`: keys of the matter's materials, so that each text names them in its language. Raises ValueError if
        the signature is no picture."""
        from kiosk.documents.letter import letter

        return letter(
            published,
            applicant=applicant,
            id_number=id_number,
            number=number,
            materials=materials,
            due=due,
            signed_at=signed_at,
            signature_png=signature_png,
            language=language,
        )

    def form(
        self,
        application: "Application",
        published: "PublishedMatter",
        *,
        signature_png: bytes | None,
        language: "Language",
    ) -> bytes:
        """Raises ValueError if the signature is no picture."""
        from kiosk.documents.form import form

        return form(application, published, signature_png=signature_png, language=language)

    def pages(self, jpegs: Sequence[bytes]) -> bytes:
        """Raises ValueError if there are none, or one is no JPEG."""
        from kiosk.documents.pages import pages

        return pages(jpegs)
