"""The commitment letter (告知承诺书), as a person reads it and as an office does."""

from collections.abc import Sequence
from datetime import date, datetime

from reportlab.platypus import Flowable, PageBreak

from kiosk.documents.blocks import gap, heading, listed, paragraph, titled, together
from kiosk.documents.sheet import BODY, sheet
from kiosk.documents.signature import signed
from kiosk.languages.dates import date_words
from kiosk.languages.isolates import isolate, ltr
from kiosk.languages.language import Language
from kiosk.languages.messages import text
from kiosk.matters.model import PublishedMatter


def letter(
    published: PublishedMatter,
    *,
    applicant: str,
    id_number: str,
    number: str,
    materials: Sequence[str],
    due: date,
    signed_at: datetime,
    signature_png: bytes,
    language: Language,
) -> bytes:
    """See sheets.Papers.letter."""
    story: list[Flowable] = []
    for one in dict.fromkeys([language, Language.CHINESE]):
        if story:
            story.append(PageBreak())
        # Each text is whole on its own sheet, so each bears the signature.
        story += _text(
            published, one, applicant=applicant, id_number=id_number, number=number, materials=materials, due=due
        )
        story.append(together(gap(8), signed(signature_png, signed_at, one)))
    return sheet(story, title=published.text(language, "letter.title"), language=language)


def _text(
    published: PublishedMatter,
    language: Language,
    *,
    applicant: str,
    id_number: str,
    number: str,
    materials: Sequence[str],
    due: date,
) -> list[Flowable]:
    texts = published.texts[language.value]
    story = titled(texts["letter.title"], None, language)
    # The list is set as a list, so the text is cut where it stands.
    before, marked, after = texts["letter.body"].strip().partition("{materials}")
    if not marked:
        raise ValueError(f"{published.matter.code}: the letter in {language.value} names no materials")
    values = {
        "name": f"{isolate(applicant)} ({ltr(id_number)})",
        "number": ltr(number),
        "matter": isolate(texts["name"]),
        "due": date_words(due, language),
    }
    names = [texts.get(f"material.{one}.name", isolate(one)) for one in materials]
    story += _paragraphs(before.format(**values), language)
    story += [gap(1), *listed(names, language, style=BODY.but(bold=True)), gap(1)]
    story += _paragraphs(after.format(**values), language)
    consequence = [
        *heading(text(language, "papers_consequence"), language),
        paragraph(texts["letter.consequence"], language),
    ]
    return [*story, together(*consequence)]


def _paragraphs(words: str, language: Language) -> list[Flowable]:
    return [paragraph(line, language) if line.strip() else gap(2.5) for line in words.strip("\n").split("\n")]
