"""The merged form: which pages and fields a person meets, what the card fills, what is still to put right."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.languages.fault import Fault
from kiosk.matters.checks import check_field
from kiosk.matters.conditions import Answer, Answers, holds, standing

if TYPE_CHECKING:
    from kiosk.matters.model import FormField, Matter, Page


def visible_pages(matter: Matter, answers: Answers) -> list[Page]:
    """Pages that apply and have at least one field to show."""
    known = standing(matter, answers)
    return [page for page in matter.pages if holds(page.when, known) and visible_fields(page, known)]


def visible_fields(page: Page, answers: Answers) -> list[FormField]:
    """`answers`: those that stand (`conditions.standing`); a page alone cannot tell which do."""
    return [field for field in page.fields if holds(field.when, answers)]


def card_answers(page: Page, name: str, number: str, address: str) -> dict[str, str]:
    """What a card puts into the fields of this page, by field key. What the card does not say fills nothing."""
    said = {"name": name.strip(), "number": number.strip().upper(), "address": address.strip()}
    return {key: said[part] for part, key in page.card_fill.items() if said[part]}


def page_findings(
    matter: Matter, page: Page, answers: Answers, now: datetime, *, vouched: Collection[str] = ()
) -> dict[str, Fault]:
    """What is to be put right on one page; empty when the person may go on. Arguments as for `findings`."""
    known = standing(matter, answers)
    found: dict[str, Fault] = {}
    for field in visible_fields(page, known) if holds(page.when, known) else []:
        answer: Answer = known.get(field.key, "")
        # What a card says is not judged by our rules for typing: the person could not change it.
        fault = None if field.key in vouched and answer else check_field(field, answer, now)
        if fault is not None:
            found[field.key] = fault
    return found


def findings(matter: Matter, answers: Answers, now: datetime, *, vouched: Collection[str] = ()) -> dict[str, Fault]:
    """What is to be put right before the form is whole, by field key in the order of the form (预检).

    `vouched`: keys of fields filled from a card. `now`: aware, local time.
    """
    found: dict[str, Fault] = {}
    for page in visible_pages(matter, answers):
        found |= page_findings(matter, page, answers, now, vouched=vouched)
    return found
