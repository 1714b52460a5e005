"""Invented applications for the papers: people and companies who do not exist."""

import io
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageDraw
from stdnum.iso7064 import mod_11_2

from kiosk.contract.application import Applicant, Application, AttachmentRef, MaterialAnswer
from kiosk.documents.sheets import Site
from kiosk.languages.language import Language
from kiosk.matters.conditions import Answer, standing
from kiosk.matters.folder import read_folder
from kiosk.matters.form import visible_fields, visible_pages
from kiosk.matters.materials import to_hand_in
from kiosk.matters.model import FieldType, FormField, Matter, PublishedMatter

MATTERS = Path(__file__).resolve().parents[2] / "assets" / "matters"
CODES = sorted(path.name for path in MATTERS.iterdir() if path.is_dir())
SITE = Site(name="示例市人民广场支行", terminal="TEST-0901", helper_phone="0990-1990000")
NOW = datetime(2026, 12, 1, 15, 4, tzinfo=timezone(timedelta(hours=8)))
DUE = date(2026, 12, 8)
NUMBER = "0901-000123-5"
ID_NUMBER = "65990019900307002" + mod_11_2.calc_check_digit("65990019900307002")
NAMES = {
    Language.CHINESE: "示例明",
    Language.UYGHUR: "阿依古丽·示例买买提",
    Language.KAZAKH: "叶尔兰·示例别克",
}

_BY_TYPE: dict[FieldType, str] = {
    FieldType.TEXT: "示例餐饮管理有限公司 Demo Kitchen (1)",
    FieldType.NAME: "阿依古丽·示例买买提",
    FieldType.ID_NUMBER: ID_NUMBER,
    FieldType.USCC: "91659900MA00000000",
    FieldType.PHONE: "19900000001",
    FieldType.DATE: "2026-11-20",
    FieldType.DATETIME: "2026-11-20T03:05",
    FieldType.INT: "40",
    FieldType.DECIMAL: "128.5",
    FieldType.ADDRESS: "新疆示例市示例区人民路 100 号 2 单元 301 室",
    FieldType.BANK_CARD: "6200000000000000005",
}


def published(code: str) -> PublishedMatter:
    return read_folder(MATTERS / code)


def application(code: str, language: Language, *, name: str | None = None) -> Application:
    """Everything answered as usual, everything promised that can be."""
    matter = published(code).matter
    guide = {one.key: one.usual for one in matter.questions}
    answers: dict[str, Answer] = {one.key: _answer(one) for one in matter.fields}
    given: dict[str, Answer] = {**guide, **answers}
    known = standing(matter, given)
    asked = {field.key for page in visible_pages(matter, given) for field in visible_fields(page, known)}
    return Application(
        key=UUID("01930000-0000-7000-8000-000000000001"),
        number=NUMBER,
        terminal=SITE.terminal,
        matter=code,
        matter_version=matter.version,
        language=language.value,
        applicant=Applicant(name=name or NAMES[language], id_number=ID_NUMBER, evidence="resident_card"),
        guide={key: answer for key, answer in guide.items() if key in known},
        answers={key: answer for key, answer in answers.items() if key in asked},
        sources=dict.fromkeys(asked, "typed"),
        materials=_materials(matter, known),
        components=[one.key for one in matter.components],
        signature=None,
        consented_at=NOW,
        notice_version="1",
        submitted_at=NOW,
    )


def _answer(field: FormField) -> Answer:
    if field.type is FieldType.CHOICES:
        return field.options[:2]
    return field.options[0] if field.options else _BY_TYPE[field.type]


def _materials(matter: Matter, known: dict[str, Answer]) -> list[MaterialAnswer]:
    found = []
    for one in to_hand_in(matter, known):
        if one.deferrable:
            found.append(MaterialAnswer(material=one.key, way="promised", due=DUE))
        elif one.source in ("card", "form"):
            found.append(MaterialAnswer(material=one.key, way=one.source.value))
        else:
            paper = AttachmentRef(sha256="0" * 64, sealed_sha256="0" * 64, media_type="image/jpeg", size=1)
            found.append(MaterialAnswer(material=one.key, way="captured", attachments=[paper]))
    return found


def signature_png() -> bytes:
    picture = Image.new("RGBA", (640, 220), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line(
        [(40, 150), (110, 40), (150, 170), (220, 60), (260, 160), (380, 90), (590, 130)],
        fill=(22, 33, 46, 255),
        width=7,
    )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def jpeg(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (240, 240, 236)).save(out, "JPEG")
    return out.getvalue()
