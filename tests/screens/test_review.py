"""Check your answers: every line can be changed and leads back here; what is handed in is handed in once."""

import pytest

from kiosk.languages.fault import Fault
from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import CERTIFICATE, Shown
from tests.screens.people import FATHER, MOTHER
from tests.screens.steps import SIGNATURE, at_review


@pytest.fixture
def review(shown: Shown) -> Shown:
    return at_review(shown)


def kept(shown: Shown) -> None:
    shown.hands.wait(lambda: shown.at("receipt"), "the application is kept")


class TestWhatIsShown:
    def test_all_that_was_answered_stands_in_groups(self, review: Shown) -> None:
        for words in (
            "您的情况",
            "申请人",
            "材料",
            "示例宝宝",
            "2026年2月20日 08:30",
            "乌鲁木齐",
            "已承诺，2026年3月17日 前（含当天）补交",
        ):
            assert review.says(words), words

    def test_identity_numbers_are_masked_for_whoever_stands_behind(self, review: Shown) -> None:
        for number in (MOTHER.number, FATHER.number):
            assert not review.says(number) and review.says(number[:3] + "***")

    def test_nothing_personal_is_spoken(self, review: Shown) -> None:
        review.hands.tap("rail_voice")
        said = "\n".join(review.machine.voice.said)
        assert "看看对不对" in said and "您的情况" in said
        for personal in (MOTHER.name, MOTHER.number, FATHER.name, "示例宝宝", "19900000001", "团结路"):
            assert personal not in said

    def test_what_the_person_claims_the_platform_holds_is_shown_as_a_claim(self, review: Shown) -> None:
        from kiosk.visit.visit import MaterialChoice

        review.stage.visit.hand_in("marriage_certificate", MaterialChoice("held"))
        review.stage.go_to(Place(Stop.REVIEW))
        review.hands.settle()
        assert review.says("您说平台上有")


class TestChanging:
    def test_a_form_page_leads_back_past_what_is_complete(self, review: Shown) -> None:
        review.hands.tap("change_child")
        assert review.stage.place == Place(Stop.FORM, "child")
        review.write("input_baby_name", "儿")
        review.hands.tap("primary")
        assert review.at("signature"), "what was signed has changed, so it is signed again"
        review.hands.draw("signature_pad", SIGNATURE)
        review.hands.tap("primary")
        assert review.at("review") and review.says("示例宝宝儿")

    def test_without_a_change_it_leads_straight_back(self, review: Shown) -> None:
        review.hands.tap("change_delivery")
        review.hands.tap("primary")
        assert review.at("review")

    def test_every_guide_question_can_be_reached_and_opens_what_it_asks_for(self, review: Shown) -> None:
        review.hands.tap("change_guide")
        for question in ("applicant", "birthplace", "age", "married", "household", "has_certificate"):
            assert review.stage.place == Place(Stop.GUIDE, question)
            review.hands.tap("primary")
        assert review.stage.place == Place(Stop.GUIDE, "reimburse")
        review.hands.tap("choice_yes")
        review.hands.tap("primary")
        assert review.at("materials"), "the bills are wanted now"

    def test_materials_lead_back_through_the_letter(self, review: Shown) -> None:
        review.hands.tap("change_materials")
        review.hands.tap("material_household_register_undo")
        review.hands.tap("material_household_register_promise")
        review.hands.tap("primary")
        assert review.at("signature")

    def test_who_one_is(self, review: Shown) -> None:
        review.hands.tap("change_identify")
        assert review.at("identify")
        review.hands.tap("primary")
        assert review.at("review")

    def test_another_matter_afterwards_is_gone_through_from_its_beginning(self, review: Shown) -> None:
        review.hands.tap("change_child")
        review.hands.tap("rail_home")
        review.hands.tap(f"matter_{CERTIFICATE}")
        review.hands.tap("primary")
        assert review.at("guide")
        review.hands.tap("choice_all")
        review.hands.tap("primary")
        assert review.stage.place == Place(Stop.GUIDE, "purpose")


class TestHandingIn:
    def test_what_stands_is_frozen_with_its_papers_and_only_then_told(self, review: Shown) -> None:
        review.hands.tap("primary")
        kept(review)
        ((application, attachments),) = review.machine.outbox.submitted
        assert application.answers["baby_name"] == "示例宝宝" and application.applicant.id_number == MOTHER.number
        assert {one.material: one.way for one in application.materials} == {
            "application_form": "form",
            "parents_id_cards": "card",
            "marriage_certificate": "promised",
            "household_register": "promised",
        }
        (letter,) = review.machine.papers.named("letter")
        assert letter["materials"] == ["marriage_certificate", "household_register"]
        assert letter["number"] == application.number and letter["applicant"] == MOTHER.name
        assert len(attachments) == 3, "form, signature, letter"
        assert review.stage.visit.submitted and review.machine.platform.noticed == 1

    def test_a_second_tap_hands_in_once(self, review: Shown) -> None:
        button = review.item("primary")
        middle = button.mapToScene(button.boundingRect().center())
        for _ in range(3):
            review.hands.tap_at(middle)
        presenter = review.stage.presenter
        if presenter is not None and review.stage.screen == "review":
            presenter.proceed()  # type: ignore[attr-defined]
        kept(review)
        assert len(review.machine.outbox.submitted) == 1

    def test_a_fault_says_what_is_safe_and_the_retry_keeps_key_and_number(self, review: Shown) -> None:
        review.machine.outbox.fault = Fault("store_busy")
        review.hands.tap("primary")
        review.hands.wait(lambda: review.says("您填的内容都在，请再按一次"), "the fault is said")
        assert not review.stage.visit.submitted and review.at("review") and review.item("primary").isEnabled()
        review.machine.outbox.fault = None
        review.hands.tap("primary")
        kept(review)
        ((application, _),) = review.machine.outbox.submitted
        (refused,) = review.machine.outbox.refused
        assert (application.number, application.key) == (refused.number, refused.key)
        assert len(review.machine.papers.named("letter")) == 1, "papers are drawn once"

    def test_the_rail_does_not_lead_away_while_it_is_kept(self, review: Shown) -> None:
        review.machine.outbox.slow = True
        review.hands.tap("primary")
        review.hands.wait(lambda: bool(review.machine.outbox.waiting_for), "it is being kept")
        assert review.says("正在保存您的申请") and not review.item("primary").isEnabled()
        for name in ("rail_home", "rail_back", "rail_leave", "rail_help"):
            review.hands.tap(name)
            assert review.at("review")
        review.hands.tap("language_kk")
        review.machine.outbox.finish()
        kept(review)
        ((application, _),) = review.machine.outbox.submitted
        assert application.language == "zh", "it is handed in as it was when it was confirmed"

    def test_who_is_timed_out_meanwhile_is_not_led_back(self, review: Shown) -> None:
        review.machine.outbox.slow = True
        review.hands.tap("primary")
        review.hands.wait(lambda: bool(review.machine.outbox.waiting_for), "it is being kept")
        review.stage.end()
        review.machine.outbox.finish()
        review.hands.wait(lambda: review.machine.platform.noticed == 1, "it is kept all the same")
        assert review.at("attract") and review.stage.handed_in is None and not review.stage.visit.submitted

    def test_a_matter_that_needs_no_papers_needs_no_signature(self, shown: Shown) -> None:
        at_review(shown, CERTIFICATE)
        shown.hands.tap("primary")
        kept(shown)
        ((application, attachments),) = shown.machine.outbox.submitted
        assert application.matter == CERTIFICATE and attachments == []


@pytest.mark.parametrize(("language", "words"), [("ug", "ئىلتىماسنى تاپشۇرۇش"), ("kk", "ٴوتىنىشتى تاپسىرۋ")])
def test_another_language_and_the_way_back_keep_all(review: Shown, language: str, words: str) -> None:
    review.hands.tap(f"language_{language}")
    assert review.says("示例宝宝") and str(review.item("primary").property("label")).endswith(words)
    review.hands.tap("rail_back")
    assert review.at("signature")
    review.hands.tap("primary")
    assert review.at("review") and review.says("示例宝宝")
