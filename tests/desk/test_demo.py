"""What `make run` does of itself."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from kiosk.desk.demo import demo_script, has_display, signposts
from kiosk.devices.emulated.people import PEOPLE

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize("day", ["2026-01-05", "2028-02-29", "2031-12-31"])
def test_the_demo_can_be_lived_on_any_day(day: str, tmp_path: Path) -> None:
    now = datetime.fromisoformat(day).replace(tzinfo=BEIJING)
    script = demo_script(tmp_path / "bills.jpg", now)
    born = datetime.fromisoformat(str(script.answers["birth_time"])).replace(tzinfo=BEIJING)
    assert timedelta(0) < now - born < timedelta(days=365)
    assert script.materials["medical_bills"] == str(tmp_path / "bills.jpg")


def test_the_demo_is_about_the_invented_people(tmp_path: Path) -> None:
    script = demo_script(tmp_path / "bills.jpg", datetime(2026, 1, 5, tzinfo=BEIJING))
    mother, father = PEOPLE["ayshe"], PEOPLE["ali"]
    assert script.card is not None
    assert (script.card.name, script.card.number) == (mother.name, mother.number)
    assert (script.answers["father_name"], script.answers["father_id"]) == (father.name, father.number)


@pytest.mark.parametrize(
    ("environment", "shown"),
    [({}, False), ({"DISPLAY": ""}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_a_display_is_known_by_its_name(environment: dict[str, str], shown: bool) -> None:
    assert has_display(environment) is shown


def test_the_console_says_where_things_lie(tmp_path: Path) -> None:
    said = "\n".join(signposts(tmp_path, "http://127.0.0.1:8080/console", ("operator", "a password")))
    for one in ("http://127.0.0.1:8080/console", "operator", "a password", f"--run {tmp_path}"):
        assert one in said
