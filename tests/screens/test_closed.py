"""A machine that takes nothing new says so before anybody begins, and never in the middle of a visit."""

from collections.abc import Callable

import pytest

from kiosk.languages.fault import Fault, Mender
from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import NEWBORN, Shown
from tests.screens.hands import Machine
from tests.screens.people import MOTHER
from tests.screens.steps import at_receipt, status

FULL = Fault("machine_full", Mender.OPERATOR)
REVOKED = Fault("machine_revoked", Mender.OPERATOR)


@pytest.fixture
def closed(machine: Machine, show: Callable[..., Shown]) -> Shown:
    machine.readiness.become(FULL)
    return show()


def test_it_is_said_in_all_three_languages_with_a_reason_and_where_to_go(closed: Shown) -> None:
    assert closed.at("closed")
    assert closed.hands.find("begin") is None
    for words in (
        "暂停收新申请",
        "已经交的申请都在",
        "请换一台机器或到窗口办理",
        "يېڭى ئىلتىماس ۋاقتىنچە قوبۇل قىلىنمايدۇ",
        "تاپشۇرۇلغان ئىلتىماسلار تۇرۇپتۇ",
        "جاڭا ٴوتىنىش ۋاقىتشا قابىلدانبايدى",
        "تاپسىرىلعان وتىنىشتەر ساقتاۋلى",
        "示例市政务服务驿站",
        "12345",
        "19900000000",
    ):
        assert closed.says(words), words


def test_a_machine_that_is_well_again_opens_by_itself_and_closes_again(closed: Shown) -> None:
    closed.machine.readiness.become(None)
    assert closed.at("attract")
    closed.machine.readiness.become(REVOKED)
    assert closed.at("closed")
    assert closed.says("这台机器已经停用")
    closed.machine.readiness.become(FULL)
    closed.hands.settle()
    assert closed.says("这台机器快存不下了"), "the reason of now"


def test_it_is_looked_at_once_more_when_somebody_begins(shown: Shown) -> None:
    shown.machine.readiness.become(FULL, noticed=False)
    shown.hands.tap("begin")
    assert shown.at("closed")


def test_a_visit_that_runs_goes_to_its_end_and_the_next_one_does_not_begin(shown: Shown) -> None:
    shown.hands.tap("begin")
    shown.hands.tap("choose_zh")
    shown.machine.readiness.become(FULL)
    assert shown.at("home")
    at_receipt(shown, NEWBORN)
    assert shown.machine.outbox.submitted
    shown.hands.tap("rail_home")
    assert shown.at("home"), "it is still their visit"
    shown.stage.end()
    assert shown.at("closed")


def test_progress_can_still_be_looked_at_and_nothing_else(shown: Shown) -> None:
    at_receipt(shown, NEWBORN)
    shown.machine.platform.known = [status(shown)]
    shown.machine.readiness.become(FULL)
    shown.stage.end()
    shown.hands.settle()
    shown.hands.tap("look")
    shown.hands.tap("choose_zh")
    assert shown.at("progress")
    shown.machine.cards.place(MOTHER)
    shown.hands.wait(lambda: shown.says("已收到"), "the card's applications")
    shown.machine.cards.pull()
    shown.hands.tap("rail_home")
    assert shown.at("progress")
    assert not shown.says("已收到"), "made anew, like every screen"
    shown.hands.tap("rail_back")
    assert shown.at("language")
    shown.hands.tap("choose_zh")
    shown.hands.tap("rail_leave")
    assert shown.at("closed")


def test_after_a_look_the_next_person_at_an_open_machine_can_do_everything(closed: Shown) -> None:
    closed.hands.tap("look")
    closed.machine.readiness.become(None)
    closed.hands.tap("choose_zh")
    assert closed.at("progress"), "what they came for"
    closed.hands.tap("rail_leave")
    assert closed.at("attract")
    closed.hands.tap("begin")
    closed.hands.tap("choose_zh")
    assert closed.at("home")


def test_what_needs_the_platform_is_not_offered_without_it(closed: Shown) -> None:
    assert closed.item("look").isVisible()
    closed.machine.platform.go(False)
    closed.hands.wait(lambda: closed.hands.find("look") is None, "there is no network")
    closed.machine.platform.go(True)
    closed.hands.wait(lambda: closed.hands.find("look") is not None, "it is back")


def test_a_revoked_machine_asks_the_platform_nothing(closed: Shown) -> None:
    closed.machine.readiness.become(REVOKED)
    closed.hands.settle()
    assert closed.hands.find("look") is None
    assert closed.says("12345")


def test_help_is_there_and_leads_back(closed: Shown) -> None:
    closed.hands.tap("rail_help")
    assert closed.at("help")
    closed.hands.tap("rail_back")
    assert closed.at("closed")


def test_a_card_left_behind_is_asked_back_there_too(shown: Shown) -> None:
    shown.stand(NEWBORN, Place(Stop.MATTER))
    shown.machine.cards.place(MOTHER)
    shown.machine.readiness.become(FULL)
    shown.stage.end()
    shown.hands.wait(lambda: shown.says("请取走您的证件"), "it is shown")
    assert shown.at("closed")
