"""Issuing a certificate: at once, for matters whose outcome is one."""

import secrets
from base64 import b64encode

from central.platform import Platform
from kiosk.contract.application import Application
from kiosk.contract.platform import CertificateAnswer
from kiosk.contract.sealing import sha256
from kiosk.languages.language import Language
from kiosk.matters.conditions import standing
from kiosk.matters.form import visible_fields, visible_pages
from kiosk.matters.model import PublishedMatter

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def issue(platform: Platform, application: Application, published: PublishedMatter) -> None:
    """Once for an application, and within the transaction of its last step."""
    # Here, for the drawing of papers takes a second to import and most matters issue none.
    from kiosk.documents.certificate import certificate

    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    code = "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))
    issued_at = platform.now()
    pdf = certificate(
        published,
        applicant=application.applicant.name,
        id_number=application.applicant.id_number,
        rows=rows(application, published),
        verification_code=code,
        issued_at=issued_at,
        language=Language(application.language),
    )
    answer = CertificateAnswer(
        number=application.number,
        verification_code=code,
        issued_at=issued_at,
        pdf=b64encode(pdf).decode(),
        sha256=sha256(pdf),
    )
    platform.applications.issue(application.number, answer, pdf)


def rows(application: Application, published: PublishedMatter, language: str = "zh") -> list[tuple[str, str]]:
    """Label and answer of each guide question and field that applies, in the order they were asked."""
    matter = published.matter
    known = standing(matter, {**application.guide, **application.answers})
    asked = [(f"question.{one.key}", f"question.{one.key}.title", one.key) for one in matter.questions]
    for page in visible_pages(matter, {**application.guide, **application.answers}):
        asked += [(f"field.{one.key}", f"field.{one.key}.label", one.key) for one in visible_fields(page, known)]
    texts = published.texts[language]  # type: ignore[index]
    found: list[tuple[str, str]] = []
    for base, label, key in asked:
        if key in known:
            given = known[key]
            answers = [given] if isinstance(given, str) else given
            found.append((texts[label], "、".join(texts.get(f"{base}.{one}", one) for one in answers)))
    return found
