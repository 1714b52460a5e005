"""What a run of the torture will do, all of it, from one seed: who comes, what they want, what is struck and when.

Moments are not times but events of a visit, so the same seed strikes at the same places on a slow machine and on a fast one.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Literal

from kiosk.desk.script import Card, Script
from kiosk.devices.emulated.people import invented_number

VISITS = Path(__file__).resolve().parents[1] / "visits"
_MATTERS = {"certificate": 6, "restaurant": 1, "newborn": 2}  # script beside tests/visits, and how often
_NAMES = ("古丽·买买提", "李小明", "阿依古丽·赛力克", "努尔兰·叶尔肯", "艾力·吐尔逊", "王小明", "吐尔逊·卡得尔")
_LANGUAGES: tuple[Literal["ug", "zh", "kk"], ...] = ("ug", "zh", "kk")

Victim = Literal["terminal", "agent", "platform"]
Fault = Literal["cut", "stall", "answer lost"]

_VICTIMS: dict[Victim, int] = {"terminal": 9, "agent": 7, "platform": 4}
_FAULTS: dict[Fault, int] = {"cut": 3, "stall": 2, "answer lost": 3}

_SCREENS = (
    "attract",
    "language",
    "home",
    "matter",
    "guide",
    "consent",
    "identify",
    "review",
    "receipt",
    "rating",
    "goodbye",
)
# Where to strike: weight, event, longest wait after it in seconds. Most lie where an application is handed in and goes out.
_MOMENTS: dict[Victim, tuple[tuple[int, str, float], ...]] = {
    "terminal": ((4, "review", 1.2), (3, "acknowledged", 0.2), (1, "received", 0.1), (1, "started", 1.5), (4, "", 0.5)),
    "agent": ((4, "acknowledged", 0.8), (3, "received", 0.05), (1, "review", 1.5), (1, "started", 1.0), (2, "", 0.5)),
    "platform": ((3, "acknowledged", 0.6), (4, "received", 0.02), (1, "review", 1.5), (2, "", 0.5)),
}


@dataclass(frozen=True, slots=True)
class Stroke:
    """`do` is "kill VICTIM" or a fault of the network that `lasts` seconds, `delay` seconds after the first event `at` of the visit:
    a screen's name, `acknowledged` (the receipt shows its number), `received` (the platform has committed one of this machine's),
    `started` (the terminal was started again). What has not come when the visit is over is done then.
    A process whose death `lasts` is killed once more after so many seconds, while it starts."""

    at: str
    delay: float
    do: str
    lasts: float = 0.0

    @property
    def kills(self) -> int:
        return 0 if not self.do.startswith("kill") else 2 if self.lasts else 1


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    script: Script
    strokes: tuple[Stroke, ...]

    @property
    def kills(self) -> int:
        return sum(stroke.kills for stroke in self.strokes)


def plan(seed: int, kills: int, lanes: int, picture: Path, today: date) -> list[list[PlannedVisit]]:
    """For each lane its visits, with so many kills in all. `picture` is a photographed document that people bring."""
    chance = Random(seed)
    visits: list[list[PlannedVisit]] = [[] for _ in range(lanes)]
    left, number = kills, 0
    while left > 0:
        strokes = tuple(_strokes(chance, left))
        visit = PlannedVisit(_script(chance, number, picture, today), strokes)
        visits[number % lanes].append(visit)
        left -= visit.kills
        number += 1
    return visits


def _strokes(chance: Random, most: int) -> Iterator[Stroke]:
    for _ in range(chance.choices((0, 1, 2, 3), (1, 3, 4, 3))[0]):
        victim = chance.choices(list(_VICTIMS), list(_VICTIMS.values()))[0]
        moments = _MOMENTS[victim]
        _, at, longest = chance.choices(moments, [weight for weight, _, _ in moments])[0]
        again = victim != "terminal" and most > 1 and chance.random() < 0.15
        stroke = Stroke(
            at or chance.choice(_SCREENS),
            round(chance.uniform(0, longest), 3),
            f"kill {victim}",
            round(chance.uniform(0.05, 1.0), 3) if again else 0.0,
        )
        most -= stroke.kills
        yield stroke
        if most <= 0:
            break
    if chance.random() < 0.45:
        fault = chance.choices(list(_FAULTS), list(_FAULTS.values()))[0]
        at = "attract" if fault == "answer lost" else chance.choice((*_SCREENS, "acknowledged", "received"))
        yield Stroke(at, round(chance.uniform(0, 0.5), 3), fault, round(chance.uniform(0.2, 3.0), 3))


def _script(chance: Random, number: int, picture: Path, today: date) -> Script:
    """Somebody who comes once: no two visits of a run have the same identity number, so what takes effect twice is seen."""
    name = chance.choices(list(_MATTERS), list(_MATTERS.values()))[0]
    table: dict[str, Any] = tomllib.loads((VISITS / f"{name}.toml").read_text("utf-8"))
    born = date(1960, 1, 1) + timedelta(days=number * 7 + chance.randrange(7))
    citizen = invented_number(born, chance.randrange(1, 1000))
    person = chance.choice(_NAMES)
    answers: dict[str, Any] = table.get("answers", {})
    if name == "newborn":
        answers["birth_time"] = f"{today - timedelta(days=chance.randrange(2, 60)):%Y-%m-%d}T08:30"
        answers["settle_address"] = "示例市团结路1号"
        answers["mother_mobile"] = f"19900{chance.randrange(10**6):06}"
    if name == "restaurant":
        answers["seats"] = chance.randrange(10, 400)
    card: Card | None = Card(kind=chance.choice(("resident", "resident", "social")), name=person, number=citizen)
    if name == "certificate" and chance.random() < 0.2:
        card = None
        answers |= {"applicant_name": person, "applicant_id": citizen}
    # Nothing is on file of people who were invented a moment ago: promised where that is allowed, else photographed.
    brought = {
        key: "promise" if way == "held" and name == "newborn" else str(picture) if way != "promise" else way
        for key, way in table.get("materials", {}).items()
    }
    for key in ("premises_proof", "food_safety_rules"):
        if key in brought:
            brought[key] = chance.choice(("promise", str(picture)))
    return Script.model_validate(
        {
            "matter": table["matter"],
            "language": chance.choice(_LANGUAGES),
            "card": card,
            "answers": answers,
            "materials": brought,
            "rating": chance.choice((None, 1, 3, 5)),
        }
    )


def today() -> date:
    return datetime.now().astimezone().date()
