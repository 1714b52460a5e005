"""Invented people and whole applications of any matter, for the tests of everything behind the screens."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2
from uuid6 import uuid7

from kiosk.contract.application import Applicant, Application, AttachmentRef, MaterialAnswer
from kiosk.matters.commitment import due_date
from kiosk.matters.conditions import Answer, standing
from kiosk.matters.folder import read_folder
from kiosk.matters.form import visible_fields, visible_pages
from kiosk.matters.guide import components, open_questions
from kiosk.matters.materials import automatic, wanted
from kiosk.matters.model import FieldType, FormField, PublishedMatter

MATTERS = Path(__file__).resolve().parents[2] / "assets" / "matters"
BIRTH = "YJS-2024A-09"
CERTIFICATE = "KSK-01"
NAME = "古丽娜尔·测试"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def id_number(serial: int = 1) -> str:
    """In a region that does not exist, with a right check digit."""
    digits = f"65990019900101{serial:03}"
    return digits + mod_11_2.calc_check_digit(digits)


def matter(code: str = BIRTH) -> PublishedMatter:
    return read_folder(MATTERS / code)


def application(
    published: PublishedMatter,
    number: str,
    *,
    person: str | None = None,
    terminal: str = "T0001",
    ways: Mapping[str, str] | None = None,
    held: Mapping[str, str] | None = None,
    **changes: Any,
) -> tuple[Application, list[bytes]]:
    """The usual answers to everything, and its documents. `ways`: by material, else captured. `changes` of the model."""
    rules = published.matter
    person = person or id_number()
    guide: dict[str, str] = {}
    for question in rules.questions:
        if question in open_questions(rules, dict(guide)):
            guide[question.key] = question.usual
    answers = _form(rules, guide, person)
    given: dict[str, Answer] = {**guide, **answers}
    documents: list[bytes] = []
    due = due_date(NOON.date(), rules.commitment.days) if rules.commitment else None
    materials = []
    for material in wanted(rules, given):
        way = automatic(material) or (ways or {}).get(material.key, "captured")
        attachments = []
        if way == "captured":
            attachments.append(document(f"{material.key} of {number}".encode() * 50, documents))
        promise: date | None = due if way == "promised" else None
        held_id = (held or {}).get(material.key)
        materials.append(
            MaterialAnswer(material=material.key, way=way, attachments=attachments, due=promise, held_id=held_id)  # type: ignore[arg-type]
        )
    signature = document(f"signature of {number}".encode(), documents, "image/png") if rules.signature else None
    promised = any(one.way == "promised" for one in materials)
    made = Application(
        key=uuid7(),
        number=number,
        terminal=terminal,
        matter=rules.code,
        matter_version=rules.version,
        language="ug",
        applicant=Applicant(name=NAME, id_number=person, evidence="resident_card"),
        guide=guide,
        answers=answers,
        sources=dict.fromkeys(answers, "typed"),
        materials=materials,
        components=[one.key for one in components(rules, given)],
        signature=signature,
        commitment=document(f"letter of {number}".encode(), documents) if promised else None,
        consented_at=NOON - timedelta(minutes=9),
        notice_version="1",
        submitted_at=NOON,
    )
    return made.model_copy(update=changes), documents


def document(content: bytes, documents: list[bytes], media_type: str = "application/pdf") -> AttachmentRef:
    documents.append(content)
    digest = hashlib.sha256(content).hexdigest()
    return AttachmentRef(sha256=digest, sealed_sha256=digest, media_type=media_type, size=len(content))  # type: ignore[arg-type]


def _form(rules: Any, guide: dict[str, str], person: str) -> dict[str, Any]:
    """Answers round by round, for an answer can bring a further field."""
    answers: dict[str, Any] = {}
    while True:
        given = {**guide, **answers}
        known = standing(rules, given)
        new = {
            field.key: _answer(field, person)
            for page in visible_pages(rules, given)
            for field in visible_fields(page, known)
            if field.required and field.key not in answers
        }
        if not new:
            return answers
        answers |= new


def _answer(field: FormField, person: str) -> str | list[str]:
    match field.type:
        case FieldType.NAME | FieldType.TEXT:
            return NAME
        case FieldType.ID_NUMBER:
            return person
        case FieldType.PHONE:
            return "19900000001"
        case FieldType.DATE:
            return NOON.date().isoformat()
        case FieldType.DATETIME:
            return "2026-11-20T08:30"
        case FieldType.INT | FieldType.DECIMAL:
            return str(int(field.at_least or 1) + 1)
        case FieldType.CHOICE:
            return field.options[0]
        case FieldType.CHOICES:
            return field.options[:1]
        case FieldType.ADDRESS:
            return "测试市示范路 1 号"
        case FieldType.USCC:
            return "91659900MA0000000" + uscc.calc_check_digit("91659900MA0000000")
        case FieldType.BANK_CARD:
            return "6200000000000005"
