"""Only allowed steps happen, each makes the version one greater, and a refused one changes nothing."""

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.platform import Platform
from central.problems import Refusal
from central.reception import move
from central.store.applications import TRANSITIONS
from kiosk.contract.application import State
from tests.central.conftest import TerminalSide
from tests.offline.people import BIRTH


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(get_args(State)), max_size=8))
def test_any_walk_through_the_states(terminal: TerminalSide, platform: Platform, steps: list[State]) -> None:
    made, _ = terminal.hand_in(BIRTH)
    kept = platform.applications.get(made.number)
    assert kept is not None
    status = kept.status
    for step in steps:
        if step in TRANSITIONS[status.state]:
            moved = move(platform, made.number, step, note="", by="test")
            assert (moved.state, moved.version) == (step, status.version + 1)
            status = moved
        else:
            with pytest.raises(Refusal):
                move(platform, made.number, step, note="", by="test")
        now = platform.applications.get(made.number)
        assert now is not None
        assert now.status == status
    history = platform.applications.history(made.number)
    assert [one.version for one, _ in history] == list(range(1, status.version + 1))


def test_an_ending_clears_what_was_still_to_come(terminal: TerminalSide, platform: Platform) -> None:
    made, _ = terminal.hand_in(BIRTH, ways={"marriage_certificate": "held"})
    accepted = move(platform, made.number, "accepted", note="", by="test")
    assert (accepted.missing, accepted.due) == ([], None)
