"""The papers that a visit makes, as PDF. Each function is pure: words and data in, bytes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from kiosk.languages.language import Language

if TYPE_CHECKING:
    from kiosk.contract.application import Application
    from kiosk.matters.model import PublishedMatter
    from kiosk.visit.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Site:
    """Where the machine stands, as printed on its papers."""

    name: str
    terminal: str
    helper_phone: str


class Papers(Protocol):
    """All sheets are A4 PDF with embedded fonts, title and language set; bilingual (the person's language and Chinese) where an
    office will read them."""

    def receipt(
        self,
        receipt: Receipt,
        published: PublishedMatter,
        *,
        applicant: str,
        delivered: bool,
        language: Language,
        site: Site,
    ) -> bytes:
        """Number, QR, what happens next, promised materials with their date. No ID number, name masked.

        `delivered` False: says "saved on this terminal, will be sent", nowhere "submitted".
        """
        ...

    def letter(
        self,
        published: PublishedMatter,
        *,
        applicant: str,
        id_number: str,
        number: str,
        materials: Sequence[str],
        due: date,
        signed_at: datetime,
        signature_png: bytes,
        language: Language,
    ) -> bytes:
        """The commitment letter (告知承诺书) with the drawn signature, in the person's language and in Chinese.

        `materials`: keys of the promised materials; each text names them in its own language."""
        ...

    def form(
        self, application: Application, published: PublishedMatter, *, signature_png: bytes | None, language: Language
    ) -> bytes:
        """The application form as filled, for the office: Chinese labels beside the person's language."""
        ...

    def pages(self, jpegs: Sequence[bytes]) -> bytes:
        """Photographed pages as one PDF, A4, one picture a page."""
        ...
