"""A matter (事项): what a person can have done, as data. No line of Python knows the name of any one matter.

A matter is a folder of `assets/matters/`: `matter.toml` is this model, `zh.toml`, `ug.toml` and `kk.toml` hold its texts
as flat tables (`"field.baby_name.label" = "…"`). `text_keys` says which texts a matter must have in each language.

The structure follows the implementation list of GB/T 39554.1 as far as a terminal needs it.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.matters.kinds import FieldType as FieldType
from kiosk.matters.kinds import MaterialSource as MaterialSource
from kiosk.matters.kinds import Place as Place

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AtLeast(_Data):
    """True where the answer is a number that is not smaller."""

    at_least: float


# All entries must hold; an entry holds if the answer (or one of the answers) is in the list. Keys are those of guide
# questions and fields together. An empty condition always holds.
Condition = dict[Key, list[str] | AtLeast]


class Component(_Data):
    """One of the matters of departments that a 一件事 joins (组成事项). Texts: component.KEY.name, component.KEY.department."""

    key: Key
    when: Condition = {}


class Question(_Data):
    """A guide question (智能导办). Texts: question.KEY.title, question.KEY.hint (may be empty), question.KEY.OPTION for each
    option, and for each of `stops` question.KEY.stop.OPTION: why it cannot be done here, and where to go instead."""

    key: Key
    options: list[Key]
    usual: Key
    """The commonest answer: what a scripted visit chooses when its script is silent. Never preselected for a person."""
    stops: list[Key] = []
    when: Condition = {}

    @model_validator(mode="after")
    def _known_options(self) -> "Question":
        unknown = {self.usual, *self.stops} - set(self.options)
        if unknown:
            raise ValueError(f"question {self.key}: not among its options: {', '.join(sorted(unknown))}")
        return self


class FormField(_Data):
    """A field of the form. Texts: field.KEY.label, field.KEY.hint (may be empty), field.KEY.OPTION for each option."""

    key: Key
    type: FieldType
    required: bool = True
    options: list[Key] = []
    at_least: float | None = None
    at_most: float | None = None
    longest: int = Field(100, description="most characters")
    not_future: bool = False
    not_past: bool = False
    within_days: int | None = Field(None, description="a date not further than this many days from today")
    sensitive: bool = Field(False, description="masked on screen and never spoken through the loudspeaker (PIPL 28)")
    when: Condition = {}

    @model_validator(mode="after")
    def _options_where_chosen(self) -> "FormField":
        if bool(self.options) != (self.type in (FieldType.CHOICE, FieldType.CHOICES)):
            raise ValueError(f"field {self.key}: options belong to fields of type choice and choices, and only to them")
        return self


class Page(_Data):
    """A small group of fields asked together. Texts: page.KEY.title, page.KEY.lead (may be empty)."""

    key: Key
    fields: list[FormField]
    card_fill: dict[Literal["name", "number", "address"], Key] = {}
    """Which fields a resident ID card on the reader fills on this page."""
    own_card_when: Condition | None = None
    """When this page is about the applicant, so that the card of the identification fills it. None: never."""
    when: Condition = {}


class Material(_Data):
    """A material to hand in. Texts: material.KEY.name, material.KEY.how (what to lay under the camera)."""

    key: Key
    source: MaterialSource
    held_kind: Key | None = Field(None, description="kind of licence by which the platform may hold it")
    required: bool = True
    deferrable: bool = Field(False, description="may be promised for later (容缺)")
    pages_at_most: int = 1
    when: Condition = {}


class Commitment(_Data):
    """The rule of 容缺 + 告知承诺. Texts: letter.title, letter.body (placeholders {name}, {number}, {matter}, {materials},
    {due}), letter.consequence."""

    days: int = Field(gt=0, description="working days in which a promised material must follow")


class Matter(_Data):
    """A matter as published. Texts besides those of its parts: name, short, summary, who, time, cost, result,
    aliases (words people search by, separated by spaces), receipt.next (what happens next, one line a step); for a
    certificate certificate.body (what it certifies, one sentence) and certificate.KEY for each question: how the answer is
    labelled on the paper."""

    code: str = Field(pattern=r"^[A-Z0-9][A-Z0-9-]{2,31}$")
    version: int = Field(gt=0)
    place: Place
    order: int
    icon: str
    audience: Literal["person", "business"]
    outcome: Literal["decision", "certificate"]
    """decision: an office decides later. certificate: the platform issues a PDF at once, and it is printed here."""
    time_limit_days: int = Field(ge=0, description="working days, 0 for at once")
    components: list[Component] = Field(min_length=1)
    questions: list[Question] = []
    pages: list[Page] = []
    materials: list[Material] = []
    commitment: Commitment | None = None
    asks_address: bool = Field(
        False, description="the form needs the address on the card, so the reader may hand it out"
    )
    signature: bool = True

    @model_validator(mode="after")
    def _whole(self) -> "Matter":
        keys = [q.key for q in self.questions] + [f.key for p in self.pages for f in p.fields]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(f"asked twice: {', '.join(sorted(twice))}")
        conditioned: list[Component | Question | Page | Material] = [
            *self.components,
            *self.questions,
            *self.pages,
            *self.materials,
        ]
        conditions = [c.when for c in conditioned] + [f.when for p in self.pages for f in p.fields]
        conditions += [p.own_card_when for p in self.pages if p.own_card_when]
        unknown = {key for condition in conditions for key in condition} - set(keys)
        if unknown:
            raise ValueError(f"conditions on answers nobody gives: {', '.join(sorted(unknown))}")
        for page in self.pages:
            strange = set(page.card_fill.values()) - {f.key for f in page.fields}
            if strange:
                raise ValueError(
                    f"page {page.key}: the card would fill fields of other pages: {', '.join(sorted(strange))}"
                )
        if any(m.deferrable for m in self.materials) and self.commitment is None:
            raise ValueError("a material can be promised, but there is no commitment")
        return self

    @property
    def fields(self) -> list[FormField]:
        return [field for page in self.pages for field in page.fields]


Texts = dict[str, str]


class PublishedMatter(_Data):
    """A matter with its texts in every language, as it travels and as the terminal keeps it."""

    matter: Matter
    texts: dict[Literal["ug", "zh", "kk"], Texts]
    drafts: list[Literal["ug", "kk"]] = Field([], description="languages whose texts no native reader has signed yet")

    def text(self, language: str, key: str) -> str:
        """Raises KeyError where a text is missing, which `text_keys` and its test exclude."""
        return self.texts[language][key]  # type: ignore[index]


def text_keys(matter: Matter) -> set[str]:
    """The keys of all texts that a matter must have in each language. `*.hint` and `*.lead` may be empty texts."""
    keys = {"name", "short", "summary", "who", "time", "cost", "result", "aliases", "receipt.next"}
    for component in matter.components:
        keys |= {f"component.{component.key}.name", f"component.{component.key}.department"}
    for question in matter.questions:
        base = f"question.{question.key}"
        keys |= {f"{base}.title", f"{base}.hint"} | {f"{base}.{option}" for option in question.options}
        keys |= {f"{base}.stop.{option}" for option in question.stops}
    for page in matter.pages:
        keys |= {f"page.{page.key}.title", f"page.{page.key}.lead"}
        for field in page.fields:
            base = f"field.{field.key}"
            keys |= {f"{base}.label", f"{base}.hint"} | {f"{base}.{option}" for option in field.options}
    for material in matter.materials:
        keys |= {f"material.{material.key}.name", f"material.{material.key}.how"}
    if matter.commitment:
        keys |= {"letter.title", "letter.body", "letter.consequence"}
    if matter.outcome == "certificate":
        keys |= {"certificate.body"} | {f"certificate.{question.key}" for question in matter.questions}
    return keys
