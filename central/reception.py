"""Taking an application in (收件): opened, examined, kept and answered in one transaction, once for ever under its key."""

import base64
import binascii
from datetime import date

from nacl.exceptions import CryptoError
from pydantic import ValidationError

from central import certificates, events
from central.examination import examine
from central.platform import Platform
from central.problems import Refusal
from central.store.terminals import Terminal
from kiosk.contract.application import (
    Application,
    ApplicationStatus,
    AttachmentRef,
    State,
    Submission,
    SubmissionAnswer,
)
from kiosk.contract.platform import HeldApplication
from kiosk.contract.sealing import sha256, unseal
from kiosk.matters.commitment import due_date
from kiosk.matters.model import PublishedMatter

# Refusals after which the same submission is sent again: nobody has to look at them.
_FOR_LATER = ("submission-in-progress", "attachments-missing")


def receive(platform: Platform, terminal: Terminal, submission: Submission) -> tuple[SubmissionAnswer, bool]:
    """The answer, and whether it is new. Raises Refusal: 409 for a key that is being worked on, a key or number in use and missing
    attachments, 422. What is refused for good is kept for the operator to see."""
    try:
        answer, new = _receive(platform, terminal, submission)
    except Refusal as refusal:
        if refusal.kind not in _FOR_LATER:
            platform.refusals.record(submission, terminal.name, refusal, platform.now())
            events.RECEPTION_REFUSED(number=submission.number, kind=refusal.kind)
        raise
    if new:
        platform.epochs.reached(answer.epoch, answer.seq)
    (events.RECEPTION_NEW if new else events.RECEPTION_AGAIN)(number=answer.number, state=answer.state)
    return answer, new


def _receive(platform: Platform, terminal: Terminal, submission: Submission) -> tuple[SubmissionAnswer, bool]:
    key = str(submission.key)
    body_sha256 = sha256(submission.model_dump_json().encode())
    with platform.database.claimed(f"submission {key}") as mine:
        if not mine:
            raise Refusal(409, "submission-in-progress", "这份申请正在处理，请稍后再取结果", field="key", retry_after=1)
        answered = platform.applications.answered(key, body_sha256)
        if answered is not None:
            return answered, False
        missing = [digest for digest in submission.attachments if not platform.attachments.has(digest)]
        if missing:
            raise Refusal(409, "attachments-missing", "附件尚未上传", field="attachments", missing=missing)
        application = _open(platform, submission)
        published = _published(platform, submission)
        _check_terminal(platform, application)
        _check_attachments(platform, application, submission)
        examine(application, published)
        status = _first_status(platform, application, published)
        drawn = certificates.draw(platform, application, published) if status.certificate else None
        with platform.database.transaction():
            answer = platform.applications.keep(
                application, status, body_sha256=body_sha256, carried_by=terminal.name, received_at=status.changed_at
            )
            if drawn is not None:
                platform.issued.put(*drawn)
    return answer, True


def move(platform: Platform, number: str, state: State, *, note: str, by: str) -> ApplicationStatus:
    """An officer's step. A matter whose outcome is a certificate gets it when it is completed. Raises Refusal 404, 409."""
    kept = platform.applications.get(number)
    drawn = None
    if kept is not None and state == "completed" and not kept.status.certificate:
        published = platform.matters.version(kept.status.matter, kept.application.matter_version)
        if published is not None and published.matter.outcome == "certificate":
            drawn = certificates.draw(platform, kept.application, published)
    with platform.database.transaction():
        status = platform.applications.move(
            number, state, note=note, by=by, now=platform.now(), certificate=drawn is not None
        )
        if drawn is not None:
            platform.issued.put(*drawn)
    events.RECEPTION_MOVED(number=number, state=state)
    return status


def held_application(platform: Platform, number: str) -> HeldApplication:
    """Raises Refusal 404."""
    kept = platform.applications.get(number)
    if kept is None:
        raise Refusal(404, "application-unknown", "没有这份申请", field="number")
    return HeldApplication(
        application=kept.application,
        status=kept.status,
        attachments={
            sha256(document): len(document)
            for ref in references(kept.application)
            for document in [platform.attachments.open(ref.sealed_sha256, platform.database.private_key)]
        },
        received_at=kept.received_at,
        deliveries=kept.deliveries,
    )


def references(application: Application) -> list[AttachmentRef]:
    found = [ref for material in application.materials for ref in material.attachments]
    return found + [ref for ref in (application.signature, application.commitment) if ref is not None]


def _open(platform: Platform, submission: Submission) -> Application:
    try:
        document = unseal(base64.b64decode(submission.sealed, validate=True), platform.database.private_key)
    except (CryptoError, binascii.Error, ValueError) as error:
        raise Refusal(422, "application-seal", "申请不是封给本平台的", field="sealed") from error
    try:
        application = Application.model_validate_json(document)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise Refusal(422, "application-invalid", "申请的格式不对", field=f"sealed.{field}".rstrip(".")) from None
    for name in ("key", "number", "matter", "matter_version"):
        if getattr(application, name) != getattr(submission, name):
            raise Refusal(422, "envelope", "封内与封外不一致", field=name)
    return application


def _published(platform: Platform, submission: Submission) -> PublishedMatter:
    published = platform.matters.version(submission.matter, submission.matter_version)
    if published is None:
        raise Refusal(422, "matter-unknown", "没有这个事项或版本", field="matter_version")
    return published


def _check_terminal(platform: Platform, application: Application) -> None:
    """The machine that made it, which need not be the enrolment that carries it; its number is the first group of receipts."""
    made_by = platform.terminals.by_name(application.terminal)
    if made_by is None:
        raise Refusal(422, "terminal-unknown", "没有这台终端", field="terminal")
    if int(application.number[:4]) != made_by.number:
        raise Refusal(422, "number-foreign", "回执编号不属于这台终端", field="number")


def _check_attachments(platform: Platform, application: Application, submission: Submission) -> None:
    refs = references(application)
    if {ref.sealed_sha256 for ref in refs} != set(submission.attachments):
        raise Refusal(422, "envelope", "封内与封外不一致", field="attachments")
    for ref in refs:
        document = platform.attachments.open(ref.sealed_sha256, platform.database.private_key)
        if (sha256(document), len(document)) != (ref.sha256, ref.size):
            raise Refusal(422, "attachment-hash", "附件内容与其哈希不一致", field="attachments")


def _first_status(platform: Platform, application: Application, published: PublishedMatter) -> ApplicationStatus:
    now = platform.now()
    matter = published.matter
    not_held = _not_held(platform, application, published)
    promised = {answer.material: answer.due for answer in application.materials if answer.way == "promised"}
    state: State = "received"
    due: date | None = None
    if not_held:
        state = "materials_missing"
        days = matter.commitment.days if matter.commitment else max(1, matter.time_limit_days)
        due = due_date(now.date(), days)
    elif matter.outcome == "certificate" and not promised:
        state = "completed"
    by_hand = platform.matters.is_withdrawn(matter.code)
    if by_hand and state == "completed":
        state = "received"  # nothing is issued by itself for a matter that is no longer offered
    dates = [day for day in (due, *promised.values()) if day is not None]
    return ApplicationStatus(
        number=application.number,
        matter=application.matter,
        state=state,
        version=1,
        changed_at=now,
        due=min(dates) if dates else None,
        missing=[*not_held, *promised],
        certificate=state == "completed",
        by_hand=by_hand,
    )


def _not_held(platform: Platform, application: Application, published: PublishedMatter) -> list[str]:
    """Materials that were said to be held and are not, or are no longer valid."""
    kinds = {material.key: material.held_kind for material in published.matter.materials}
    missing = []
    for answer in application.materials:
        kind = kinds[answer.material]
        if answer.way != "held" or kind is None:
            continue
        held = platform.holdings.of(application.applicant.id_number, [kind], platform.now().date())
        if not any(one.usable and answer.held_id in (None, one.held_id) for one in held):
            missing.append(answer.material)
    return missing
