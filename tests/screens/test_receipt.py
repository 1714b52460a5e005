"""The receipt: saved is never said to be submitted; the number, what is owed, and the paper."""

import base64
from collections.abc import Callable

import pytest

from kiosk.contract.platform import CertificateAnswer
from kiosk.devices.printers.job import JobPhase, JobState
from kiosk.languages.fault import Fault, Mender
from kiosk.screens.application import LANDSCAPE
from kiosk.visit.visit import MaterialChoice
from tests.screens.conftest import Shown
from tests.screens.people import MOTHER
from tests.screens.steps import at_materials, at_receipt, at_receipt_of_certificate, at_review, status

SUBMITTED = {"zh": "已提交", "ug": "تاپشۇرۇلدى", "kk": "تاپسىرىلدى"}
QUEUED, PRINTING, PRINTED = JobState(JobPhase.QUEUED), JobState(JobPhase.PRINTING), JobState(JobPhase.PRINTED)
NO_PAPER = JobState(JobPhase.STOPPED, Fault("printer_no_paper"))
GIVEN_UP = JobState(JobPhase.FAILED, Fault("printer_gave_up", Mender.CITIZEN))


@pytest.fixture
def saved(shown: Shown) -> Shown:
    """Handed in while there is no network."""
    shown.machine.platform.is_online = False
    return at_receipt(shown)


def printing(shown: Shown, kind: str = "receipt") -> None:
    """A tap on print, until the paper is with the printer."""
    before = len(shown.machine.printer.printed)
    shown.hands.tap("print")
    shown.hands.wait(lambda: len(shown.machine.printer.printed) > before, f"the {kind} is with the printer")
    shown.hands.settle()


class TestWhatItSays:
    @pytest.mark.parametrize("language", ["zh", "ug", "kk"])
    def test_offline_it_is_saved_and_never_submitted(self, saved: Shown, language: str) -> None:
        if language != "zh":
            saved.hands.tap(f"language_{language}")
        assert SUBMITTED[language] not in saved.read()
        assert saved.stage.presenter is not None
        assert SUBMITTED[language] not in "\n".join(saved.stage.presenter.spoken())

    def test_offline_it_says_what_is_safe_and_that_nothing_need_be_sent_again(self, saved: Shown) -> None:
        assert saved.says("已存好，还没有送到") and saved.says("不用您再送一次") and saved.says("不会丢")

    def test_online_it_says_that_it_is_on_its_way_and_not_that_the_network_is_down(self, shown: Shown) -> None:
        at_receipt(shown)
        assert shown.says("正在送往平台") and not shown.says("网络恢复后")
        shown.machine.platform.go(False)
        shown.hands.wait(lambda: shown.says("网络恢复后自动送到平台"), "the truth of now")

    @pytest.mark.parametrize("language", ["zh", "ug", "kk"])
    def test_it_turns_when_the_platform_speaks(self, saved: Shown, language: str) -> None:
        if language != "zh":
            saved.hands.tap(f"language_{language}")
        saved.machine.outbox.arrive(status(saved))
        saved.hands.wait(lambda: saved.says(SUBMITTED[language]), "it is delivered")

    def test_the_platforms_word_on_another_application_changes_nothing(self, saved: Shown) -> None:
        other = status(saved).model_copy(update={"number": "0001-000999-1"})
        saved.machine.outbox.arrive(other)
        saved.hands.settle()
        assert not saved.says("已提交")

    def test_the_number_and_what_is_still_owed(self, saved: Shown) -> None:
        number = saved.machine.outbox.submitted[-1][0].number
        assert saved.says(number)
        assert saved.says("结婚证：2026年3月17日 前（含当天）补交") and saved.says(
            "户口簿：2026年3月17日 前（含当天）补交"
        )

    def test_a_claim_that_will_be_checked_is_named(self, shown: Shown) -> None:
        at_review(shown)
        shown.stage.visit.hand_in("marriage_certificate", MaterialChoice("held"))
        shown.stage.visit.sign_letter([[(0.1, 0.5), (0.9, 0.5)]])
        shown.stage.visit.sign([[(0.1, 0.5), (0.9, 0.5)]])
        shown.hands.tap("primary")
        shown.hands.wait(lambda: shown.at("receipt"), "it is kept")
        assert shown.says("结婚证：您说平台上有，送到后核对")

    def test_nothing_of_the_person_stands_there_or_is_spoken(self, saved: Shown) -> None:
        saved.hands.tap("rail_voice")
        for place in (saved.read(), "\n".join(saved.machine.voice.said)):
            for personal in (MOTHER.name, MOTHER.number, "示例宝宝", "19900000001"):
                assert personal not in place

    def test_back_does_not_lead_before_the_submission(self, saved: Shown) -> None:
        assert not saved.item("rail_back").isEnabled()

    def test_help_and_back_find_the_same_receipt(self, saved: Shown) -> None:
        number = saved.stage.visit.number
        saved.hands.tap("rail_help")
        saved.hands.tap("rail_back")
        assert saved.at("receipt") and saved.says(number or "-")


@pytest.mark.parametrize("language", ["zh", "ug", "kk"])
@pytest.mark.parametrize("step", [at_materials, at_review, at_receipt])
def test_words_and_buttons_never_lie_over_each_other(
    show: Callable[..., Shown], step: Callable[[Shown], Shown], language: str
) -> None:
    """The narrowest: a lying screen with large letters."""
    shown = show(LANDSCAPE)
    shown.stage.toggle("large")
    shown.hands.tap("begin")
    shown.hands.tap(f"choose_{language}")
    step(shown)
    for name in ("primary", "secondary", "print"):
        button, lead = shown.hands.find(name), shown.hands.find("lead")
        if button is None or lead is None:
            continue
        assert not button.mapRectToScene(button.boundingRect()).intersects(lead.mapRectToScene(lead.boundingRect()))


class TestThePaper:
    def test_is_drawn_in_the_persons_language_with_the_state_of_now(self, saved: Shown) -> None:
        saved.hands.tap("language_kk")
        printing(saved)
        (made,) = saved.machine.papers.named("receipt")
        assert made["delivered"] is False and made["language"].value == "kk"

    def test_its_way_is_said_and_nobody_leaves_before_it_is_out(self, saved: Shown) -> None:
        printing(saved)
        saved.machine.printer.say(PRINTING)
        saved.hands.wait(lambda: saved.says("正在打印"), "it is said")
        assert not saved.item("primary").isEnabled() and not saved.item("print").isEnabled()
        saved.hands.tap("rail_home")
        assert saved.at("receipt"), "the page would lie there for the next person"
        saved.machine.printer.say(PRINTED)
        saved.hands.wait(lambda: saved.says("打印好了，请取走"), "it is out")
        assert saved.item("primary").isEnabled()

    def test_out_of_paper_is_said_with_a_way_on(self, saved: Shown) -> None:
        printing(saved)
        saved.machine.printer.say(NO_PAPER)
        saved.hands.wait(lambda: saved.says("打印机没纸了"), "it is said")
        assert saved.says("用手机拍下屏幕上的编号") and saved.item("primary").isEnabled()
        saved.machine.printer.say(PRINTED)
        saved.hands.wait(lambda: saved.says("打印好了"), "somebody brought paper")

    def test_a_page_that_did_not_come_can_be_printed_again(self, saved: Shown) -> None:
        printing(saved)
        saved.machine.printer.say(GIVEN_UP)
        saved.hands.wait(lambda: saved.says("这一页没有打出来"), "it is said")
        printing(saved)
        assert len(saved.machine.printer.printed) == 2

    def test_another_copy(self, saved: Shown) -> None:
        printing(saved)
        saved.machine.printer.say(PRINTED)
        saved.hands.wait(lambda: saved.says("再打印一份"), "it is offered")
        printing(saved)
        assert len(saved.machine.printer.printed) == 2

    def test_a_second_tap_prints_once(self, saved: Shown) -> None:
        printing(saved)
        button = saved.item("print")
        saved.hands.tap_at(button.mapToScene(button.boundingRect().center()))
        assert len(saved.machine.printer.printed) == 1

    def test_a_job_that_waits_for_paper_is_cancelled_with_the_visit(self, saved: Shown) -> None:
        printing(saved)
        saved.machine.printer.say(NO_PAPER)
        saved.hands.wait(lambda: saved.item("primary").isEnabled(), "one may go")
        saved.hands.tap("primary")
        assert saved.machine.printer.jobs == 0


class TestACertificate:
    @pytest.fixture
    def asked(self, shown: Shown) -> Shown:
        at_receipt_of_certificate(shown)
        number = shown.machine.outbox.submitted[-1][0].number
        shown.machine.platform.issued = CertificateAnswer(
            number=number,
            verification_code="AB12CD",
            issued_at=shown.machine.clock.now(),
            pdf=base64.b64encode(b"%PDF the certificate").decode(),
            sha256="0" * 64,
        )
        return shown

    def test_is_waited_for_and_printed_here(self, asked: Shown) -> None:
        asked.machine.outbox.arrive(status(asked))
        asked.hands.wait(lambda: asked.says("正在开证明"), "it is being made")
        asked.machine.outbox.arrive(status(asked, "completed", certificate=True))
        asked.hands.wait(lambda: asked.says("证明开好了"), "it is there")
        assert asked.item("print").property("label") == "打印证明"
        assert asked.says("2026年3月10日 12:00 开具，查验码 AB12CD"), "what is printed was seen before"
        assert not any("AB12CD" in part for part in asked.stage.presenter.spoken())  # type: ignore[union-attr]
        printing(asked, "certificate")
        assert asked.machine.printer.printed == [b"%PDF the certificate"]

    def test_after_the_receipt_it_is_no_second_copy(self, asked: Shown) -> None:
        printing(asked)
        asked.machine.printer.say(PRINTED)
        asked.machine.outbox.arrive(status(asked, "completed", certificate=True))
        asked.hands.wait(lambda: asked.says("打印证明"), "the certificate is offered as such")

    def test_that_cannot_be_fetched_now_is_fetched_when_the_network_is_back(self, asked: Shown) -> None:
        asked.machine.platform.go(False)
        asked.machine.outbox.arrive(status(asked, "completed", certificate=True))
        asked.hands.wait(lambda: asked.says("现在连不上网络"), "it is said")
        asked.machine.platform.go(True)
        asked.hands.wait(lambda: asked.says("证明开好了"), "it is there")
        assert not asked.says("现在连不上网络")

    def test_another_language_keeps_it(self, asked: Shown) -> None:
        asked.machine.outbox.arrive(status(asked, "completed", certificate=True))
        asked.hands.wait(lambda: asked.says("证明开好了"), "it is there")
        asked.hands.tap("language_ug")
        assert asked.says("ئىسپات تەييار") and asked.says("ئىسپاتنى بېسىش")


def test_the_receipt_is_kept_until_the_person_leaves_it_and_longer_where_a_bug_took_it_away(shown: Shown) -> None:
    at_receipt(shown)
    outbox = shown.machine.outbox
    assert [receipt.number for receipt in outbox.owed(MOTHER.number)] == [outbox.submitted[-1][0].number]
    shown.hands.tap("primary")
    assert outbox.owed(MOTHER.number) == []
    shown.stage.end()
    at_receipt(shown)
    shown.screen.shell.bug()
    shown.hands.settle()
    assert len(outbox.owed(MOTHER.number)) == 1
    assert shown.says("已经交的申请没有丢"), "the waiting screen says where it is"
