"""A card left in the machine is shown and said until it is taken, whichever reader it is in."""

import pytest

from tests.screens.conftest import NEWBORN, Shown
from tests.screens.people import MOTHER, SOCIAL


@pytest.mark.parametrize("reader", ["cards", "social_cards"])
def test_a_card_left_behind_is_shown_until_it_is_taken(shown: Shown, reader: str) -> None:
    left_in = getattr(shown.machine, reader)
    shown.stand(NEWBORN)
    left_in.place(MOTHER if reader == "cards" else SOCIAL)
    shown.stage.end()
    shown.hands.wait(lambda: shown.says("请取走您的证件"), "it is shown")
    left_in.pull()
    shown.hands.wait(lambda: not shown.says("请取走您的证件"), "the machine waits for the next person")
