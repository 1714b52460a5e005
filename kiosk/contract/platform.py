"""What the terminal and the platform say to each other besides applications."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kiosk.contract.application import Application, ApplicationStatus, Message, Moment, Name, Number, Sha256, Text

# What is signed line by line holds neither spaces nor line breaks.
MatterCode = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{2,31}$")]
Epoch = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="life of the platform's database")]


class EnrolmentRequest(Message):
    """A new machine introduces itself with the one-time code an operator made for its site.

    The code and the key of `request` belong together from then on: asked again with both, the answer is the same one, for an
    answer can be lost. With another key the code is spent.
    """

    code: Text = Field(min_length=8, max_length=64)
    request: str = Field(
        max_length=4096, description="PKCS #10 certificate signing request, PEM, ECDSA P-256; the key stays at home"
    )
    store: Text = Field(
        "", max_length=64, description="identity of the machine's store: receipt numbers count on in it"
    )


class Enrolment(Message):
    """What the machine keeps: who it is, what it shows for it, and the keys it seals to and checks with."""

    terminal: str
    terminal_number: int = Field(ge=1, le=9999, description="first group of its receipt numbers")
    site: str
    certificate: str = Field("", description="X.509, PEM, of 90 days; renewed at two thirds of its life")
    authority: str = Field("", description="PEM of the authority that signs terminals")
    platform_key: str = Field(description="base64 of the platform's X25519 public key (libsodium sealed box)")
    catalogue_key: str = Field("", description="base64 of the Ed25519 key that signs the catalogue")


class RenewalRequest(Message):
    """The machine's own request for its next certificate, authenticated with the present one. A fresh key or the same."""

    request: str = Field(max_length=4096, description="as in EnrolmentRequest")


class Renewal(Message):
    certificate: str


class DeviceReport(Message):
    """kiosk.devices.state.DeviceState as it stands."""

    state: str
    reason: str = Field("", description="code of a fault")
    mender: str = ""


class QueueReport(Message):
    """What waits on the machine."""

    waiting: int = Field(strict=True, ge=0)
    parked: dict[str, str] = Field({}, description="reasons by receipt number")
    oldest_s: int | None = Field(None, strict=True, ge=0, description="age of the oldest that waits")


class StoreReport(Message):
    free_bytes: int = Field(strict=True, ge=0)
    alarms: list[str] = Field([], description="codes of what was noticed about the store and is not settled")


class Acknowledged(Message):
    """A submission, as SubmissionAnswer named it."""

    epoch: Epoch
    key: UUID


class Heartbeat(Message):
    """How the machine is. Nothing about a person."""

    store: Text = Field(max_length=64, description="identity of the machine's store")
    boot_id: Text = Field(max_length=64, description="new with each start of the machine")
    counter: int = Field(
        strict=True, ge=1, description="one more with each heartbeat, kept in the store: an old image counts backwards"
    )
    version: str = Field(max_length=64)
    at: Moment = Field(description="the machine's clock")
    monotonic_s: float = Field(strict=True, ge=0)
    offset_s: float | None = Field(None, strict=True, description="platform's clock minus the machine's, as last seen")
    terminal: Literal["running", "silent", "absent"] = Field(description="the process with the screens")
    devices: dict[str, DeviceReport] = Field({}, description="by name")
    queue: QueueReport
    kept: StoreReport
    catalogue_epoch: str = ""
    catalogue_seq: int = Field(0, strict=True, ge=0)
    acknowledged: Acknowledged | None = Field(
        None,
        description="the last one: a platform that does not know a key of its own epoch was put back from a backup",
    )


class HeartbeatAnswer(Message):
    at: datetime = Field(description="the platform's clock")
    next_s: float = Field(gt=0, description="when to come again; the machine adds jitter")
    epoch: str = Field(description="life of the platform's database; a new one after it was put back from a backup")
    marks: dict[str, int] = Field(
        {}, description="of each earlier epoch the last submission (`SubmissionAnswer.seq`) that is still held"
    )


class CatalogueRow(Message):
    """A published matter, or its tombstone. `document` is kiosk.matters.model.PublishedMatter as canonical JSON."""

    code: MatterCode
    version: int = Field(ge=1)
    seq: int = Field(ge=1, description="grows with each change on the platform")
    withdrawn: bool = False
    sha256: Sha256 = Field(description="of the document; of nothing for a tombstone")
    document: str = ""


class CataloguePage(Message):
    """Changes after a cursor, in the order of their numbers, each matter once; `seq` is the next cursor.

    A page with `whole` is the last, and one without rows has it. A cursor the platform does not know (another epoch, a number it
    never gave) is answered with 410 `epoch-unknown`: take the snapshot.
    """

    epoch: Epoch
    after: int = Field(0, ge=0, description="the cursor that this page follows")
    seq: int = Field(ge=0)
    rows: list[CatalogueRow]
    whole: Sha256 | None = Field(
        None,
        description="of the catalogue after this page: kiosk.contract.catalogue.whole over what is not withdrawn. "
        "None: more pages follow, and the last one says it",
    )
    signature: str = Field("", max_length=128, description="base64 Ed25519 over kiosk.contract.catalogue.signed_bytes")


class Snapshot(Message):
    """The whole catalogue at one moment: an immutable file, gzip of one CatalogueRow as JSON a line, ordered by code."""

    epoch: Epoch
    seq: int = Field(ge=0)
    rows: int = Field(ge=0)
    size: int = Field(ge=0, description="bytes of the file")
    unpacked: int = Field(ge=0, description="bytes of its lines")
    sha256: Sha256 = Field(description="of the file; it is fetched by this name, with Range")
    whole: Sha256
    signature: str = Field(max_length=128)


class UploadRequest(Message):
    size: int = Field(strict=True, gt=0, description="bytes of the sealed document")


class Upload(Message):
    """How far an attachment has come. The platform's offset is the one that counts."""

    sealed_sha256: Sha256
    size: int
    offset: int = Field(ge=0)
    complete: bool = Field(description="all of it is there, its hash is right, and it can be cited")


class HeldQuestion(Message):
    """Which of these licences does the platform hold of this person? Asked with the person's consent, in a body, never in a URL."""

    id_number: Name
    kinds: list[Name] = Field(max_length=100)


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
    """By receipt number, or by the number on the card. With the receipt number alone the answer is without what an officer wrote and
    without what is missing: whoever holds the slip need not be the person."""

    number: Number | None = None
    id_number: Name | None = None


class ProgressAnswer(Message):
    applications: list[ApplicationStatus]


class StatusPage(Message):
    """Status changes of this terminal's applications after a cursor. Another epoch than asked for: begin again from 0."""

    epoch: str = ""
    seq: int
    statuses: list[ApplicationStatus]


class CertificateQuestion(Message):
    """The certificate of an application, for the person whose card was read."""

    number: Number
    id_number: Name


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
    offset: int | None = Field(None, description="where an upload really stands")


class HeldApplication(Message):
    """What the platform holds of an application, for an operator and for tests."""

    application: Application
    status: ApplicationStatus
    attachments: dict[Sha256, int] = Field(description="hash of each unsealed document, and its size in bytes")
    received_at: datetime
    deliveries: int = Field(description="how often this key was sent")
