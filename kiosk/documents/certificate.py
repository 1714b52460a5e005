"""The certificate that the platform issues at once: what it certifies, and how a reader finds out that it is real.

Drawn for the platform too, which shares this room (decision 0005).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from kiosk.documents.blocks import LABEL, Code, columns, facts, gap, paragraph, together
from kiosk.documents.paragraph import TextStyle
from kiosk.documents.seal import SampleSeal
from kiosk.documents.sheet import BODY, MUTED, TITLE, WIDTH, sheet
from kiosk.languages.dates import moment_words
from kiosk.languages.isolates import isolate, ltr
from kiosk.languages.language import Language
from kiosk.languages.messages import text
from kiosk.matters.model import PublishedMatter

_CODE = 34 * mm
_SEAL = 42 * mm
_LABELS = 66 * mm


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of a certificate in Chinese, as the office states it; `own_…` the same in the person's language, or empty."""

    label: str
    value: str
    own_label: str = ""
    own_value: str = ""


def certificate(
    published: PublishedMatter,
    *,
    applicant: str,
    id_number: str,
    rows: Sequence[Statement],
    on_file: bool,
    verification_code: str,
    verify_at: str,
    issued_at: datetime,
    language: Language,
) -> bytes:
    """A4 as PDF. `on_file`: the rows state a record of the issuer; otherwise the paper says that there is none, and certifies
    nothing. `verify_at`: address of the public check, without the code; `issued_at` in the time of the place.

    Title and fixed words stand in Chinese, which every reader of a certificate reads, and in the person's language.
    """
    zh = Language.CHINESE
    story: list[Flowable] = [gap(2), paragraph(published.text(zh, "name"), zh, TITLE.but(align="centre"))]
    if language is not zh:
        small = TextStyle(size=14, colour=MUTED, align="centre")
        story += [gap(1), paragraph(published.text(language, "name"), language, small)]
    story.append(gap(6))
    person: list[tuple[list[Flowable], Flowable]] = [
        (_said("papers_name", language), paragraph(isolate(applicant), zh, BODY.but(bold=True))),
        (_said("papers_id_number", language), paragraph(ltr(id_number), zh)),
    ]
    story += [facts(person, zh, label_width=_LABELS), gap(4)]
    for one in dict.fromkeys([zh, language]):
        body = published.text(one, "certificate.body") if on_file else text(one, "papers_certificate_no_record")
        story.append(paragraph(body, one, TextStyle(size=13 if one is zh else 11)))
    stated = [
        *((_both(row.label, row.own_label, language), _value(row, language)) for row in rows),
        (_said("papers_issued_by", language), _said("papers_issuer", language, BODY)),
        (_said("papers_issued_at", language), [paragraph(moment_words(issued_at, zh), zh)]),
    ]
    story += [gap(4), facts(stated, zh, label_width=_LABELS), gap(5)]
    words: list[Flowable] = [
        gap(3),
        *_said("papers_verification_code", language),
        paragraph(ltr(verification_code), zh, TextStyle(size=15, bold=True)),
    ]
    seal = SampleSeal(text(zh, "papers_seal"), text(zh, "papers_seal_ring"))
    code = Code(f"{verify_at}/{verification_code}", _CODE)
    story.append(together(columns([code, words, seal], [_CODE + 4 * mm, WIDTH - _CODE - 4 * mm - _SEAL, _SEAL], zh)))
    story.append(gap(5))
    for one in dict.fromkeys([zh, language]):
        hint = text(one, "papers_verification_hint", where=ltr(verify_at))
        story += [paragraph(words, one, LABEL) for words in (hint, text(one, "papers_sample"))]
        story.append(gap(2))
    return sheet(story, title=published.text(zh, "name"), language=zh)


def _said(message: str, language: Language, style: TextStyle = LABEL) -> list[Flowable]:
    return _both(text(Language.CHINESE, message), text(language, message), language, style)


def _value(row: Statement, language: Language) -> list[Flowable]:
    return _both(isolate(row.value), row.own_value and isolate(row.own_value), language, BODY)


def _both(chinese: str, own: str, language: Language, style: TextStyle = LABEL) -> list[Flowable]:
    """The sheet reads from the left, as its Chinese does; the person's words stand below at the same edge."""
    found: list[Flowable] = [paragraph(chinese, Language.CHINESE, style)]
    if own and language is not Language.CHINESE:
        found.append(paragraph(own, language, _small(language)))
    return found


def _small(language: Language) -> TextStyle:
    return LABEL.but(size=9, align="end" if language.right_to_left else "start")
