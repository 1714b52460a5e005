"""The frame around every screen: the way home, time that runs out and comes back, leaving, a bug, the card."""

import sys

import pytest

from kiosk.languages.language import Language
from kiosk.screens.shell.presenter import LEAVE_AFTER, WARN_AFTER
from kiosk.terminal import end_visits_at_bugs
from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import NEWBORN, Shown
from tests.screens.people import MOTHER


@pytest.fixture
def at_child(shown: Shown) -> Shown:
    """Somebody has begun to fill in the form."""
    shown.stand(NEWBORN, Place(Stop.FORM, "child"))
    shown.stage.visit.answer("baby_name", "阿依努尔")
    return shown


def pass_seconds(shown: Shown, seconds: float) -> None:
    shown.machine.clock.pass_time(seconds)
    shown.screen.shell.tick()
    shown.hands.settle()


def test_who_waits_too_long_is_asked_and_can_have_more_time(at_child: Shown) -> None:
    pass_seconds(at_child, WARN_AFTER + 1)
    assert at_child.says("您还在吗？")
    assert at_child.screen.shell.secondsLeft == str(int(LEAVE_AFTER - WARN_AFTER - 1))
    at_child.hands.tap("overlay_primary")
    assert at_child.screen.shell.overlay == ""
    assert at_child.stage.visit.answers["baby_name"] == "阿依努尔"
    pass_seconds(at_child, WARN_AFTER - 1)
    assert at_child.screen.shell.overlay == "", "the whole time is there again"


def test_time_that_runs_out_wipes_everything_and_the_next_person_has_all_their_time(at_child: Shown) -> None:
    visit = at_child.stage.visit
    pass_seconds(at_child, WARN_AFTER + 1)
    pass_seconds(at_child, LEAVE_AFTER)
    assert at_child.stage.screen == "attract"
    assert visit.answers == {} and at_child.stage.visit.answers == {}
    at_child.hands.tap("begin")
    pass_seconds(at_child, 5)
    assert at_child.screen.shell.overlay == ""


def test_a_touch_anywhere_and_a_card_are_signs_of_the_person(at_child: Shown) -> None:
    pass_seconds(at_child, WARN_AFTER - 1)
    at_child.hands.tap("rail_voice")
    pass_seconds(at_child, 5)
    assert at_child.screen.shell.overlay == ""
    pass_seconds(at_child, WARN_AFTER - 10)
    at_child.machine.cards.place(MOTHER)
    at_child.hands.settle()
    pass_seconds(at_child, 20)
    assert at_child.screen.shell.overlay == ""


def test_leaving_asks_first_and_staying_loses_nothing(at_child: Shown) -> None:
    at_child.hands.tap("rail_leave")
    assert at_child.says("要离开吗？")
    at_child.hands.tap("overlay_primary")
    assert at_child.stage.place == Place(Stop.FORM, "child")
    at_child.hands.tap("rail_leave")
    at_child.hands.tap("overlay_secondary")
    assert at_child.stage.screen == "attract"
    assert at_child.stage.visit.published is None


def test_home_keeps_what_was_begun_and_leads_back_to_it(at_child: Shown) -> None:
    at_child.hands.tap("rail_home")
    at_child.hands.tap("resume")
    assert at_child.stage.visit.answers["baby_name"] == "阿依努尔"
    assert at_child.stage.place == Place(Stop.CONSENT), "the first thing that is not complete"


def test_a_bug_ends_the_visit_and_says_what_is_safe(at_child: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    at_child.stage.choose_language(Language.UYGHUR)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    end_visits_at_bugs(at_child.screen)
    try:
        raise ZeroDivisionError("something personal")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    at_child.hands.settle()
    assert at_child.stage.screen == "attract"
    assert at_child.says("تاپشۇرۇلغان ئىلتىماس يوقالمىدى"), "in the language of who was there"
    at_child.hands.tap("overlay_primary")
    assert at_child.screen.shell.overlay == ""


def test_the_card_is_asked_back_in_the_language_of_who_left_it(shown: Shown) -> None:
    shown.stand(NEWBORN)
    shown.stage.choose_language(Language.KAZAKH)
    shown.machine.cards.place(MOTHER)
    shown.stage.end()
    shown.hands.wait(lambda: shown.says("جەكە كۋالىگىڭىزدى الىڭىز"), "it is shown")
    assert shown.machine.voice.said[-1] == "جەكە كۋالىگىڭىزدى الىڭىز"
