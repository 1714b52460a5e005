"""An example of every message between terminal and platform, for the OpenAPI document. They are made of the contract's own models, so
that an example that the contract does not allow cannot be written down. Invented people only."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from central.clock import BEIJING
from kiosk.contract.application import ApplicationStatus, Message, Rating, Submission, SubmissionAnswer
from kiosk.contract.platform import (
    CataloguePage,
    CatalogueRow,
    CertificateAnswer,
    CertificateQuestion,
    DeviceReport,
    Enrolment,
    EnrolmentRequest,
    Heartbeat,
    HeartbeatAnswer,
    HeldAnswer,
    HeldMaterial,
    HeldQuestion,
    Problem,
    ProgressAnswer,
    ProgressQuestion,
    QueueReport,
    Renewal,
    RenewalRequest,
    Snapshot,
    StatusPage,
    StoreReport,
    Upload,
    UploadRequest,
)

_NOON = datetime(2026, 11, 24, 12, tzinfo=BEIJING)
_KEY = UUID("01932b0e-7c00-7000-8000-000000000001")
_NUMBER = "0001-000001-3"
_PERSON = "65990019900101001X"
_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_EPOCH = "5f0c6a3e9d6b4c1f8a2e7b9d0c3f5a61"
_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n"
_REQUEST = "-----BEGIN CERTIFICATE REQUEST-----\nMIHa…\n-----END CERTIFICATE REQUEST-----\n"
_STORE = "0d9c7e5b3a1f4c2e"
_BASE64 = "c2VhbGVk"

_STATUS = ApplicationStatus(
    number=_NUMBER, matter="YJS-2024A-03", state="accepted", version=2, changed_at=_NOON, note="已受理"
)

EXAMPLES: Sequence[Message] = (
    EnrolmentRequest(code="ABCDEFGHJKLM", request=_REQUEST, store=_STORE),
    Enrolment(
        terminal="T0001",
        terminal_number=1,
        site="示例区政务服务中心",
        certificate=_CERTIFICATE,
        authority=_CERTIFICATE,
        platform_key=_BASE64,
        catalogue_key=_BASE64,
    ),
    RenewalRequest(request=_REQUEST),
    Renewal(certificate=_CERTIFICATE),
    Heartbeat(
        store=_STORE,
        boot_id="8c1b6f2a-6f0e-4a53-9c0d-2f1e7a9b3c4d",
        counter=1024,
        version="0.1.0",
        at=_NOON,
        monotonic_s=86_400.5,
        offset_s=0.3,
        terminal="running",
        devices={"printer": DeviceReport(state="attention", reason="printer_no_paper", mender="technician")},
        queue=QueueReport(waiting=1, parked={_NUMBER: "matter-unknown"}, oldest_s=40),
        kept=StoreReport(free_bytes=20_000_000_000),
        catalogue_epoch=_EPOCH,
        catalogue_seq=12,
    ),
    HeartbeatAnswer(at=_NOON, next_s=41.7, epoch=_EPOCH, marks={"1b2c3d4e5f60718293a4b5c6d7e8f901": 870}),
    CataloguePage(
        epoch=_EPOCH,
        seq=12,
        rows=[CatalogueRow(code="YJS-2024A-03", version=3, seq=12, withdrawn=True, sha256=_HASH)],
        whole=_HASH,
        signature=_BASE64,
    ),
    Snapshot(epoch=_EPOCH, seq=12, rows=3, size=40_960, unpacked=180_224, sha256=_HASH, whole=_HASH, signature=_BASE64),
    UploadRequest(size=245_760),
    Upload(sealed_sha256=_HASH, size=245_760, offset=131_072, complete=False),
    Submission(key=_KEY, number=_NUMBER, matter="YJS-2024A-03", matter_version=3, attachments=[_HASH], sealed=_BASE64),
    SubmissionAnswer(key=_KEY, number=_NUMBER, state="received", version=1, received_at=_NOON, epoch=_EPOCH, seq=871),
    StatusPage(epoch=_EPOCH, seq=1733, statuses=[_STATUS]),
    HeldQuestion(id_number=_PERSON, kinds=["marriage_certificate"]),
    HeldAnswer(
        held=[HeldMaterial(held_id="h1", kind="marriage_certificate", issued_on=date(2020, 5, 20), usable=True)]
    ),
    ProgressQuestion(number=_NUMBER),
    ProgressAnswer(applications=[_STATUS]),
    CertificateQuestion(number=_NUMBER, id_number=_PERSON),
    CertificateAnswer(number=_NUMBER, verification_code="ABCD-EFGH-JKLM", issued_at=_NOON, pdf=_BASE64, sha256=_HASH),
    Rating(number=_NUMBER, grade=5),
    Problem(
        type="urn:xinzhizhu:problem:request-invalid",
        title="请求的格式不对",
        status=422,
        detail="missing",
        field="number",
    ),
)


def put_in(document: dict[str, Any]) -> None:
    """Into the schemas of an OpenAPI document."""
    schemas = document["components"]["schemas"]
    for example in EXAMPLES:
        for name in (type(example).__name__, f"{type(example).__name__}-Input", f"{type(example).__name__}-Output"):
            if name in schemas:
                schemas[name]["examples"] = [example.model_dump(mode="json")]
