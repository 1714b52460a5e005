"""What is plugged in wakes the devices at once: by the kernel's notices, and by looking where nobody tells.

The kernel of a test machine has no USB, so libumockdev stands before it: in a child process, the socket on which the kernel tells
is its own. Everything above that, libudev, pyudev and our thread, is the real thing.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.devices.hotplug import Hotplug
from kiosk.devices.misses import Misses
from tests.devices.heard import Heard


def test_a_reader_plugged_into_usb_is_read_at_once_though_its_pause_is_long() -> None:
    """A device whose next try lies ten minutes ahead is ready as soon as the kernel tells of the cable, and a pulled cable is told too."""
    child = subprocess.run(
        ["umockdev-run", "--", sys.executable, "-m", "tests.devices.plugged_process"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    assert child.stdout.split() == ["udev", "absent", "ready", "noticed", "again"]


def test_without_udev_the_folders_of_device_files_are_looked_at(tmp_path: Path) -> None:
    heard: Heard[str] = Heard()
    (tmp_path / "dev").mkdir()
    hotplug = Hotplug(udev=tmp_path / "none", folders=[str(tmp_path / "dev")])
    hotplug.watch(lambda: heard("rung"))
    hotplug.start()
    try:
        assert hotplug.by == "polling"
        (tmp_path / "dev" / "ttyUSB0").touch()
        heard.until(lambda event: event == "rung")
    finally:
        hotplug.close()


def test_a_place_that_the_configuration_names_is_looked_at_and_a_link_that_leads_elsewhere_is_new(
    tmp_path: Path,
) -> None:
    heard: Heard[str] = Heard()
    place = tmp_path / "reader"
    place.symlink_to(tmp_path)
    hotplug = Hotplug([place], udev=tmp_path / "none", folders=[])
    stop = hotplug.watch(lambda: heard("rung"))
    hotplug.start()
    try:
        (tmp_path / "next").symlink_to("/")
        (tmp_path / "next").replace(place)
        heard.until(lambda event: event == "rung")
        stop()
        stop()
    finally:
        hotplug.close()


def test_it_ends_when_nothing_ever_happens(tmp_path: Path) -> None:
    hotplug = Hotplug(udev=tmp_path / "none", folders=[])
    hotplug.start()
    hotplug.close()


@pytest.mark.parametrize("most", [1, 3])
def test_gone_is_who_missed_so_often_in_a_row(most: int) -> None:
    misses = Misses(most)
    assert [misses.missed() for _ in range(most - 1)] == [False] * (most - 1)
    misses.seen()
    assert [misses.missed() for _ in range(most + 1)] == [False] * (most - 1) + [True, True]
