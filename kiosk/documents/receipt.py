"""The receipt (回执): the number, what happens next, what is still to come."""

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from kiosk.documents.blocks import (
    LABEL,
    Code,
    aside,
    columns,
    facts,
    gap,
    heading,
    listed,
    panel,
    paragraph,
    titled,
    together,
)
from kiosk.documents.paragraph import TextStyle
from kiosk.documents.sheet import BODY, INK, SUCCESS, SUCCESS_GROUND, WARNING, WARNING_GROUND, WIDTH, sheet
from kiosk.documents.sheets import Site
from kiosk.languages.dates import date_words, moment_words
from kiosk.languages.isolates import isolate, ltr
from kiosk.languages.language import Language
from kiosk.languages.messages import text
from kiosk.matters.model import PublishedMatter
from kiosk.visit.masks import masked_name
from kiosk.visit.receipt import Receipt

_CODE = 38 * mm

# Read at a kitchen table, perhaps without glasses: larger than the papers of an office.
# Arabic script is set tighter than in a letter, so that all of it stays on one page.
_CHINESE_BODY, _CHINESE_LABEL = BODY.but(size=13), LABEL.but(size=11.5)
_ARABIC_BODY, _ARABIC_LABEL = BODY.but(size=11.5, leading=1.55), LABEL.but(size=10.5, leading=1.55)


def _body(language: Language) -> TextStyle:
    return _ARABIC_BODY if language.right_to_left else _CHINESE_BODY


def _label(language: Language) -> TextStyle:
    return _ARABIC_LABEL if language.right_to_left else _CHINESE_LABEL


def receipt(
    said: Receipt, published: PublishedMatter, *, applicant: str, delivered: bool, language: Language, site: Site
) -> bytes:
    """See sheets.Papers.receipt."""
    story: list[Flowable] = [
        *titled(text(language, "papers_receipt_title"), text(Language.CHINESE, "papers_receipt_title"), language),
        _standing(delivered, language),
        gap(4),
        _number(said.number, language),
        gap(3),
        _facts(said, applicant, published, language),
        *_promised(said, published, delivered, language),
        *_claimed(said, published, language),
        together(
            *heading(text(language, "papers_next_title" if delivered else "papers_next_after_sending"), language),
            *listed(
                published.text(language, "receipt.next").strip().splitlines(),
                language,
                numbered=True,
                style=_body(language),
            ),
        ),
    ]
    foot = [
        text(language, "papers_helper_phone", phone=ltr(site.helper_phone)) if site.helper_phone else "",
        f"{isolate(site.name)}    {text(language, 'papers_terminal', terminal=ltr(site.terminal))}",
    ]
    # The number stays on the paper: properties end up in the logs of print servers.
    return sheet(
        story, title=text(language, "papers_receipt_title"), language=language, foot=[line for line in foot if line]
    )


def _standing(delivered: bool, language: Language) -> Flowable:
    """The honest words: what is saved here is not what the platform has."""
    state = "delivered" if delivered else "saved"
    colour, ground = (SUCCESS, SUCCESS_GROUND) if delivered else (WARNING, WARNING_GROUND)
    words = [
        paragraph(text(language, f"papers_{state}"), language, TextStyle(size=18, bold=True, colour=colour)),
        paragraph(text(language, f"papers_{state}_text"), language, _body(language)),
    ]
    return panel(words, language, ground=ground, edge=colour)


def _number(number: str, language: Language) -> Flowable:
    big = paragraph(ltr(number), language, TextStyle(size=37, bold=True, colour=INK, leading=1.35))
    words = [
        paragraph(text(language, "papers_receipt_number"), language, _label(language)),
        big,
        gap(1),
        paragraph(text(language, "papers_receipt_code"), language, _label(language)),
    ]
    code = Code(number, _CODE, at_end=True, rtl=language.right_to_left)
    return columns([words, code], [WIDTH - _CODE - 6 * mm, _CODE + 6 * mm], language)


def _facts(said: Receipt, applicant: str, published: PublishedMatter, language: Language) -> Flowable:
    matter: list[Flowable] = [paragraph(published.text(language, "name"), language, _body(language).but(bold=True))]
    if language is not Language.CHINESE:
        matter.append(aside(published.text("zh", "name"), language))
    rows = [
        ("papers_matter", matter),
        ("papers_applicant", paragraph(isolate(masked_name(applicant)), language, _body(language))),
        ("papers_time", paragraph(moment_words(said.submitted_at, language), language, _body(language))),
    ]
    return facts([(paragraph(text(language, key), language, _label(language)), value) for key, value in rows], language)


def _promised(said: Receipt, published: PublishedMatter, delivered: bool, language: Language) -> list[Flowable]:
    if not said.promised:
        return []
    found: list[Flowable] = []
    for due in sorted(set(said.promised.values())):
        names = [published.text(language, f"material.{key}.name") for key, day in said.promised.items() if day == due]
        words = text(language, "papers_promised_due", due=date_words(due, language))
        found += [paragraph(words, language, _body(language).but(bold=True, colour=WARNING)), gap(1)]
        found += listed(names, language, style=_body(language))
    if not delivered:
        found.append(paragraph(text(language, "papers_promised_unconfirmed"), language, _label(language)))
    return [together(*heading(text(language, "papers_promised_title"), language), *found)]


def _claimed(said: Receipt, published: PublishedMatter, language: Language) -> list[Flowable]:
    """What nobody could look up here: the person's word, and no promise that the platform has it."""
    if not said.claimed:
        return []
    names = [published.text(language, f"material.{one}.name") for one in said.claimed]
    words = paragraph(text(language, "papers_claimed_title"), language, _body(language).but(bold=True))
    return [together(gap(2), words, gap(1), *listed(names, language, style=_body(language)))]
