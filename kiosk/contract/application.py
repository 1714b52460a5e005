"""What a person submits: frozen on the terminal, sealed to the platform, read only there."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

NO_NUL = r"^[^\x00]*$"
LanguageCode = Literal["ug", "zh", "kk"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[
    str, Field(pattern=r"^[0-9]{4}-[0-9]{6}-[0-9]$", description="receipt number, one for the life of an application")
]
Name = Annotated[
    str, Field(max_length=200, pattern=NO_NUL, description="of a row somewhere; a database may not take NUL")
]
Version = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]

Text = Annotated[str, Field(pattern=NO_NUL, description="without the character NUL, which no database of ours keeps")]


def _written(value: object) -> object:
    """Pydantic takes a bare number, also a written one, for seconds since 1970; nobody means that here."""
    if isinstance(value, int | float) or (isinstance(value, str) and "-" not in value[1:]):
        raise ValueError("a date is written as in RFC 3339")
    return value


Day = Annotated[date, BeforeValidator(_written)]
Moment = Annotated[datetime, BeforeValidator(_written)]


class Message(BaseModel):
    """A message between terminal and platform: unknown members are refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Applicant(Message):
    """Who applies, and how sure we are: card means the card itself was read here."""

    name: str
    id_number: str
    evidence: Literal["resident_card", "social_card", "typed"]


class AttachmentRef(Message):
    """A paper or letter that travels beside the application."""

    sha256: Sha256 = Field(description="of the document itself")
    sealed_sha256: Sha256 = Field(description="of the sealed bytes that are uploaded")
    media_type: Literal["application/pdf", "image/jpeg", "image/png"]
    size: int = Field(gt=0, description="bytes of the document itself")


class MaterialAnswer(Message):
    """How one material is handed in.

    held: the platform holds it (`held_id`), or, said while offline, the person believes so (no `held_id`): the platform checks.
    captured: photographed here. promised: to follow until `due`. card: shown by reading the card. form: made from the form.
    """

    material: str
    way: Literal["held", "captured", "promised", "card", "form"]
    held_id: str | None = None
    attachments: list[AttachmentRef] = []
    due: date | None = None


class Application(Message):
    """One application, whole (申请)."""

    key: UUID = Field(description="UUIDv7, made once on the terminal: the idempotency key")
    number: Number
    terminal: Name
    matter: Name
    matter_version: Version
    language: LanguageCode
    applicant: Applicant
    guide: dict[str, str]
    answers: dict[str, str | list[str]]
    sources: dict[str, Literal["typed", "card", "platform"]] = Field(
        description="where the answer to each field came from"
    )
    materials: list[MaterialAnswer]
    components: list[str]
    signature: AttachmentRef | None
    commitment: AttachmentRef | None = Field(None, description="the signed commitment letter (告知承诺书) as PDF")
    consented_at: datetime
    notice_version: str
    submitted_at: datetime


class Submission(Message):
    """An application as it travels: sealed to the platform's key, under the key and number that make it happen once."""

    key: UUID
    number: Number
    matter: Name
    matter_version: Version
    attachments: list[Sha256] = Field(max_length=500, description="sealed hashes, all uploaded before")
    sealed: str = Field(description="base64 of the sealed Application as JSON")


class SubmissionAnswer(Message):
    """The platform's word that it has the application. The same key gets the same answer for ever."""

    key: UUID
    number: Number
    state: "State"
    version: int
    received_at: datetime
    certificate: bool = Field(False, description="a certificate was issued at once and can be fetched")
    by_hand: bool = Field(False, description="an officer takes it in by hand: its matter was withdrawn meanwhile")
    epoch: str = Field("", description="life of the platform's database in which it was taken in")
    seq: int = Field(0, ge=0, description="its place among all submissions of that epoch, growing")


State = Literal["received", "accepted", "in_progress", "materials_missing", "completed", "returned"]


class ApplicationStatus(Message):
    """Where an application stands. Only the platform changes it; a smaller version is older."""

    number: Number
    matter: str
    state: State
    version: int
    changed_at: datetime
    note: str = Field("", description="an officer's words to the applicant")
    due: date | None = Field(None, description="until when promised materials must follow")
    missing: list[str] = Field([], description="keys of materials still to come")
    certificate: bool = Field(False, description="a certificate can be fetched")
    by_hand: bool = Field(False, description="an officer takes it in by hand: its matter was withdrawn meanwhile")


class Rating(Message):
    """好差评, GB/T 39735: one of five grades for one application, voluntary."""

    number: Number
    grade: int = Field(strict=True, ge=1, le=5, description="5 very satisfied … 1 very dissatisfied")
    reasons: list[Name] = Field([], max_length=20)
