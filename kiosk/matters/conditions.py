"""When a question, page, field, material or component applies, and which answers stand.

An answer only counts while the question or field that asked for it is itself asked. A person who turns back and answers
an early question differently keeps what was typed, but the answers that no longer apply decide nothing and are not sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.matters.model import AtLeast, Condition, Matter

Answer = str | list[str]
Answers = Mapping[str, Answer]


def holds(condition: Condition, answers: Answers) -> bool:
    """All entries must hold; an entry whose answer is missing does not."""
    return all(_entry_holds(wanted, answers.get(key)) for key, wanted in condition.items())


def _entry_holds(wanted: list[str] | AtLeast, answer: Answer | None) -> bool:
    if answer is None:
        return False
    given = [answer] if isinstance(answer, str) else answer
    if isinstance(wanted, list):
        return any(one in wanted for one in given)
    return any(_not_smaller(one, wanted.at_least) for one in given)


def _not_smaller(answer: str, least: float) -> bool:
    try:
        return float(answer) >= least  # NaN is not
    except ValueError:
        return False


def standing(matter: Matter, answers: Answers) -> dict[str, Answer]:
    """The answers that count, guide and form together; empty ones do not.

    The smallest set in which each answer's question is asked because of the others: conditions only ever ask for answers,
    never for their absence, so the set grows round by round and ends. Answers that only support each other do not stand.
    """
    given = {key: answer for key, answer in answers.items() if answer}
    found: dict[str, Answer] = {}
    while True:
        asked = [key for key, conditions in _asked(matter) if all(holds(when, found) for when in conditions)]
        grown = {key: given[key] for key in asked if key in given}
        if grown == found:
            return grown
        found = grown


def _asked(matter: Matter) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """Each key that can be answered, with all the conditions under which it is asked."""
    for question in matter.questions:
        yield question.key, (question.when,)
    for page in matter.pages:
        for field in page.fields:
            yield field.key, (page.when, field.when)
