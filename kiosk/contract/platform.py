"""What the terminal and the platform say to each other besides applications."""

from datetime import date, datetime

from pydantic import Field

from kiosk.contract.application import Application, ApplicationStatus, Message, Number, Sha256


class EnrolmentRequest(Message):
    """A new machine introduces itself with the one-time code an operator made for its site."""

    code: str = Field(min_length=8, max_length=64)


class Enrolment(Message):
    """What the machine keeps: who it is, how it signs in, and the key it seals citizens' payloads to."""

    terminal: str
    terminal_number: int = Field(ge=1, le=9999, description="first group of its receipt numbers")
    site: str
    token: str
    platform_key: str = Field(description="base64 of the platform's X25519 public key (libsodium sealed box)")


class CatalogueRow(Message):
    """A published matter, or its tombstone. `document` is kiosk.matters.model.PublishedMatter as canonical JSON."""

    code: str
    version: int
    seq: int = Field(description="grows with each change on the platform")
    withdrawn: bool = False
    sha256: Sha256
    document: str = ""


class CataloguePage(Message):
    """Changes after a cursor; `seq` is the next cursor. An unknown epoch means: begin again from 0."""

    epoch: str
    seq: int
    rows: list[CatalogueRow]


class HeldQuestion(Message):
    """Which of these licences does the platform hold of this person? Asked with the person's consent, in a body, never in a URL."""

    id_number: str
    kinds: list[str]


class HeldMaterial(Message):
    """A licence or an earlier material that can be used again (材料复用)."""

    held_id: str
    kind: str
    issued_on: date
    valid_to: date | None = None
    usable: bool = Field(description="false when it is no longer valid")


class HeldAnswer(Message):
    held: list[HeldMaterial]


class ProgressQuestion(Message):
    """By receipt number, or by the number on the card."""

    number: Number | None = None
    id_number: str | None = None


class ProgressAnswer(Message):
    applications: list[ApplicationStatus]


class StatusPage(Message):
    """Status changes of this terminal's applications after a cursor."""

    seq: int
    statuses: list[ApplicationStatus]


class CertificateQuestion(Message):
    """The certificate of an application, for the person whose card was read."""

    number: Number
    id_number: str


class CertificateAnswer(Message):
    number: Number
    verification_code: str
    issued_at: datetime
    pdf: str = Field(description="base64")
    sha256: Sha256


class Problem(Message):
    """RFC 9457 problem details. `field` names the member of the request that is wrong."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    field: str | None = None
    missing: list[Sha256] = Field([], description="attachments the platform does not have yet")


class HeldApplication(Message):
    """What the platform holds of an application, for an operator and for tests."""

    application: Application
    status: ApplicationStatus
    attachments: dict[Sha256, int] = Field(description="hash of each unsealed document, and its size in bytes")
    received_at: datetime
    deliveries: int = Field(description="how often this key was sent")
