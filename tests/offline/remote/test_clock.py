"""The table of docs/decisions/0016: at which moments that can be now a certificate must be valid, and what lifts the floor."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.offline.remote.clock import Noted, PlatformTime, boot_id, boottime, read


def moment(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def heard(days: float, *, floor: float) -> Noted:
    """The platform's clock, seen from the machine's, since this start."""
    return Noted(moment(days), boot_id(), boottime(), moment(floor))


def started_anew(*, floor: float) -> Noted:
    return Noted(moment(floor), "an earlier start", 1.0, moment(floor))


@pytest.mark.parametrize(
    ("noted", "begins", "ends", "valid"),
    [
        pytest.param(Noted(), -1, 1, True, id="nothing heard, valid by the clock"),
        pytest.param(Noted(), -9, -1, False, id="nothing heard, expired"),
        pytest.param(Noted(), 1, 9, False, id="nothing heard, not yet valid"),
        pytest.param(heard(-365, floor=-365), -370, -360, True, id="clock a year ahead, valid on the platform"),
        pytest.param(heard(-365, floor=-365), -1, 1, True, id="platform a year behind, valid by the clock"),
        pytest.param(heard(-365, floor=-365), -900, -800, False, id="expired by both"),
        pytest.param(heard(365, floor=365), 360, 370, True, id="clock a year behind, valid on the platform"),
        pytest.param(heard(365, floor=365), -1, 1, False, id="expired on the platform, and before the floor"),
        pytest.param(started_anew(floor=-10), -90, -5, True, id="valid between floor and clock"),
        pytest.param(started_anew(floor=-10), -90, -20, False, id="expired before the floor"),
        pytest.param(started_anew(floor=-10), 1, 9, False, id="begins after the clock"),
        pytest.param(started_anew(floor=100), 150, 200, True, id="clock behind the floor says nothing"),
        pytest.param(started_anew(floor=100), -1, 50, False, id="clock behind the floor, expired before it"),
    ],
)
def test_a_certificate_counts_when_it_is_valid_at_a_moment_that_can_be_now(
    noted: Noted, begins: float, ends: float, valid: bool
) -> None:
    assert noted.may_be_valid(moment(begins), moment(ends)) is valid


@pytest.mark.parametrize(
    ("noted", "alarm"),
    [
        (Noted(), None),
        (heard(0, floor=0), None),
        (heard(1, floor=1), "clock_behind"),
        (heard(-1, floor=-1), "clock_ahead"),
        (started_anew(floor=1), "clock_behind"),
        (started_anew(floor=-1), None),
    ],
)
def test_a_clock_that_is_certainly_wrong_is_an_alarm(noted: Noted, alarm: str | None) -> None:
    assert noted.alarm() == alarm


def test_the_floor_rises_only_when_two_clocks_agree_and_never_falls(tmp_path: Path) -> None:
    time = PlatformTime(tmp_path / "time.json")
    first, later = moment(-30), moment(0)
    time.learned(first)
    assert time.noted.floor == first
    time.learned(later)
    assert time.noted.floor == later
    for wrong in (moment(400), moment(-400)):
        time.learned(wrong)
        assert abs(time.now() - wrong) < timedelta(minutes=1), "it counts for signatures"
        assert time.noted.floor == later
    assert read(tmp_path / "time.json").floor == later


@pytest.mark.parametrize("content", ["", "{", "[]", json.dumps({"platform": "2026-11-24", "floor": "2026-11-24"})])
def test_a_damaged_note_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "time.json").write_text(content, "utf-8")
    assert read(tmp_path / "time.json") == Noted()
    PlatformTime(tmp_path / "time.json").learned(moment(0))
    assert read(tmp_path / "time.json").floor is not None
