"""Issuing a certificate: at once, for matters whose outcome is one.

It states what an operator has put on file of the person in this matter, below what was asked for. Where nothing is on file,
the paper says so.
"""

import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence

from central.platform import Platform
from kiosk.contract.application import Application
from kiosk.contract.platform import CertificateAnswer
from kiosk.contract.sealing import sha256
from kiosk.languages.language import Language
from kiosk.matters.conditions import Answer, standing
from kiosk.matters.form import visible_fields, visible_pages
from kiosk.matters.model import PublishedMatter, Texts

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def draw(platform: Platform, application: Application, published: PublishedMatter) -> tuple[CertificateAnswer, bytes]:
    """The certificate and its PDF. It takes a while and is done before the transaction that files it."""
    # Here, for the drawing of papers takes a second to import and most matters issue none.
    from kiosk.documents.certificate import Statement, certificate

    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    code = "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))
    issued_at = platform.now()
    known = standing(published.matter, {**application.guide, **application.answers})
    record = platform.records.of(application.applicant.id_number, application.matter, known)
    pdf = certificate(
        published,
        applicant=application.applicant.name,
        id_number=application.applicant.id_number,
        rows=[
            *(Statement(*row) for row in asked_for(known, published, application.language)),
            *(Statement(row.label, row.value) for row in record or []),
        ],
        on_file=record is not None,
        verification_code=code,
        verify_at=f"{platform.public_url}/verify",
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
    return answer, pdf


def rows(application: Application, published: PublishedMatter) -> list[tuple[str, str]]:
    """What was asked for, in Chinese, as officers read it."""
    known = standing(published.matter, {**application.guide, **application.answers})
    return [(label, value) for label, value, *_ in asked_for(known, published, "zh")]


def asked_for(
    known: Mapping[str, Answer], published: PublishedMatter, language: str
) -> list[tuple[str, str, str, str]]:
    """Label and answer of each question and field that applies, in Chinese and in `language`, in the order they were asked.
    `known`: the answers that stand."""
    matter = published.matter
    on_paper = matter.outcome == "certificate"
    asked = [
        (f"question.{one.key}", f"certificate.{one.key}" if on_paper else f"question.{one.key}.title", one.key)
        for one in matter.questions
    ]
    for page in visible_pages(matter, known):
        asked += [(f"field.{one.key}", f"field.{one.key}.label", one.key) for one in visible_fields(page, known)]
    found: list[tuple[str, str, str, str]] = []
    for base, label, key in asked:
        if key in known:
            given = known[key]
            answers = [given] if isinstance(given, str) else given
            words = [_words(published.texts[one], base, label, answers) for one in ("zh", language)]  # type: ignore[index]
            found.append((*words[0], *words[1]))
    return found


def _words(texts: Texts, base: str, label: str, answers: Sequence[str]) -> tuple[str, str]:
    return texts[label], "、".join(texts.get(f"{base}.{one}", one) for one in answers)
