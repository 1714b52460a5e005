"""What is to be handed in: the best way first, every way that is open, and the commonest things in one tap."""

from datetime import date

import pytest

from kiosk.contract.platform import HeldMaterial
from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import Fault, Mender
from tests.screens.conftest import Shown
from tests.screens.people import MOTHER
from tests.screens.steps import SIGNATURE, at_materials

MARRIAGE = HeldMaterial(held_id="h-1", kind="marriage_certificate", issued_on=date(2019, 5, 20), usable=True)
EXPIRED = HeldMaterial(
    held_id="h-2", kind="household_register", issued_on=date(2011, 5, 20), valid_to=date(2021, 5, 20), usable=False
)


def state(shown: Shown, material: str) -> str:
    return str(shown.item(f"material_state_{material}").property("text"))


def test_what_comes_by_itself_asks_for_nothing(shown: Shown) -> None:
    at_materials(shown)
    assert "不用交" in state(shown, "application_form") and "不用交" in state(shown, "parents_id_cards")
    assert shown.hands.find("material_application_form_capture") is None


def test_the_title_counts_what_is_missing_and_nobody_goes_on_before(shown: Shown) -> None:
    at_materials(shown)
    assert shown.says("还要 2 份材料") and not shown.item("primary").isEnabled()
    shown.hands.tap("material_marriage_certificate_promise")
    assert shown.says("还要 1 份材料") and not shown.item("primary").isEnabled()
    shown.hands.tap("material_household_register_promise")
    assert shown.says("可以往下办了") and shown.item("primary").isEnabled()


class TestWhatThePlatformHolds:
    @pytest.fixture
    def looked(self, shown: Shown) -> Shown:
        shown.machine.platform.holdings = [MARRIAGE, EXPIRED]
        at_materials(shown, look_up=True)
        shown.hands.wait(lambda: shown.says("平台上已有"), "the platform has answered")
        return shown

    def test_is_named_with_its_date_and_used_in_one_tap(self, looked: Shown) -> None:
        assert looked.machine.platform.asked_for == [MOTHER.number]
        assert looked.says("2019年5月20日")
        looked.hands.tap("material_marriage_certificate_held")
        choice = looked.stage.visit.materials["marriage_certificate"]
        assert (choice.way, choice.held_id) == ("held", "h-1")
        assert "用平台上的这份" in state(looked, "marriage_certificate")

    def test_what_has_expired_is_said_and_cannot_be_used(self, looked: Shown) -> None:
        assert "2021年5月20日" in state(looked, "household_register").replace("\u2060", "")
        assert looked.hands.find("material_household_register_held") is None
        assert looked.hands.find("material_household_register_capture") is not None

    def test_what_it_does_not_hold_is_said(self, shown: Shown) -> None:
        at_materials(shown, look_up=True)
        shown.hands.wait(lambda: state(shown, "marriage_certificate") == "平台上没有", "the platform has answered")
        assert shown.hands.find("material_marriage_certificate_held") is None

    def test_nobody_looks_without_consent(self, shown: Shown) -> None:
        shown.machine.platform.holdings = [MARRIAGE]
        at_materials(shown)
        assert shown.machine.platform.asked_for == []
        assert shown.hands.find("material_marriage_certificate_held") is None

    def test_nothing_moves_under_a_finger_while_it_is_asked(self, shown: Shown) -> None:
        shown.machine.platform.slow = True
        shown.machine.platform.holdings = [MARRIAGE]
        at_materials(shown, look_up=True, reimburse="yes")
        assert shown.hands.find("material_marriage_certificate_capture") is None
        assert shown.hands.find("material_medical_bills_capture") is not None, "no platform holds bills"
        shown.machine.platform.answer()
        shown.hands.wait(lambda: shown.hands.find("material_marriage_certificate_held") is not None, "all ways at once")

    def test_offline_it_is_the_persons_word_and_is_shown_as_such(self, shown: Shown) -> None:
        shown.machine.platform.is_online = False
        at_materials(shown, look_up=True)
        shown.hands.wait(lambda: shown.says("现在没有网络，看不到平台上有哪些"), "it is said")
        shown.hands.tap("material_marriage_certificate_held")
        choice = shown.stage.visit.materials["marriage_certificate"]
        assert (choice.way, choice.held_id) == ("held", None)
        assert "您说平台上有，送到后平台核对" in state(shown, "marriage_certificate")


class TestThePromise:
    def test_names_its_date_and_its_consequence_and_leads_to_the_letter(self, shown: Shown) -> None:
        at_materials(shown)
        assert not shown.says("到期没有补交")
        shown.hands.tap("material_marriage_certificate_promise")
        shown.hands.tap("material_household_register_promise")
        assert shown.says("已承诺，2026年3月17日 前（含当天）补交") and shown.says("到期没有补交，这次申请就停办")
        shown.hands.tap("primary")
        assert shown.at("commitment")
        shown.hands.draw("signature_pad", SIGNATURE)
        shown.hands.tap("primary")
        assert shown.at("signature")
        shown.hands.draw("signature_pad", SIGNATURE)
        shown.hands.tap("primary")
        assert shown.at("review")

    def test_can_be_taken_back(self, shown: Shown) -> None:
        at_materials(shown)
        shown.hands.tap("material_marriage_certificate_promise")
        shown.hands.tap("material_marriage_certificate_undo")
        assert "marriage_certificate" not in shown.stage.visit.materials
        assert shown.hands.find("material_marriage_certificate_capture") is not None


def test_a_camera_that_is_gone_leaves_the_other_ways(shown: Shown) -> None:
    at_materials(shown)
    shown.machine.camera.become(DeviceState(Phase.ABSENT, Fault("camera_absent", Mender.TECHNICIAN)))
    shown.hands.wait(lambda: shown.hands.find("material_marriage_certificate_capture") is None, "no camera is offered")
    assert shown.item("material_marriage_certificate_promise").isEnabled()


def test_a_material_without_any_way_is_no_dead_end(shown: Shown) -> None:
    shown.machine.camera.become(DeviceState(Phase.FAILED, Fault("camera_absent", Mender.TECHNICIAN)))
    at_materials(shown, has_certificate="yes")
    assert "摄像头现在用不了" in state(shown, "birth_certificate")
    shown.hands.tap("material_birth_certificate_window")
    assert shown.at("elsewhere") and shown.says("到窗口交")
    shown.hands.tap("primary")
    assert shown.at("materials")


def test_what_need_not_be_handed_in_holds_nobody_up(shown: Shown) -> None:
    at_materials(shown)
    assert "可以不交" in state(shown, "baby_photo")
    shown.hands.tap("material_marriage_certificate_promise")
    shown.hands.tap("material_household_register_promise")
    assert shown.item("primary").isEnabled()


@pytest.mark.parametrize(("language", "words"), [("ug", "ۋەدە بېرىلدى"), ("kk", "ۋادە بەرىلدى")])
def test_another_language_and_the_way_back_keep_what_was_chosen(shown: Shown, language: str, words: str) -> None:
    at_materials(shown)
    shown.hands.tap("material_marriage_certificate_promise")
    shown.hands.tap(f"language_{language}")
    assert words in state(shown, "marriage_certificate")
    shown.hands.tap("rail_back")
    assert shown.at("form")
    shown.hands.tap("primary")
    assert shown.at("materials") and words in state(shown, "marriage_certificate")
