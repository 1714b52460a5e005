"""The privacy notice is read before anything is; each use has its own consent; declining is a way, no dead end."""

import pytest

from kiosk.screens.consent.presenter import NOTICE_VERSION
from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import CERTIFICATE, NEWBORN, Shown
from tests.screens.people import MOTHER


@pytest.fixture
def noticed(shown: Shown) -> Shown:
    shown.stand(NEWBORN, Place(Stop.CONSENT))
    return shown


def test_it_says_what_is_read_sent_kept_and_never_done(noticed: Shown) -> None:
    for words in ("姓名、号码、有效期，还有住址", "加密发给政务服务平台", "您一离开就全部清除", "撤回", "不拍脸"):
        assert noticed.says(words), words
    assert not noticed.machine.cards.attended, "no card is read before the person agreed"


def test_the_address_is_named_only_where_the_matter_reads_it(shown: Shown) -> None:
    shown.stand(CERTIFICATE, Place(Stop.CONSENT))
    assert not shown.says("住址")
    assert shown.hands.find("choice_look_up") is None, "this matter has no papers that could be held"


def test_agreeing_is_kept_with_the_version_of_the_notice(noticed: Shown) -> None:
    noticed.hands.tap("primary")
    consent = noticed.stage.visit.consent
    assert consent is not None
    assert (consent.notice_version, consent.at) == (NOTICE_VERSION, noticed.machine.clock.now())
    assert consent.look_up is False, "what was not ticked was not agreed to"
    assert noticed.at("identify")


def test_looking_up_held_papers_is_a_consent_of_its_own(noticed: Shown) -> None:
    assert not noticed.item("choice_look_up").property("selected")
    noticed.hands.tap("choice_look_up")
    noticed.hands.tap("primary")
    assert noticed.stage.visit.consent is not None and noticed.stage.visit.consent.look_up
    noticed.hands.tap("rail_back")
    noticed.hands.tap("choice_look_up")
    assert not noticed.stage.visit.consent.look_up, "and can be taken back alone"


def test_declining_says_that_the_window_does_it_too_and_leads_back(noticed: Shown) -> None:
    noticed.hands.tap("secondary")
    assert noticed.at("elsewhere") and noticed.says("不同意，也能办事") and noticed.says("12345")
    noticed.hands.tap("primary")
    assert noticed.at("consent")


def test_declining_later_takes_back_what_was_read_of_the_card(noticed: Shown) -> None:
    noticed.hands.tap("primary")
    noticed.machine.cards.place(MOTHER)
    noticed.hands.wait(lambda: noticed.stage.visit.identity is not None, "the card is read")
    noticed.hands.tap("rail_back")
    noticed.hands.tap("secondary")
    assert noticed.stage.visit.identity is None and noticed.stage.visit.consent is None
    assert MOTHER.number not in noticed.stage.visit.answers.values()


def test_another_language_keeps_the_tick(noticed: Shown) -> None:
    noticed.hands.tap("choice_look_up")
    noticed.hands.tap("language_ug")
    assert noticed.item("choice_look_up").property("selected")
    assert noticed.says("قوشۇلىمەن")


def test_a_second_tap_agrees_once(noticed: Shown) -> None:
    noticed.hands.tap("secondary")
    noticed.hands.tap("primary")
    button = noticed.item("primary")
    middle = button.mapToScene(button.boundingRect().center())
    noticed.hands.tap_at(middle)
    noticed.hands.tap_at(middle)
    assert noticed.at("identify"), "the second tap falls on the next screen's button, which is not enabled yet"


def test_back_leads_to_the_last_question(noticed: Shown) -> None:
    noticed.hands.tap("rail_back")
    assert noticed.at("guide")
