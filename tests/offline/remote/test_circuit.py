"""The circuit to the platform: when it opens, how long it stays so, and what makes it try sooner."""

import pytest

from kiosk.contract.platform import Problem
from kiosk.offline.remote import circuit
from kiosk.offline.remote.circuit import Circuit, jittered
from kiosk.offline.remote.port import Refused, Unreachable


class Clock:
    """The machine's monotonic clock, and a draw that always takes the longest pause."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        patch.setattr(circuit.time, "monotonic", lambda: self.now)
        patch.setattr(circuit.random, "uniform", lambda _least, most: most)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


class Platform:
    """Raises what it is told to, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.trouble: Exception | None = None

    def __call__(self) -> str:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        return "here"


@pytest.fixture
def platform() -> Platform:
    return Platform()


def fail(made: Circuit, platform: Platform) -> None:
    with pytest.raises(Unreachable):
        made.call(platform)


def test_one_silence_opens_it_and_nothing_is_asked_until_the_pause_is_over(clock: Clock, platform: Platform) -> None:
    made = Circuit(5)
    platform.trouble = Unreachable("ConnectionError")
    fail(made, platform)
    fail(made, platform)
    assert (platform.asked, made.state, made.wait_s(), made.reason) == (1, "open", 5, "ConnectionError")
    clock.now += 5
    platform.trouble = None
    assert made.call(platform) == "here"
    assert (made.state, made.wait_s()) == ("closed", 0)


def test_pauses_double_to_an_hour_and_begin_anew_after_an_answer(clock: Clock, platform: Platform) -> None:
    made = Circuit(5)
    platform.trouble = Unreachable("ConnectionError")
    pauses = []
    for _ in range(12):
        fail(made, platform)
        pauses.append(made.wait_s())
        clock.now += made.wait_s()
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    platform.trouble = None
    made.call(platform)
    platform.trouble = Unreachable("ConnectionError")
    fail(made, platform)
    assert made.wait_s() == 5


def test_three_failed_answers_in_a_row_open_it_and_a_refusal_between_is_an_answer(
    clock: Clock, platform: Platform
) -> None:
    made = Circuit(5)
    failed = Unreachable("HTTP 500", answered=True)
    refused = Refused(Problem(title="", status=422))
    for trouble in (failed, failed, refused, failed, failed):
        platform.trouble = trouble
        with pytest.raises(type(trouble)):
            made.call(platform)
    assert made.state == "closed"
    platform.trouble = failed
    fail(made, platform)
    assert made.state == "open"


def test_a_platform_that_asks_for_patience_gets_it_up_to_a_limit(clock: Clock, platform: Platform) -> None:
    for asked, honoured in ((40.0, 40), (86_400.0, 600)):
        made = Circuit(5)
        platform.trouble = Unreachable("HTTP 503", answered=True, retry_after=asked)
        fail(made, platform)
        made.knock()
        assert made.wait_s() == honoured


def test_a_knock_shortens_a_long_pause_but_not_right_after_a_failure(clock: Clock, platform: Platform) -> None:
    made = Circuit(5)
    platform.trouble = Unreachable("ConnectionError")
    for _ in range(8):
        fail(made, platform)
        clock.now += made.wait_s()
    fail(made, platform)
    clock.now += 2
    made.knock()
    assert made.wait_s() == 3
    fail(made, platform)
    assert platform.asked == 9
    clock.now += 3
    fail(made, platform)
    assert platform.asked == 10
    clock.now += 60
    made.knock()
    assert made.wait_s() == 0


def test_what_it_does_not_know_can_open_it_too(clock: Clock, platform: Platform) -> None:
    made = Circuit(5)
    made.refuse("403 revoked")
    fail(made, platform)
    assert (platform.asked, made.reason) == (0, "403 revoked")


def test_a_pause_is_drawn_from_all_that_lies_below_its_length() -> None:
    drawn = [jittered(3, 5) for _ in range(400)]
    assert min(drawn) < 4
    assert max(drawn) > 16
    assert max(drawn) <= 20
    assert max(jittered(50, 5) for _ in range(50)) <= 3600
