"""Where does my application stand? By card or number; offline, what this terminal itself knows; never more than one may see."""

import base64
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QPointF

from kiosk.contract.application import ApplicationStatus, State
from kiosk.contract.platform import CertificateAnswer
from kiosk.devices.printers.job import JobPhase, JobState, Pages
from kiosk.languages.fault import Fault
from kiosk.matters.numbers import receipt_number
from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import CERTIFICATE, NEWBORN, Shown
from tests.screens.people import FATHER, MOTHER, SOCIAL
from tests.screens.steps import at_receipt

NUMBER = receipt_number(7, 12)
DIGITS = NUMBER.replace("-", "")


def known(state: State, number: str = NUMBER, matter: str = NEWBORN, **more: Any) -> ApplicationStatus:
    at = datetime(2026, 3, 9, 4, 30, tzinfo=UTC)
    return ApplicationStatus(number=number, matter=matter, state=state, version=2, changed_at=at, **more)


@pytest.fixture
def asked(shown: Shown) -> Shown:
    shown.stage.home()
    shown.stage.show_beside("progress")
    shown.hands.settle()
    return shown


def enter(shown: Shown, digits: str) -> None:
    shown.write("input_receipt_number", digits)
    shown.hands.tap("primary")


def state(shown: Shown, number: str = NUMBER) -> str:
    item = shown.hands.find(f"state_{number}")
    return "" if item is None else str(item.property("text"))


class TestByNumber:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ("received", "已收到"),
            ("accepted", "已受理"),
            ("in_progress", "办理中"),
            ("materials_missing", "需要补充材料"),
            ("completed", "已办结"),
            ("returned", "已退回"),
        ],
    )
    def test_each_state_has_plain_words(self, asked: Shown, said: State, words: str) -> None:
        asked.machine.platform.known = [known(said, due=date(2026, 3, 20))]
        enter(asked, DIGITS)
        asked.hands.wait(lambda: state(asked) == words, "the answer")
        assert asked.says("新生儿出生") and asked.says(NUMBER)
        assert asked.says("2026年3月9日 12:30 更新"), "in the time of the terminal"
        assert asked.says("请在 2026年3月20日 前（含当天）补交材料")

    def test_hyphens_may_be_written(self, asked: Shown) -> None:
        asked.machine.platform.known = [known("accepted")]
        enter(asked, NUMBER)
        asked.hands.wait(lambda: state(asked) == "已受理", "the answer")

    @pytest.mark.parametrize("wrong", ["", "123", DIGITS[:-1] + str((int(DIGITS[-1]) + 1) % 10)])
    def test_a_wrong_number_is_said_and_nobody_is_asked(self, asked: Shown, wrong: str) -> None:
        asked.machine.platform.known = [known("accepted")]
        if wrong:
            asked.write("input_receipt_number", wrong)
        asked.hands.tap("primary")
        assert asked.says("这个编号不对") and state(asked) == ""

    def test_an_unknown_number_is_no_dead_end(self, asked: Shown) -> None:
        enter(asked, DIGITS)
        asked.hands.wait(lambda: asked.says("平台上没有查到"), "it is said")
        assert asked.item("primary").isEnabled()

    def test_an_officers_words_and_the_certificate_are_for_the_holder_of_the_card(self, asked: Shown) -> None:
        asked.machine.platform.known = [known("completed", note="请到三号窗口", certificate=True)]
        enter(asked, DIGITS)
        asked.hands.wait(lambda: state(asked) == "已办结", "the answer")
        assert not asked.says("三号窗口") and asked.hands.find(f"print_{NUMBER}") is None


class TestByCard:
    @pytest.mark.parametrize("reader", ["cards", "social_cards"])
    def test_all_that_is_known_of_the_person(self, asked: Shown, reader: str) -> None:
        other = receipt_number(7, 13)
        asked.machine.platform.known = [known("accepted", note="请到三号窗口"), known("completed", other, CERTIFICATE)]
        getattr(asked.machine, reader).place(SOCIAL if reader == "social_cards" else MOTHER)
        asked.hands.wait(lambda: state(asked) == "已受理" and state(asked, other) == "已办结", "both")
        assert asked.says("请到三号窗口")
        assert not asked.says(MOTHER.name) and not asked.says(MOTHER.number)

    def test_what_is_missing_is_named_to_the_holder_of_the_card_only(self, asked: Shown) -> None:
        wanting = known(
            "materials_missing", due=date(2026, 3, 20), missing=["household_register", "marriage_certificate"]
        )
        asked.machine.platform.known = [wanting]
        enter(asked, DIGITS)
        asked.hands.wait(lambda: state(asked) == "需要补充材料", "the answer")
        assert not asked.says("户口簿")
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: asked.says("还缺：户口簿、结婚证"), "both are named")

    def test_a_material_the_matter_no_longer_knows_is_left_out(self, asked: Shown) -> None:
        asked.machine.platform.known = [known("materials_missing", missing=["of_an_earlier_version"])]
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: state(asked) == "需要补充材料", "the answer")
        assert not asked.says("还缺")

    def test_a_number_typed_after_a_card_shows_no_more_than_a_number_does(self, asked: Shown) -> None:
        asked.machine.cards.place(MOTHER)
        asked.hands.settle()
        asked.machine.cards.pull()
        asked.machine.platform.known = [known("completed", note="请到三号窗口", certificate=True)]
        enter(asked, DIGITS)
        asked.hands.wait(lambda: state(asked) == "已办结", "the answer")
        assert not asked.says("三号窗口") and asked.hands.find(f"print_{NUMBER}") is None

    def test_another_card_takes_away_what_the_one_before_it_showed(self, asked: Shown) -> None:
        asked.machine.platform.known = [known("accepted", note="请到三号窗口")]
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: state(asked) == "已受理", "the mother's")
        asked.machine.cards.pull()
        asked.machine.cards.fault = Fault("card_unreadable")
        asked.machine.cards.place(FATHER)
        asked.hands.wait(lambda: asked.says("卡没有读出来"), "the father's card failed")
        assert state(asked) == "" and not asked.says("三号窗口")

    def test_a_card_that_cannot_be_read_is_said(self, asked: Shown) -> None:
        asked.machine.cards.fault = Fault("card_unreadable")
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: asked.says("卡没有读出来"), "it is said")

    def test_the_later_question_counts_whatever_order_the_answers_have(self, asked: Shown) -> None:
        asked.machine.platform.slow = True
        asked.machine.platform.known = [known("accepted")]
        asked.machine.cards.place(MOTHER)
        asked.hands.settle()
        asked.machine.cards.pull()
        asked.machine.platform.known = []
        asked.machine.cards.place(FATHER)
        asked.hands.settle()
        asked.machine.platform.answer(backwards=True)
        asked.hands.wait(lambda: asked.says("平台上没有查到"), "the father's answer")
        assert state(asked) == "", "nothing of the mother's under the father's card"

    def test_a_certificate_is_printed_once_and_its_way_is_said(self, asked: Shown) -> None:
        asked.machine.platform.known = [known("completed", matter=CERTIFICATE, certificate=True)]
        asked.machine.platform.issued = CertificateAnswer(
            number=NUMBER,
            verification_code="AB12CD",
            issued_at=asked.machine.clock.now(),
            pdf=base64.b64encode(b"%PDF the certificate").decode(),
            sha256="0" * 64,
        )
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: asked.hands.find(f"print_{NUMBER}") is not None, "it can be printed")
        asked.hands.tap(f"print_{NUMBER}")
        asked.hands.wait(lambda: asked.machine.printer.printed == [b"%PDF the certificate"], "it is with the printer")
        asked.stage.presenter.print(NUMBER)  # type: ignore[union-attr]
        assert len(asked.machine.printer.printed) == 1
        asked.hands.tap("rail_home")
        assert asked.at("progress") and asked.machine.printer.jobs == 1, "whoever leaves would cancel it unawares"
        asked.machine.printer.say(JobState(JobPhase.STOPPED, Fault("printer_no_paper"), Pages(3, 1)))
        asked.hands.wait(lambda: asked.says("打印机没纸了"), "it is said")
        assert asked.says("共 3 页，已经出来 1 页") and asked.says("离开这一屏，打印就会取消")
        asked.machine.printer.say(JobState(JobPhase.PRINTED))
        asked.hands.wait(lambda: asked.says("打印好了，请取走"), "it is out")

    def test_nothing_stays_when_the_screen_is_left(self, asked: Shown) -> None:
        asked.machine.platform.known = [known("accepted")]
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: state(asked) == "已受理", "the answer")
        asked.machine.cards.pull()
        asked.hands.tap("rail_back")
        assert asked.at("home") and not asked.machine.cards.attended
        asked.stage.show_beside("progress")
        asked.hands.settle()
        assert state(asked) == ""


class TestOffline:
    def test_it_says_that_nothing_is_lost_and_whom_to_call(self, asked: Shown) -> None:
        asked.machine.platform.go(False)
        enter(asked, DIGITS)
        asked.hands.wait(
            lambda: asked.says("问不到平台") and asked.says("您的申请没有丢") and asked.says("12345"), "said"
        )

    def test_what_is_saved_here_is_said_to_be_saved_and_not_sent(self, shown: Shown) -> None:
        shown.machine.platform.is_online = False
        at_receipt(shown)
        number = shown.machine.outbox.submitted[-1][0].number
        shown.stage.end()
        shown.stage.home()
        shown.stage.show_beside("progress")
        shown.hands.settle()
        enter(shown, number)
        shown.hands.wait(lambda: state(shown, number) == "存在本机，还没有送到", "it is known here")

    def test_the_last_word_that_came_is_still_known(self, asked: Shown) -> None:
        asked.machine.outbox.statuses[NUMBER] = known("in_progress")
        asked.machine.platform.go(False)
        enter(asked, DIGITS)
        asked.hands.wait(lambda: state(asked) == "办理中" and asked.says("问不到平台"), "both are said")


@pytest.mark.parametrize(("language", "words"), [("ug", "قوبۇل قىلىندى"), ("kk", "قابىلداندى")])
def test_another_language_keeps_the_number_and_what_was_found(asked: Shown, language: str, words: str) -> None:
    asked.machine.platform.known = [known("accepted")]
    enter(asked, DIGITS)
    asked.hands.wait(lambda: state(asked) == "已受理", "the answer")
    assert not asked.screen.keyboard.shown, "the keyboard has gone from where the answer stands"
    asked.hands.tap(f"language_{language}")
    assert state(asked) == words
    assert not asked.says("回执编号"), "the field speaks the other language too"
    assert str(asked.item("input_receipt_number").property("text")) == NUMBER


def test_the_certificates_button_stands_where_reading_begins(asked: Shown) -> None:
    asked.machine.platform.known = [known("completed", matter=CERTIFICATE, certificate=True)]
    asked.machine.cards.place(MOTHER)
    asked.hands.wait(lambda: asked.hands.find(f"print_{NUMBER}") is not None, "it can be printed")

    def left() -> float:
        return asked.item(f"print_{NUMBER}").mapToScene(QPointF(0, 0)).x()

    middle = asked.screen.window.width() / 2
    assert left() < middle / 2
    asked.hands.tap("language_ug")
    button = asked.item(f"print_{NUMBER}")
    assert left() + button.width() > 1.5 * middle


def test_asking_in_the_middle_of_a_matter_loses_nothing_of_it(shown: Shown) -> None:
    shown.stand(NEWBORN, Place(Stop.GUIDE, "age"))
    shown.stage.show_beside("progress")
    shown.hands.settle()
    shown.hands.tap("rail_back")
    assert shown.stage.place == Place(Stop.GUIDE, "age") and shown.stage.visit.guide


class TestReceiptThatNobodySaw:
    """The machine stopped between keeping an application and showing its number."""

    @pytest.fixture
    def unseen(self, shown: Shown) -> Shown:
        at_receipt(shown)
        shown.screen.shell.bug()
        shown.hands.settle()
        shown.hands.tap("overlay_primary")
        shown.stage.home()
        shown.stage.show_beside("progress")
        shown.hands.settle()
        return shown

    def test_the_platforms_word_and_the_receipt_are_one_row(self, unseen: Shown) -> None:
        number = unseen.machine.outbox.submitted[-1][0].number
        unseen.machine.platform.known = [known("accepted", number)]
        unseen.machine.cards.place(MOTHER)
        unseen.hands.wait(lambda: unseen.hands.find(f"receipt_{number}") is not None, "the receipt can be printed")
        unseen.hands.wait(lambda: state(unseen, number) == "已受理", "what the platform says")
        assert unseen.read().count(number) == 1
        unseen.hands.tap(f"receipt_{number}")
        unseen.hands.wait(lambda: unseen.machine.printer.jobs == 1, "it is printed")
        assert unseen.machine.papers.named("receipt")[-1]["delivered"] is True

    def test_leaving_the_screen_is_having_seen_it(self, unseen: Shown) -> None:
        unseen.machine.cards.place(MOTHER)
        unseen.hands.wait(lambda: unseen.says("您上次交的申请没有丢"), "it is found")
        unseen.hands.tap("rail_home")
        assert unseen.machine.outbox.unseen == {}

    def test_a_matter_that_was_withdrawn_has_a_number_and_no_paper(
        self, unseen: Shown, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gone(code: str) -> None:
            raise KeyError(code)

        number = unseen.machine.outbox.submitted[-1][0].number
        monkeypatch.setattr(unseen.machine.catalogue, "matter", gone)
        unseen.machine.cards.place(MOTHER)
        unseen.hands.wait(lambda: unseen.says(number), "the number is there")
        assert unseen.hands.find(f"receipt_{number}") is None
