"""The emulated hardware as a whole: several beside each other, driven from outside, gone without a trace."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.control import ControlClient, ControlServer
from kiosk.devices.emulated.faults import FaultPlan
from kiosk.devices.emulated.people import PEOPLE
from kiosk.devices.emulated.process import socket_path

_SERVICES = {"pcscd", "cupsd", "ippeveprinter", "dbus-daemon"}


def services(folder: str) -> list[psutil.Process]:
    """The running services that belong to a bench, by what stands in their arguments or is their folder."""
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] in _SERVICES and any(folder in part for part in process.info["cmdline"] or ()):
            found.append(process)
    return found


def test_a_second_bench_runs_beside_the_first_and_leaves_nothing(hardware: EmulatedHardware) -> None:
    with EmulatedHardware() as second:
        folder = second.folder
        assert {process.name() for process in services(str(folder))} == _SERVICES
        assert second.configuration != hardware.configuration
    assert services(str(folder)) == []
    assert not folder.exists()
    assert len(services(str(hardware.folder))) == 4


def test_the_services_of_a_bench_that_is_killed_end_with_it(tmp_path: Path) -> None:
    script = (
        "from kiosk.devices.emulated.bench import EmulatedHardware\n"
        "with EmulatedHardware() as hardware:\n"
        "    print(hardware.folder, flush=True)\n"
        "    input()\n"
    )
    bench = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert bench.stdout is not None
    folder = bench.stdout.readline().strip()
    running = services(folder)
    assert len(running) == 4
    os.kill(bench.pid, signal.SIGKILL)
    bench.communicate()
    _, alive = psutil.wait_procs(running, timeout=10)
    assert alive == []
    with EmulatedHardware():
        assert not Path(folder).exists(), "the next bench sweeps the folder of the dead one"


def test_everything_can_be_driven_from_another_process(hardware: EmulatedHardware) -> None:
    path = hardware.folder / "control"
    with ControlServer(path, hardware):
        client = ControlClient(path)
        assert client.do("put_card", person="wang")["card"] is True
        assert client.do("pull_card")["card"] is False
        assert client.do("insert_social_card", person="ayshe")["social_card"] is True
        assert client.do("pull_social_card")["social_card"] is False
        assert client.do("empty_tray")["printer_troubles"] == ["no_paper"]
        assert client.do("fill_tray")["printer_troubles"] == []
        assert client.do("fail_repeatedly", device="camera", code="absent")["camera_trouble"] == "absent"
        assert client.do("clear", device="camera")["camera_trouble"] is None
        assert client.do("unplug_reader")["reader_plugged"] is False
        assert client.do("plug_reader")["reader_plugged"] is True
    assert not path.exists()


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        ("nonsense", {}, "nonsense"),
        ("put_card", {"person": "nobody"}, "nobody is called"),
        ("put_card", {"wrong": 1}, "TypeError"),
        ("lay_paper", {"path": "/nowhere.jpg"}, "not a picture"),
        ("lay_sample", {"condition": "burning"}, "burning"),
        ("fail_next", {"device": "toaster", "code": "jam"}, "toaster"),
        ("fail_next", {"device": "printer", "code": "fire"}, "unknown fault"),
        ("fail_next", {"device": "resident_reader", "code": "fire"}, "unknown fault"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    hardware: EmulatedHardware, command: str, arguments: dict[str, object], words: str
) -> None:
    path = hardware.folder / "control"
    with ControlServer(path, hardware), pytest.raises(ValueError, match=words):
        ControlClient(path).do(command, **arguments)


@pytest.mark.parametrize(
    "line", [b"\n", b"[]\n", b"{}\n", b"\xff\n", b'{"do": ["x"]}\n', b'{"do": "state", "with": 3}\n']
)
def test_a_line_that_is_no_command_is_answered_with_an_error(hardware: EmulatedHardware, line: bytes) -> None:
    assert b'"error"' in ControlServer(hardware.folder / "unused", hardware).answer(line)


def test_faults_come_in_order_then_always_then_never() -> None:
    plan = FaultPlan("a", "b")
    plan.fail_repeatedly("b")
    plan.fail_next("a")
    assert [plan.take(), plan.take(), plan.take()] == ["a", "b", "b"]
    plan.clear()
    assert plan.take() is None


def test_a_folder_whose_path_is_too_long_for_sockets_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too long for a socket"):
        socket_path(tmp_path / ("x" * 120))


def test_nobody_of_the_bench_lives() -> None:
    for person in PEOPLE.values():
        assert person.number.startswith("659900")
        assert person.resident_card().number == person.social_card().number == person.number
