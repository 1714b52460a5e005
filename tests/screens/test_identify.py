"""Who are you? By card, by another card, by hand; whatever happens on the reader is said in words, and there is always a way on."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import Fault, Mender
from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import CERTIFICATE, NEWBORN, Shown
from tests.screens.hands import READY
from tests.screens.people import EXPIRED, FATHER, MOTHER, SOCIAL


@pytest.fixture
def asked(shown: Shown) -> Shown:
    shown.stand(NEWBORN, Place(Stop.IDENTIFY), applicant="mother")
    return shown


class TestACardOnTheReader:
    def test_waiting_and_reading_are_said_in_words(self, asked: Shown) -> None:
        assert asked.says("等您放身份证") and not asked.item("primary").isEnabled()
        asked.machine.cards.begin(MOTHER)
        asked.hands.wait(lambda: asked.says("正在读，请不要拿走"), "reading is said")
        assert not asked.item("primary").isEnabled()

    def test_a_read_card_greets_with_the_masked_name_only_and_leads_on(self, asked: Shown) -> None:
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: asked.says("古*·买**，您好"), "the greeting")
        assert not asked.says(MOTHER.name) and not asked.says(MOTHER.number)
        assert asked.says("可以取回证件了")
        asked.hands.tap("primary")
        assert asked.at("form")
        assert asked.stage.visit.identity == MOTHER
        assert not asked.machine.cards.attended, "nobody listens to the reader once the screen is left"

    def test_the_name_is_not_spoken_aloud(self, asked: Shown) -> None:
        asked.hands.tap("rail_voice")
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: "读好了。" in asked.machine.voice.said, "it is said that the card was read")
        assert not any("古" in said for said in asked.machine.voice.said)

    def test_a_card_that_lies_there_already_is_read_at_once(self, shown: Shown) -> None:
        shown.machine.cards.card = MOTHER
        shown.stand(NEWBORN, Place(Stop.IDENTIFY))
        shown.hands.wait(lambda: shown.item("primary").isEnabled(), "the card is read")

    def test_the_address_leaves_the_driver_only_where_the_matter_asks_for_it(self, shown: Shown) -> None:
        shown.stand(CERTIFICATE, Place(Stop.IDENTIFY))
        assert shown.machine.cards.asked_address == [False]
        shown.stand(NEWBORN, Place(Stop.IDENTIFY))
        assert shown.machine.cards.asked_address == [False, True]

    def test_a_card_pulled_while_it_is_read_can_be_laid_down_again(self, asked: Shown) -> None:
        asked.machine.cards.begin(MOTHER)
        asked.machine.cards.pull_while_read()
        asked.hands.wait(lambda: asked.says("还没读完，卡就拿开了"), "what happened is said")
        assert not asked.item("primary").isEnabled()
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: asked.item("primary").isEnabled(), "the second try works")

    def test_the_same_card_again_changes_nothing(self, asked: Shown) -> None:
        asked.machine.cards.place(MOTHER)
        asked.machine.cards.pull()
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: asked.says("古*·买**，您好"), "the greeting stands")
        assert asked.hands.find("choice_use_other") is None

    def test_another_persons_card_is_asked_about_and_changes_nothing_unasked(self, asked: Shown) -> None:
        asked.machine.cards.place(MOTHER)
        asked.machine.cards.pull()
        asked.machine.cards.place(FATHER)
        asked.hands.wait(lambda: asked.says("另一个人的证件（艾*·吐**）"), "the question")
        assert asked.stage.visit.identity == MOTHER and not asked.item("primary").isEnabled()
        asked.hands.tap("choice_keep_first")
        assert asked.stage.visit.identity == MOTHER and asked.item("primary").isEnabled()
        asked.machine.cards.pull()
        asked.machine.cards.place(FATHER)
        asked.hands.tap("choice_use_other")
        assert asked.stage.visit.identity == FATHER
        assert asked.stage.visit.answers["mother_id"] == FATHER.number, "what the first card filled is replaced"

    def test_a_card_that_fails_later_does_not_undo_who_stands_here(self, asked: Shown) -> None:
        asked.machine.cards.place(MOTHER)
        asked.machine.cards.pull()
        asked.machine.cards.fault = Fault("card_unreadable")
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: asked.says("卡没有读出来"), "the fault is said")
        assert asked.item("primary").isEnabled()

    def test_an_expired_card_is_said_with_its_date_and_with_what_to_do(self, asked: Shown) -> None:
        asked.machine.cards.place(EXPIRED)
        asked.hands.wait(lambda: asked.says("2023-05-01 已经过期"), "it is said")
        assert asked.stage.visit.identity is None and not asked.item("primary").isEnabled()
        for way in ("choice_social", "choice_by_hand", "choice_window"):
            assert asked.item(way).isEnabled()

    def test_a_reader_that_is_gone_shows_the_other_ways_and_comes_back_by_itself(self, asked: Shown) -> None:
        asked.machine.cards.become(DeviceState(Phase.ABSENT, Fault("reader_unplugged", Mender.TECHNICIAN)))
        asked.hands.wait(lambda: asked.says("读卡器断开了"), "it is said")
        assert asked.says("reader_unplugged"), "the code stands in small print"
        assert asked.item("choice_by_hand").isEnabled()
        asked.machine.cards.become(READY)
        asked.hands.wait(lambda: asked.says("等您放身份证"), "it waits again")

    def test_a_broken_reader_does_not_hide_that_the_card_was_read(self, asked: Shown) -> None:
        asked.machine.cards.place(MOTHER)
        asked.hands.wait(lambda: asked.item("primary").isEnabled(), "the card is read")
        asked.machine.cards.become(DeviceState(Phase.FAILED, Fault("reader_broken", Mender.TECHNICIAN)))
        asked.hands.settle()
        assert asked.item("primary").isEnabled() and asked.says("您好")

    @pytest.mark.parametrize(("language", "words"), [("ug", "ياخشىمۇسىز"), ("kk", "سالەمەتسىز")])
    def test_another_language_keeps_who_was_read(self, asked: Shown, language: str, words: str) -> None:
        asked.machine.cards.place(MOTHER)
        asked.hands.tap(f"language_{language}")
        asked.hands.wait(lambda: asked.says(words), "the greeting in the other language")
        assert asked.item("primary").isEnabled()

    def test_back_leads_to_the_notice(self, asked: Shown) -> None:
        asked.hands.tap("rail_back")
        assert asked.at("consent")


class TestWithoutAnIdCard:
    @pytest.fixture
    def choosing(self, asked: Shown) -> Shown:
        asked.hands.tap("secondary")
        return asked

    def test_three_ways_are_offered_and_back_leads_to_the_card(self, choosing: Shown) -> None:
        for way in ("choice_social", "choice_by_hand", "choice_window"):
            assert choosing.item(way).isEnabled()
        assert not choosing.machine.cards.attended
        choosing.hands.tap("rail_back")
        assert choosing.says("等您放身份证") and choosing.machine.cards.attended

    def test_the_social_card_in_its_slot_does_as_well(self, choosing: Shown) -> None:
        choosing.hands.tap("choice_social")
        assert choosing.says("等您插社保卡") and not choosing.machine.cards.attended
        choosing.machine.social_cards.place(SOCIAL)
        choosing.hands.tap("primary")
        assert choosing.stage.visit.identity == SOCIAL and choosing.at("form")

    def test_the_window_is_a_way_and_leads_back(self, choosing: Shown) -> None:
        choosing.hands.tap("choice_window")
        assert choosing.at("elsewhere") and choosing.says("没有证件也不要紧")
        choosing.hands.tap("primary")
        assert choosing.at("identify")

    def test_name_and_number_by_hand_are_kept_as_typed_and_sent_as_typed(self, choosing: Shown) -> None:
        choosing.hands.tap("choice_by_hand")
        choosing.write("input_applicant_name", MOTHER.name)
        choosing.write("input_applicant_id", MOTHER.number)
        choosing.hands.tap("primary")
        assert choosing.at("form")
        assert choosing.stage.visit.identity is not None and choosing.stage.visit.identity.kind == "typed"
        assert choosing.stage.visit.sources["mother_id"] == "typed", "no card has said this"

    def test_a_wrong_check_digit_is_said_and_nobody_is_identified(self, choosing: Shown) -> None:
        wrong = MOTHER.number[:-1] + ("0" if MOTHER.number[-1] != "0" else "1")
        choosing.hands.tap("choice_by_hand")
        choosing.write("input_applicant_name", MOTHER.name)
        choosing.write("input_applicant_id", wrong)
        choosing.hands.tap("primary")
        assert choosing.at("identify") and choosing.says("身份证号码有一位不对")
        assert choosing.stage.visit.identity is None

    def test_what_is_missing_is_said_only_when_one_wants_to_go_on(self, choosing: Shown) -> None:
        choosing.hands.tap("choice_by_hand")
        choosing.hands.tap("input_applicant_name")
        choosing.hands.tap("input_applicant_id")
        assert not choosing.says("这一项还没填")
        choosing.hands.tap("primary")
        assert choosing.says("这一项还没填")

    def _half(self, choosing: Shown) -> None:
        choosing.hands.tap("choice_by_hand")
        choosing.write("input_applicant_name", "古丽")

    @pytest.mark.parametrize(
        "detour",
        [
            lambda shown: shown.hands.tap("language_ug"),
            lambda shown: (
                (shown.hands.tap("rail_help"), shown.hands.tap("primary"), shown.hands.tap("secondary"))
                and shown.hands.tap("choice_by_hand")
            ),
            lambda shown: (shown.hands.tap("rail_back"), shown.hands.tap("choice_by_hand")),
        ],
        ids=["another language", "help", "back and again"],
    )
    def test_half_a_name_is_still_there_after(self, choosing: Shown, detour: Callable[[Shown], object]) -> None:
        self._half(choosing)
        detour(choosing)
        assert choosing.item("input_applicant_name").property("text") == "古丽"

    def test_the_number_is_covered_while_nobody_writes_it(self, choosing: Shown) -> None:
        choosing.hands.tap("choice_by_hand")
        choosing.write("input_applicant_id", MOTHER.number)
        assert choosing.item("input_applicant_id").property("opacity") == 1
        choosing.hands.tap("input_applicant_name")
        assert choosing.item("input_applicant_id").property("opacity") == 0
        assert choosing.says("659***********") and not choosing.says(MOTHER.number)
        choosing.hands.tap("show_applicant_id")
        assert choosing.item("input_applicant_id").property("opacity") == 1

    def test_a_card_read_afterwards_counts_more_than_what_was_typed(self, choosing: Shown) -> None:
        choosing.hands.tap("choice_by_hand")
        choosing.write("input_applicant_name", MOTHER.name)
        choosing.write("input_applicant_id", MOTHER.number)
        choosing.hands.tap("primary")
        choosing.stage.go_to(Place(Stop.IDENTIFY))
        choosing.hands.tap("secondary")
        choosing.machine.cards.place(replace(MOTHER, name="古丽·买买提江"))
        choosing.hands.wait(lambda: choosing.stage.visit.identity.kind == "resident_card", "the card is read")  # type: ignore[union-attr]
        assert choosing.stage.visit.answers["mother_name"] == "古丽·买买提江"
        assert choosing.stage.visit.sources["mother_name"] == "card"
