"""The torture itself, as `make torture` does it, and whether its plan and its judgement are worth anything."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.desk.script import Card, Script
from tests.torture.compare import Comparison, judge
from tests.torture.plan import PlannedVisit, plan
from tests.torture.run import torture

KILLS = 200


@pytest.mark.fault(2)
@pytest.mark.timeout(1500)
def test_fault_02_nothing_that_a_screen_said_is_lost_or_taken_twice(tmp_path: Path) -> None:
    """Terminal, agent and platform are killed 200 times while people hand in; each receipt seen on screen is held once, and opens."""
    seed = Random().randrange(10**6)
    outcome = torture(seed, KILLS, tmp_path / "run")
    words = "\n".join(outcome.lines())
    assert outcome.good, words
    assert outcome.acknowledged >= KILLS // 8, words


def planned(seed: int, kills: int = 300) -> list[list[PlannedVisit]]:
    return plan(seed, kills, 2, Path("paper.jpg"), date(2026, 11, 24))


def test_a_seed_is_a_plan() -> None:
    assert planned(7) == planned(7)
    assert planned(7) != planned(8)


@pytest.mark.parametrize("kills", [1, 2, 50, 200])
def test_a_plan_kills_as_often_as_it_was_told(kills: int) -> None:
    assert sum(visit.kills for lane in planned(3, kills) for visit in lane) == kills


def test_everybody_comes_once_and_everything_is_struck() -> None:
    visits = [visit for lane in planned(11) for visit in lane]
    people = [
        visit.script.card.number if visit.script.card else visit.script.answers["applicant_id"] for visit in visits
    ]
    assert len(set(people)) == len(people)
    done = {stroke.do for visit in visits for stroke in visit.strokes}
    assert done == {"kill terminal", "kill agent", "kill platform", "cut", "stall", "answer lost"}
    assert {visit.script.language for visit in visits} == {"ug", "zh", "kk"}


# -- the judgement ------------------------------------------------------------------------------------------------------------

NAME, NUMBER = "王小明", "659900198510010119"
SCRIPT = Script(matter="KSK-01", card=Card(name=NAME, number=NUMBER))


def held(number: str, **changes: Any) -> dict[str, dict[str, Any]]:
    application = {
        "key": f"key of {number}",
        "matter": "KSK-01",
        "applicant": {"name": NAME, "id_number": NUMBER},
        "materials": [],
        "signature": {"sha256": "a1", "size": 3},
        "commitment": None,
    }
    return {number: {"application": application | changes, "attachments": {"a1": 3}}}


def judged(platform: dict[str, dict[str, Any]], *acknowledged: str) -> Comparison:
    found = Comparison()
    judge(platform, dict.fromkeys(acknowledged, SCRIPT), found)
    return found


def test_held_once_is_good_also_when_nobody_saw_the_receipt() -> None:
    assert judged(held("0001-000001-3"), "0001-000001-3").good
    assert judged(held("0001-000001-3")).good


def test_acknowledged_and_not_held_is_lost() -> None:
    found = judged({}, "0001-000001-3")
    assert found.lost == ["0001-000001-3"] and not found.good


def test_one_person_with_two_numbers_is_twice() -> None:
    found = judged(held("0001-000001-3") | held("0001-000002-1"), "0001-000001-3")
    assert len(found.twice) == 2 and not found.good


def test_one_key_under_two_numbers_is_twice() -> None:
    other = {"name": NAME, "id_number": "659900199003080245"}
    found = judged(held("0001-000001-3") | held("0001-000002-1", key="key of 0001-000001-3", applicant=other))
    assert len(found.twice) == 2


def test_an_attachment_that_does_not_open_to_its_hash_is_unreadable() -> None:
    found = judged(held("0001-000001-3", signature={"sha256": "b2", "size": 3}), "0001-000001-3")
    assert len(found.unreadable) == 1 and not found.good


def test_a_receipt_that_leads_to_somebody_elses_application_is_unreadable() -> None:
    other = {"name": "阿依谢·买买提", "id_number": "659900199003080245"}
    found = judged(held("0001-000001-3", applicant=other), "0001-000001-3")
    assert found.unreadable == ["0001-000001-3: another name and id_number than on the screen"]
