"""Thank you, take your card; and nothing of the person is left."""

import gc

import pytest

from kiosk.screens.receipt.presenter import ReceiptPresenter
from kiosk.screens.review.presenter import ReviewPresenter
from kiosk.visit.visit import WIPED, Modes, Visit
from tests.screens.conftest import Shown
from tests.screens.people import FATHER, MOTHER, SOCIAL
from tests.screens.steps import at_receipt, at_review


def leave(shown: Shown) -> Shown:
    shown.hands.tap("primary")
    shown.hands.tap("secondary")
    assert shown.at("goodbye")
    return shown


def modes(shown: Shown) -> Modes:
    return shown.stage.visit.modes


@pytest.fixture
def gone(shown: Shown) -> Shown:
    at_receipt(shown)
    return leave(shown)


def test_it_says_so_and_a_tap_is_enough(gone: Shown) -> None:
    assert gone.says("谢谢，再见") and gone.says("您的信息已经从这台机器上清除")
    gone.hands.tap("primary")
    assert gone.at("attract")


def test_all_is_wiped_before_it_is_said(gone: Shown) -> None:
    fresh = Visit(gone.stage.language)
    for name in WIPED:
        if name != "modes":
            assert getattr(gone.stage.visit, name) == getattr(fresh, name), name
    assert gone.stage.handed_in is None and gone.stage.pages_taken == []
    assert gone.machine.drafts.documents == {}


def test_what_the_screens_held_is_gone_too(shown: Shown) -> None:
    at_review(shown)
    visit = shown.stage.visit
    strokes, answers, materials = visit.signature, visit.answers, visit.materials
    shown.hands.tap("primary")
    shown.hands.wait(lambda: shown.at("receipt"), "it is kept")
    leave(shown)
    shown.hands.settle()
    assert (strokes, answers, materials) == ([], {}, {}), "emptied in place"
    gc.collect()
    for held in gc.get_objects():
        if isinstance(held, ReviewPresenter | ReceiptPresenter):
            assert "示例宝宝" not in repr(vars(held)) and MOTHER.number not in repr(vars(held))
        elif isinstance(held, Visit):
            assert held.identity is None and held.answers == {} and held.signature == []


def test_how_one_wants_to_be_told_stays_until_the_end(shown: Shown) -> None:
    at_receipt(shown)
    shown.hands.tap("language_ug")
    shown.hands.tap("rail_large")
    leave(shown)
    assert shown.says("رەھمەت، خەير") and modes(shown).large
    shown.hands.tap("primary")
    assert shown.at("attract") and modes(shown) == Modes() and shown.stage.language.value == "zh"


@pytest.mark.parametrize("reader", ["cards", "social_cards"])
def test_a_card_that_was_forgotten_is_said_aloud_and_waited_for(shown: Shown, reader: str) -> None:
    at_receipt(shown)
    getattr(shown.machine, reader).place(SOCIAL if reader == "social_cards" else MOTHER)
    leave(shown)
    shown.hands.wait(lambda: shown.says("谢谢！请取走您的证件"), "the card is seen")
    assert "谢谢！请取走您的证件" in shown.machine.voice.said, "whoever forgets a card looks elsewhere"
    assert shown.hands.find("primary") is None
    getattr(shown.machine, reader).pull()
    shown.hands.tap("primary")
    assert shown.at("attract")


def test_the_next_person_finds_nothing(gone: Shown) -> None:
    gone.hands.tap("primary")
    gone.hands.tap("begin")
    gone.hands.tap("choose_zh")
    assert gone.at("home") and not gone.says("还没办完")
    for personal in (MOTHER.name, FATHER.name, "示例宝宝"):
        assert not gone.says(personal)


def test_another_language_says_the_same(gone: Shown) -> None:
    gone.hands.tap("language_kk")
    assert gone.says("راقمەت، ساۋ بولىڭىز")


def test_it_ends_by_itself(gone: Shown) -> None:
    gone.stage.presenter.timer.setInterval(1)  # type: ignore[union-attr]
    gone.hands.wait(lambda: gone.at("attract"), "nobody needs to tap")
