"""Hands an application in: papers drawn, application frozen, sealed and on disk. Only then is anybody told anything."""

from collections.abc import Sequence
from concurrent.futures import Future
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from uuid6 import uuid7

from kiosk.contract.application import Application
from kiosk.documents.sheets import Site
from kiosk.languages.language import Language
from kiosk.matters.model import PublishedMatter
from kiosk.screens.controls.pad import strokes_png
from kiosk.screens.services import Services
from kiosk.visit.receipt import Receipt, receipt_of
from kiosk.visit.submission import MadePapers, application, attachments
from kiosk.visit.visit import WIPED, Visit


@dataclass(slots=True)
class Submission:
    """One act of handing in. Tried again after a fault it goes on under the same key and number, so it can take effect once only."""

    services: Services
    visit: Visit = field(repr=False)
    key: UUID = field(default_factory=uuid7)
    number: str | None = None
    frozen: Application | None = field(default=None, repr=False)
    _documents: Sequence[bytes] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        # A copy, for papers are drawn beside the main thread: another language or a time-out there changes nothing here.
        self.visit = _copied(self.visit)

    def wipe(self) -> None:
        self.visit.wipe()
        self.frozen, self._documents = None, ()

    def run(self) -> Application:
        """On a worker's thread. Raises KnownFault: nothing was handed in, it can be tried again."""
        now = self.services.clock.now()
        if self.number is None:
            self.number = self.services.outbox.next_number()
        if self.frozen is None:
            made = self._papers(self.number, now)
            self._documents = attachments(self.visit, made)
            self.frozen = self._application(self.number, now, made)
        kept: Future[None] = self.services.outbox.submit(self.frozen, self._documents, receipt_of(self.frozen))
        kept.result()
        return self.frozen

    def _papers(self, number: str, now: datetime) -> MadePapers:
        visit, papers = self.visit, self.services.papers
        published, identity = visit.published, visit.identity
        assert published is not None and identity is not None
        language = visit.language
        signature = strokes_png(visit.signature) if visit.signature else None
        draft = self._application(number, now, None)
        materials: dict[str, bytes] = {}
        for material in visit.wanted():
            choice = visit.materials.get(material.key)
            if material.source == "form":
                materials[material.key] = papers.form(draft, published, signature_png=signature, language=language)
            elif choice is not None and choice.way == "captured":
                materials[material.key] = papers.pages(choice.pages)
        letter = None
        due = visit.letter_due()
        if due is not None:
            letter = papers.letter(
                published,
                applicant=identity.name,
                id_number=identity.number,
                number=number,
                materials=[material.key for material in visit.promised()],
                due=due,
                signed_at=now,
                signature_png=strokes_png(visit.letter_signature),
                language=language,
            )
        return MadePapers(signature_png=signature, letter_pdf=letter, materials=materials)

    def _application(self, number: str, now: datetime, made: MadePapers | None) -> Application:
        return application(self.visit, key=self.key, number=number, terminal=self.services.terminal, now=now, made=made)


def _copied(visit: Visit) -> Visit:
    """The visit as it is now, with containers of its own."""
    own = Visit(visit.language)
    for name in WIPED:
        value = getattr(visit, name)
        setattr(own, name, copy(value) if isinstance(value, dict | list | set) else value)
    own.materials = {key: replace(choice, pages=list(choice.pages)) for key, choice in visit.materials.items()}
    own.letter_signature = [list(stroke) for stroke in visit.letter_signature]
    own.signature = [list(stroke) for stroke in visit.signature]
    return own


def receipt_pdf(
    services: Services,
    receipt: Receipt,
    published: PublishedMatter,
    *,
    applicant: str,
    delivered: bool,
    language: Language,
) -> bytes:
    """The receipt as paper. On any thread."""
    site = Site(services.site, services.terminal, services.helper_phone)
    papers = services.papers
    return papers.receipt(receipt, published, applicant=applicant, delivered=delivered, language=language, site=site)
