"""The papers behind their Protocol. Nothing of the drawing is imported before the first paper: the screens start without it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.contract.application import Application
    from kiosk.documents.sheets import Site
    from kiosk.languages.language import Language
    from kiosk.matters.model import PublishedMatter


class PaperWorks:
    """Implements `sheets.Papers`, which says what each sheet holds. May be used from any thread.

    All raise MissingFont where a font is not installed.
    """

    def warm(self) -> None:
        """Loads what the first paper would wait for: the drawing, and the fonts of every language."""
        from kiosk.documents import form, letter, receipt  # noqa: F401
        from kiosk.documents.paragraph import BidiParagraph, TextStyle
        from kiosk.languages.language import ORDER

        for language in ORDER:
            for bold in (False, True):
                BidiParagraph("2026 ئ 中", language, TextStyle(bold=bold)).wrap(400, 400)

    def receipt(
        self,
        application: "Application",
        published: "PublishedMatter",
        *,
        delivered: bool,
        language: "Language",
        site: "Site",
    ) -> bytes:
        from kiosk.documents.receipt import receipt

        return receipt(application, published, delivered=delivered, language=language, site=site)

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
