"""A machine left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.visit.idle import Active, IdleClock, Over, Warning


def clock() -> IdleClock:
    return IdleClock(60, 90, now=1000)


def test_first_a_warning_then_the_end():
    idle = clock()
    assert idle.state(1059.9) == Active()
    assert idle.state(1060) == Warning(30)
    assert idle.state(1089.5) == Warning(1)
    assert idle.state(1090) == Over()


def test_more_time_gives_the_whole_time_again():
    idle = clock()
    idle.more_time(1089.99)
    assert idle.state(1149) == Active()
    assert idle.state(1150) == Warning(30)


def test_what_is_over_stays_over():
    idle = clock()
    assert idle.state(1090) == Over()
    idle.touched(1091)
    assert idle.state(1091) == Over()


def test_a_late_touch_does_not_bring_back_what_nobody_looked_at():
    idle = clock()
    idle.touched(2000)
    assert idle.state(2000) == Over()


def test_a_warning_is_never_shorter_than_twenty_seconds():
    with pytest.raises(ValueError, match="20 s"):
        IdleClock(60, 79, now=0)
    with pytest.raises(ValueError, match="20 s"):
        IdleClock(0, 30, now=0)


@given(st.lists(st.floats(0, 59), max_size=20))
def test_who_keeps_touching_is_never_warned(pauses: list[float]):
    idle, now = clock(), 1000.0
    for pause in pauses:
        now += pause
        assert idle.state(now) == Active()
        idle.touched(now)


@given(st.floats(0, 200), st.floats(0, 200))
def test_time_only_leads_towards_the_end(first: float, then: float):
    idle, rank = clock(), [Active, Warning, Over]
    before = idle.state(1000 + first)
    after = idle.state(1000 + first + then)
    assert rank.index(type(before)) <= rank.index(type(after))
