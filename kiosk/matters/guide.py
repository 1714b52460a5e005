"""The guide (智能导办): a few questions that decide what applies to this person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.matters.conditions import Answers, holds, standing

if TYPE_CHECKING:
    from kiosk.matters.model import Component, Matter, Question


def open_questions(matter: Matter, answers: Answers) -> list[Question]:
    """Those that apply, in their order, answered or not."""
    known = standing(matter, answers)
    return [question for question in matter.questions if holds(question.when, known)]


def stopped_by(matter: Matter, answers: Answers) -> tuple[Question, str] | None:
    """The first question whose answer means that it cannot be done here, and that answer."""
    for question in open_questions(matter, answers):
        answer = answers.get(question.key)
        if isinstance(answer, str) and answer in question.stops:
            return question, answer
    return None


def components(matter: Matter, answers: Answers) -> list[Component]:
    """The matters of departments that this person's answers call for (组成事项)."""
    known = standing(matter, answers)
    return [component for component in matter.components if holds(component.when, known)]
