"""The certificate that the platform issues at once: what it certifies, and how a reader finds out that it is real.

Drawn for the platform too, which shares this room (decision 0005).
"""

from collections.abc import Sequence
from datetime import datetime

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from kiosk.documents.blocks import LABEL, Code, columns, facts, gap, label, paragraph, together
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


def certificate(
    published: PublishedMatter,
    *,
    applicant: str,
    id_number: str,
    rows: Sequence[tuple[str, str]],
    verification_code: str,
    issued_at: datetime,
    language: Language,
) -> bytes:
    """A4 as PDF. `rows`: label and value in Chinese, as the office states them; `issued_at` in the time of the place.

    Title and fixed words stand in Chinese, which every reader of a certificate reads, and in the person's language.
    """
    zh = Language.CHINESE
    story: list[Flowable] = [gap(6), paragraph(published.text(zh, "name"), zh, TITLE.but(align="centre"))]
    if language is not zh:
        small = TextStyle(size=14, colour=MUTED, align="centre")
        story += [gap(1), paragraph(published.text(language, "name"), language, small)]
    story.append(gap(10))
    cells: list[tuple[list[Flowable], Flowable]] = [
        (_said("papers_name", language), paragraph(isolate(applicant), zh, BODY.but(bold=True))),
        (_said("papers_id_number", language), paragraph(ltr(id_number), zh)),
        *((label(name, zh), paragraph(isolate(value), zh)) for name, value in rows),
        (_said("papers_issued_at", language), paragraph(moment_words(issued_at, zh), zh)),
    ]
    story += [facts(cells, zh, label_width=66 * mm), gap(10)]
    words = [
        gap(3),
        *_said("papers_verification_code", language),
        paragraph(ltr(verification_code), zh, TextStyle(size=15, bold=True)),
    ]
    seal = SampleSeal(text(zh, "papers_seal"), text(zh, "papers_seal_ring"))
    code = Code(verification_code, _CODE)
    story.append(together(columns([code, words, seal], [_CODE + 4 * mm, WIDTH - _CODE - 4 * mm - _SEAL, _SEAL], zh)))
    story.append(gap(8))
    for one in dict.fromkeys([zh, language]):
        story += [paragraph(text(one, f"papers_{said}"), one, LABEL) for said in ("verification_hint", "sample")]
        story.append(gap(2))
    return sheet(story, title=published.text(zh, "name"), language=zh)


def _said(message: str, language: Language) -> list[Flowable]:
    """The sheet reads from the left, as its Chinese does; the person's words stand below at the same edge."""
    found = label(text(Language.CHINESE, message), Language.CHINESE)
    if language is not Language.CHINESE:
        found.append(paragraph(text(language, message), language, _small(language)))
    return found


def _small(language: Language) -> TextStyle:
    return LABEL.but(size=9, align="end" if language.right_to_left else "start")
