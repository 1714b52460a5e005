"""好差评: five grades that look alike, none chosen beforehand, and a way to say nothing."""

import pytest

from tests.screens.conftest import Shown
from tests.screens.steps import at_receipt


@pytest.fixture
def asked(shown: Shown) -> Shown:
    at_receipt(shown)
    shown.hands.tap("primary")
    assert shown.at("rating")
    return shown


def test_five_grades_of_one_size_and_none_chosen(asked: Shown) -> None:
    grades = [asked.item(f"rating_{grade}") for grade in range(1, 6)]
    assert not any(grade.property("selected") for grade in grades)
    assert len({(grade.width(), grade.height()) for grade in grades}) == 1
    assert not asked.item("primary").isEnabled()


def test_it_can_be_left_out(asked: Shown) -> None:
    asked.hands.tap("secondary")
    assert asked.at("goodbye") and asked.machine.outbox.ratings == []


@pytest.mark.parametrize("grade", [1, 2, 3, 4, 5])
def test_each_grade_is_sent_for_the_application(asked: Shown, grade: int) -> None:
    asked.hands.tap(f"rating_{grade}")
    asked.hands.tap("primary")
    assert asked.at("goodbye")
    (rating,) = asked.machine.outbox.ratings
    assert (rating.number, rating.grade, rating.reasons) == (
        asked.machine.outbox.submitted[-1][0].number,
        grade,
        [],
    )


def test_a_poor_grade_asks_why_and_takes_no_answer_too(asked: Shown) -> None:
    asked.hands.tap("rating_5")
    assert not asked.says("哪里不好")
    asked.hands.tap("rating_2")
    assert asked.says("哪里不好？可以不选")
    for reason in ("slow", "language", "device"):
        asked.hands.tap(f"reason_{reason}")
    asked.hands.tap("reason_device")
    asked.hands.tap("primary")
    (rating,) = asked.machine.outbox.ratings
    assert rating.reasons == ["language", "slow"]


def test_reasons_go_with_a_grade_that_is_not_poor(asked: Shown) -> None:
    asked.hands.tap("rating_1")
    asked.hands.tap("reason_slow")
    asked.hands.tap("rating_4")
    asked.hands.tap("primary")
    (rating,) = asked.machine.outbox.ratings
    assert (rating.grade, rating.reasons) == (4, [])


def test_another_language_keeps_grade_and_reasons(asked: Shown) -> None:
    asked.hands.tap("rating_1")
    asked.hands.tap("reason_slow")
    asked.hands.tap("language_ug")
    assert asked.says("زادى رازى ئەمەس")
    assert asked.item("rating_1").property("selected") and asked.item("reason_slow").property("selected")


def test_help_leads_back_and_back_does_not_lead_to_the_receipt(asked: Shown) -> None:
    assert not asked.item("rail_back").isEnabled()
    asked.hands.tap("rail_help")
    asked.hands.tap("rail_back")
    assert asked.at("rating")
