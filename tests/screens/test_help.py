"""Help is one tap away on every screen, names people to ask, and leads back to where one was."""

import pytest

from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import NEWBORN, Shown


@pytest.fixture
def helped(shown: Shown) -> Shown:
    shown.stand(NEWBORN, Place(Stop.GUIDE, "applicant"))
    shown.hands.tap("rail_help")
    return shown


def test_it_says_whom_to_call_and_what_people_ask(helped: Shown) -> None:
    for words in ("19900000000", "12345", "没带身份证能办吗"):
        assert helped.says(words), words


@pytest.mark.parametrize("mode", ["large", "contrast", "voice", "reach"])
def test_the_machine_can_be_made_easier_to_use(helped: Shown, mode: str) -> None:
    helped.hands.tap(f"mode_{mode}")
    assert getattr(helped.stage.modes, mode) is True
    helped.hands.tap(f"mode_{mode}")
    assert getattr(helped.stage.modes, mode) is False


@pytest.mark.parametrize("way", ["primary", "rail_back"])
def test_both_ways_lead_back_to_where_one_was(helped: Shown, way: str) -> None:
    helped.hands.tap(way)
    assert helped.stage.place == Place(Stop.GUIDE, "applicant") and helped.at("guide")


def test_a_second_tap_on_help_asks_for_nothing_more(helped: Shown) -> None:
    helped.hands.tap("rail_help")
    helped.hands.tap("rail_back")
    assert helped.at("guide")


def test_another_language_says_the_same(helped: Shown) -> None:
    helped.hands.tap("language_kk")
    assert helped.says("كومەك كەرەك")
    helped.hands.tap("rail_back")
    assert helped.at("guide")
