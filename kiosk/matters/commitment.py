"""容缺 + 告知承诺: which materials are promised, and until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kiosk.matters.conditions import Answers
from kiosk.matters.materials import Way, to_hand_in

if TYPE_CHECKING:
    from kiosk.matters.model import Material, Matter

_SATURDAY = 5


def due_date(today: date, working_days: int, holidays: Collection[date] = ()) -> date:
    """The last day on which a promised material may come: `working_days` days after today, Monday to Friday, no holidays.

    The platform counts again on its own clock, with the holidays of the year and the working weekends (调休). Raises
    ValueError for less than one day.
    """
    if working_days < 1:
        raise ValueError(f"a promise needs at least one working day, not {working_days}")
    day, left = today, working_days
    while left:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in holidays:
            left -= 1
    return day


def promised(matter: Matter, answers: Answers, chosen: Mapping[str, Way]) -> list[Material]:
    """Wanted materials that are promised for later, in their order: what the letter lists. `chosen`: way by material key."""
    return [
        material
        for material in to_hand_in(matter, answers)
        if material.deferrable and chosen.get(material.key) == "promised"
    ]
