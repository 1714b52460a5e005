"""One person's time at the machine: all that is known of them, in one place, so that all of it can be wiped."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from kiosk.languages.fault import Fault
from kiosk.languages.language import Language
from kiosk.matters import commitment, form, guide, materials
from kiosk.matters.conditions import Answer, holds, standing
from kiosk.matters.materials import Way
from kiosk.matters.writing import normalise
from kiosk.visit.identity import Identity

if TYPE_CHECKING:
    from kiosk.matters.model import Component, FormField, Material, Matter, Page, PublishedMatter, Question

Source = Literal["typed", "card", "platform"]
Strokes = list[list[tuple[float, float]]]
"""A drawn signature: strokes of points, each 0..1 of the pad's width and height."""


@dataclass(slots=True)
class Modes:
    """How this person wants the machine to be. Belongs to the visit: the next person starts with the plain one."""

    large: bool = False
    contrast: bool = False
    reach: bool = False
    voice: bool = False


@dataclass(slots=True)
class MaterialChoice:
    """How one material will be handed in. `pages` are straightened JPEG pictures, only for `captured`."""

    way: Way
    held_id: str | None = None
    pages: list[bytes] = field(default_factory=list)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    at: datetime
    notice_version: str
    look_up: bool = False
    """Whether the person also allows asking the platform which of their papers it already holds."""


# All that `wipe` takes away. A test holds this list against the fields of Visit, so that a new one cannot be forgotten.
WIPED = (
    "modes",
    "published",
    "guide",
    "consent",
    "identity",
    "by_hand",
    "answers",
    "sources",
    "own_card",
    "materials",
    "letter_signature",
    "letter_covers",
    "signature",
    "number",
    "rating",
)
# The goodbye is still said in the person's language; the home screen chooses anew for the next one.
KEPT = ("language",)


@dataclass(slots=True)
class Visit:
    """Only methods change it, from one thread. Nothing in it is ever logged or shown in a repr."""

    language: Language
    modes: Modes = field(default_factory=Modes, repr=False)
    published: PublishedMatter | None = field(default=None, repr=False)
    guide: dict[str, str] = field(default_factory=dict, repr=False)
    consent: Consent | None = field(default=None, repr=False)
    identity: Identity | None = field(default=None, repr=False)
    by_hand: dict[str, str] = field(default_factory=dict, repr=False)
    """Name and number as somebody without a card has typed them so far."""
    answers: dict[str, Answer] = field(default_factory=dict, repr=False)
    sources: dict[str, Source] = field(default_factory=dict, repr=False)
    own_card: set[str] = field(default_factory=set, repr=False)
    """Fields filled from the applicant's own card, to be taken back when their page turns out to be about somebody else."""
    materials: dict[str, MaterialChoice] = field(default_factory=dict, repr=False)
    letter_signature: Strokes = field(default_factory=list, repr=False)
    letter_covers: list[tuple[str, date | None]] = field(default_factory=list, repr=False)
    """What the signed letter promises: material and date. Another promise needs another signature."""
    signature: Strokes = field(default_factory=list, repr=False)
    number: str | None = field(default=None, repr=False)
    rating: int | None = field(default=None, repr=False)

    # The matter

    def choose(self, published: PublishedMatter) -> None:
        """Begins a matter. What belonged to another one is wiped; who the person is and their consent to the notice stay."""
        if self.published is not None:
            self._forget_matter()
        self.published = published

    def draft(self) -> bytes:
        """What was answered of the matter, to be taken up again in this visit. Photographs and signatures are given anew."""
        begun = {
            "version": self.matter.version,
            "guide": self.guide,
            "answers": self.answers,
            "sources": self.sources,
            "own_card": sorted(self.own_card),
        }
        return json.dumps(begun, ensure_ascii=False).encode()

    def take_up(self, draft: bytes) -> None:
        """Goes on with a draft of the chosen matter. One of another version is left: its questions may be others."""
        begun = json.loads(draft)
        if begun["version"] != self.matter.version:
            return
        self.guide.update(begun["guide"])
        self.answers.update(begun["answers"])
        self.sources.update(begun["sources"])
        self.own_card.update(begun["own_card"])
        self._follow_own_pages()

    @property
    def matter(self) -> Matter:
        """Raises LookupError before a matter is chosen."""
        if self.published is None:
            raise LookupError("no matter is chosen")
        return self.published.matter

    @property
    def submitted(self) -> bool:
        """Whether the application is safely kept. From then on nothing of it changes."""
        return self.number is not None

    # Answers

    def answer_guide(self, question: str, option: str) -> None:
        """Raises KeyError for a question or option the matter does not have. Form answers stay, see `standing`."""
        self._still_open()
        known = {one.key: one.options for one in self.matter.questions}
        if option not in known[question]:
            raise KeyError(option)
        if self.guide.get(question) != option:
            self.guide[question] = option
            self._changed()
            self._follow_own_pages()

    def answer(self, key: str, value: Answer, source: Source = "typed") -> None:
        """Keeps what is typed normalised; an empty value takes the answer away. Raises KeyError for an unknown field.

        A typed value equal to the one from the card keeps its source: going through a form changes nothing.
        """
        self._still_open()
        asked = self.field(key)
        kept = normalise(asked, value) if source == "typed" else value
        if kept == self.answers.get(key, "") and source in ("typed", self.sources.get(key)):
            return
        self.own_card.discard(key)
        if kept:
            self.answers[key] = kept
            self.sources[key] = source
        else:
            self.answers.pop(key, None)
            self.sources.pop(key, None)
        self._changed()
        if any(key in (page.own_card_when or {}) for page in self.matter.pages):
            self._follow_own_pages()

    # The card

    def identify(self, identity: Identity) -> None:
        """A card was read: pages about the applicant are filled. Another person's card takes back what the earlier one filled,
        and so does a card after name and number were only typed."""
        self._still_open()
        before = self.identity
        if before is not None and (before.number, before.kind) != (identity.number, identity.kind):
            for key in tuple(self.own_card):
                self.answer(key, "", "card")
        if self.identity != identity:
            self.identity = identity
            self.letter_covers.clear()  # the letter names the person
            self._changed()
        self._follow_own_pages()

    def fill_from_card(self, page: Page) -> list[str]:
        """Fills a page about the applicant from the card that identified them. Returns the keys that now come from it.

        A field in which the person has written something else is left as it is: `differs_from_card` names it.
        """
        if self.identity is None or not self._is_own(page):
            return []
        filled = self.fill_from_other_card(page, self.identity)
        self.own_card.update(filled)
        return filled

    def fill_from_other_card(self, page: Page, identity: Identity) -> list[str]:
        """Fills a page about somebody else (a child, a partner) from that person's card, at the applicant's wish.

        What was typed stays. The card itself is not kept.
        """
        said = form.card_answers(page, identity.name, identity.number, identity.address)
        free = [key for key in said if self.sources.get(key) != "typed"]
        for key in free:
            self.answer(key, said[key], "typed" if identity.kind == "typed" else "card")
        return free

    def differs_from_card(self, page: Page, identity: Identity) -> list[str]:
        """Fields of the page in which something else is typed than the card says: the screen asks which is right."""
        said = form.card_answers(page, identity.name, identity.number, identity.address)
        return [
            key for key, value in said.items() if self.sources.get(key) == "typed" and self.answers.get(key) != value
        ]

    def _is_own(self, page: Page) -> bool:
        return page.own_card_when is not None and holds(page.own_card_when, self.standing())

    def _follow_own_pages(self) -> None:
        """After an answer that may have changed whom a page is about."""
        for page in self.matter.pages if self.published else []:
            if self._is_own(page):
                self.fill_from_card(page)
            else:
                for key in self.own_card & {field.key for field in page.fields}:
                    self.answer(key, "", "card")

    # What follows from the answers

    def standing(self) -> dict[str, Answer]:
        """The answers that count, of guide and form."""
        return standing(self.matter, {**self.guide, **self.answers})

    def questions(self) -> list[Question]:
        return guide.open_questions(self.matter, self.standing())

    def stopped_by(self) -> tuple[Question, str] | None:
        return guide.stopped_by(self.matter, self.standing())

    def components(self) -> list[Component]:
        return guide.components(self.matter, self.standing())

    def pages(self) -> list[Page]:
        return form.visible_pages(self.matter, self.standing())

    def visible_fields(self, page: Page) -> list[FormField]:
        return form.visible_fields(page, self.standing())

    def wanted(self) -> list[Material]:
        return materials.wanted(self.matter, self.standing())

    def to_hand_in(self) -> list[Material]:
        return materials.to_hand_in(self.matter, self.standing())

    def still_missing(self) -> list[Material]:
        return materials.still_missing(self.matter, self.standing(), self.materials.keys())

    def promised(self) -> list[Material]:
        chosen = {key: choice.way for key, choice in self.materials.items()}
        return commitment.promised(self.matter, self.standing(), chosen)

    def letter_due(self) -> date | None:
        """Until when all that is promised must have come: the earliest of the dates, as the platform counts."""
        dues = (self.materials[material.key].due for material in self.promised())
        return min((due for due in dues if due is not None), default=None)

    def findings(self, now: datetime) -> dict[str, Fault]:
        return form.findings(self.matter, self.standing(), now, vouched=self.vouched())

    def page_findings(self, page: Page, now: datetime) -> dict[str, Fault]:
        return form.page_findings(self.matter, page, self.standing(), now, vouched=self.vouched())

    def vouched(self) -> Collection[str]:
        return {key for key, source in self.sources.items() if source == "card"}

    def field(self, key: str) -> FormField:
        """Raises KeyError."""
        return {one.key: one for one in self.matter.fields}[key]

    # Materials and signatures

    def hand_in(self, material: str, choice: MaterialChoice) -> None:
        """Raises KeyError for a material the matter does not have, ValueError for a choice that is not whole."""
        self._still_open()
        known = {one.key: one for one in self.matter.materials}[material]
        if choice.way == "captured" and not 0 < len(choice.pages) <= known.pages_at_most:
            raise ValueError(f"{material}: {len(choice.pages)} pages, between 1 and {known.pages_at_most} are wanted")
        if choice.way == "promised" and not (known.deferrable and choice.due):
            raise ValueError(f"{material}: a promise needs a material that may come later, and a date")
        self.materials[material] = choice
        self._changed()

    def promise(self, material: str, today: date, holidays: Collection[date] = ()) -> date:
        """Promises a material and returns until when it must come. Raises as `hand_in`."""
        rule = self.matter.commitment
        if rule is None:
            raise ValueError(f"{material}: nothing can be promised in this matter")
        due = commitment.due_date(today, rule.days, holidays)
        self.hand_in(material, MaterialChoice("promised", due=due))
        return due

    def take_back(self, material: str) -> None:
        self._still_open()
        self.materials.pop(material, None)
        self._changed()

    @property
    def letter_signed(self) -> bool:
        """Whether the letter is signed for exactly what is promised now."""
        return bool(self.letter_signature) and self.letter_covers == self._promises()

    def sign_letter(self, strokes: Strokes) -> None:
        """Empty strokes take the signature back."""
        self._still_open()
        self.letter_signature = [list(stroke) for stroke in strokes if stroke]
        self.letter_covers = self._promises()

    def sign(self, strokes: Strokes) -> None:
        """Signs the application as it is now: any change afterwards takes the signature back."""
        self._still_open()
        self.signature = [list(stroke) for stroke in strokes if stroke]

    def _promises(self) -> list[tuple[str, date | None]]:
        return [(material.key, self.materials[material.key].due) for material in self.promised()]

    # The end

    def agree(self, consent: Consent) -> None:
        self._still_open()
        self.consent = consent

    def disagree(self) -> None:
        """No agreement, or one taken back: what was read of the person's card goes with it."""
        self._still_open()
        self.consent = None
        self.identity = None
        self.by_hand.clear()
        for key in tuple(self.own_card):
            self.answer(key, "", "card")
        self._changed()

    def kept(self, number: str) -> None:
        """The application is safely on disk under this number: from now on nothing of it changes."""
        self._still_open()
        self.number = number

    def rate(self, grade: int) -> None:
        """One of five grades, one rating for one matter (GB/T 39735). Raises ValueError outside 1 to 5."""
        if not 1 <= grade <= 5:
            raise ValueError(f"a grade is between 1 and 5, not {grade}")
        self.rating = grade

    def wipe(self) -> None:
        """Nothing of the person is left here, nor in what was handed out of here: containers are emptied in place."""
        fresh = Visit(self.language)
        for choice in self.materials.values():
            choice.pages.clear()
            choice.held_id = None
        for stroke in (*self.letter_signature, *self.signature):
            stroke.clear()
        for name in WIPED:
            value = getattr(self, name)
            if isinstance(value, dict | list | set):
                value.clear()
            else:
                setattr(self, name, getattr(fresh, name))

    def _forget_matter(self) -> None:
        who, consent, modes = self.identity, self.consent, self.modes
        self.wipe()
        self.identity, self.consent, self.modes = who, consent, modes

    def _changed(self) -> None:
        self.signature.clear()

    def _still_open(self) -> None:
        if self.submitted:
            raise RuntimeError("the application is kept already; nothing of it can change")
