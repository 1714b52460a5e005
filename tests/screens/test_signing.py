"""The letter of commitment and the signature: read or heard, signed with a finger, never by a dot."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QSize

from kiosk.screens.application import LANDSCAPE, PORTRAIT
from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import Shown
from tests.screens.people import MOTHER
from tests.screens.steps import DOT, SIGNATURE, at_review, fill


@pytest.fixture
def letter(shown: Shown) -> Shown:
    fill(shown)
    for key in ("marriage_certificate", "household_register"):
        shown.stage.visit.promise(key, shown.machine.clock.now().date())
    shown.stage.go_to(Place(Stop.COMMITMENT))
    shown.hands.settle()
    return shown


class TestTheLetter:
    def test_says_who_promises_what_until_when_and_what_follows_otherwise(self, letter: Shown) -> None:
        for words in (MOTHER.name, "结婚证", "户口簿", "2026年3月17日", "到期没有补交，这次申请就停办"):
            assert letter.says(words), words

    def test_is_read_aloud_when_asked_without_the_name(self, letter: Shown) -> None:
        letter.hands.tap("secondary")
        said = "\n".join(letter.machine.voice.said)
        assert "我承诺" in said and "结婚证" in said
        assert MOTHER.name not in said and MOTHER.number not in said

    def test_says_offline_that_the_platform_has_the_last_word(self, letter: Shown) -> None:
        assert not letter.says("要等平台确认")
        letter.machine.platform.go(False)
        letter.stage.go_to(Place(Stop.COMMITMENT))
        letter.hands.settle()
        assert letter.says("要等平台确认")

    def test_must_be_signed(self, letter: Shown) -> None:
        assert not letter.item("primary").isEnabled()
        letter.hands.draw("signature_pad", SIGNATURE)
        assert letter.stage.visit.letter_signed
        letter.hands.tap("primary")
        assert letter.at("signature")

    def test_another_promise_needs_another_signature(self, letter: Shown) -> None:
        letter.hands.draw("signature_pad", SIGNATURE)
        letter.hands.tap("rail_back")
        letter.hands.tap("material_household_register_undo")
        letter.hands.tap("material_household_register_promise")
        letter.machine.clock.moment += timedelta(days=1)
        letter.hands.tap("material_marriage_certificate_undo")
        letter.hands.tap("material_marriage_certificate_promise")
        letter.hands.tap("primary")
        assert letter.at("commitment") and not letter.item("primary").isEnabled()

    def test_promises_of_two_days_are_due_on_the_earlier_one_on_screen_and_paper(self, letter: Shown) -> None:
        letter.machine.clock.moment += timedelta(days=1)
        letter.stage.visit.promise("household_register", letter.machine.clock.now().date())
        letter.stage.go_to(Place(Stop.COMMITMENT))
        letter.hands.settle()
        assert letter.says("2026年3月17日") and not letter.says("2026年3月18日"), "as the platform counts"
        letter.hands.draw("signature_pad", SIGNATURE)
        letter.hands.tap("primary")
        letter.hands.draw("signature_pad", SIGNATURE)
        letter.hands.tap("primary")
        letter.hands.tap("primary")
        letter.hands.wait(lambda: letter.at("receipt"), "it is kept")
        (drawn,) = letter.machine.papers.named("letter")
        assert drawn["due"].isoformat() == "2026-03-17"

    def test_a_stroke_goes_to_its_end_though_the_letter_can_be_scrolled(self, letter: Shown) -> None:
        downward = [[(0.5, 0.2), (0.5, 0.4), (0.5, 0.6), (0.5, 0.8)], [(0.2, 0.5), (0.8, 0.5)]]
        letter.hands.reveal("signature_pad")
        before = letter.item("flick").property("contentY")
        letter.hands.draw("signature_pad", downward)
        assert letter.item("flick").property("contentY") == before
        drawn = letter.stage.visit.letter_signature
        assert [len(stroke) for stroke in drawn] == [4, 2] and drawn[0][-1][1] == pytest.approx(0.8, abs=0.02)

    @pytest.mark.parametrize("language", ["ug", "kk"])
    def test_another_language_keeps_the_signature(self, letter: Shown, language: str) -> None:
        letter.hands.draw("signature_pad", SIGNATURE)
        letter.hands.tap(f"language_{language}")
        assert letter.stage.visit.letter_signed and letter.item("primary").isEnabled()
        assert not letter.says("承诺")


class TestTheSignature:
    @pytest.fixture
    def pad(self, shown: Shown) -> Shown:
        at_review(shown)
        shown.stage.visit.sign([])
        shown.stage.go_to(Place(Stop.SIGNATURE))
        shown.hands.settle()
        return shown

    def test_a_dot_is_no_signature_and_this_is_said(self, pad: Shown) -> None:
        pad.hands.draw("signature_pad", DOT)
        assert pad.says("太短了") and not pad.item("primary").isEnabled()
        assert pad.stage.visit.signature == []
        pad.hands.tap("clear_signature")
        assert not pad.says("太短了") and pad.says("在这里签名")

    def test_several_short_strokes_together_are_one(self, pad: Shown) -> None:
        pad.hands.draw(
            "signature_pad", [[(0.1, 0.5), (0.18, 0.5)], [(0.3, 0.5), (0.38, 0.5)], [(0.5, 0.5), (0.58, 0.5)]]
        )
        assert not pad.says("太短了") and pad.item("primary").isEnabled()

    def test_signing_again_begins_anew(self, pad: Shown) -> None:
        pad.hands.draw("signature_pad", SIGNATURE)
        pad.hands.tap("clear_signature")
        assert pad.stage.visit.signature == [] and not pad.item("primary").isEnabled()
        pad.hands.draw("signature_pad", SIGNATURE)
        pad.hands.tap("primary")
        assert pad.at("review")

    @pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["upright", "lying"])
    def test_is_kept_as_shares_of_the_pad_at_every_size(self, pad: Shown, size: QSize) -> None:
        pad.screen.window.resize(size)
        pad.hands.draw("signature_pad", SIGNATURE)
        drawn = pad.stage.visit.signature
        for stroke, meant in zip(drawn, SIGNATURE, strict=True):
            assert stroke[0] == pytest.approx(meant[0], abs=0.01) and stroke[-1] == pytest.approx(meant[-1], abs=0.01)

    def test_another_language_and_the_way_back_keep_it(self, pad: Shown) -> None:
        pad.hands.draw("signature_pad", SIGNATURE)
        pad.hands.tap("language_ug")
        assert pad.item("primary").isEnabled()
        pad.hands.tap("rail_back")
        pad.hands.tap("primary")
        assert pad.at("signature") and pad.item("primary").isEnabled()
