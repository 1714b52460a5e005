"""The terminal's process opens no network socket: a whole visit where there is no network to open one to, and where one would kill it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from kiosk.desk.house import House
from tests.visits.conftest import HERE, script

ROOT = HERE.parents[1]
WALLED = [sys.executable, "-m", "tests.visits.walled"]
# A network namespace of its own: no interface but lo, and that one is down.
NO_INTERFACES = ["unshare", "--net", *(["--map-root-user"] if os.geteuid() else [])]


@pytest.mark.timeout(180)
def test_a_whole_visit_without_any_network_in_the_terminal(tmp_path: Path) -> None:
    ready = script("newborn", tmp_path, language="ug")
    with House(tmp_path / "run") as house:
        assert ready.card is not None
        house.put_on_file(ready.card.number, "marriage_certificate")
        lone = [sys.executable, "-m", "kiosk.desk.lone", "--config", str(house.machine.file)]
        done = subprocess.run(
            [*NO_INTERFACES, *WALLED, *lone, "--control", str(house.machine.control)],
            input=ready.model_dump_json().encode() + b"\n",
            cwd=ROOT,
            capture_output=True,
            timeout=150,
            check=False,
        )
        log = done.stderr.decode("utf-8", "replace")
        assert done.returncode == 0, log[-2000:]
        events = [json.loads(line) for line in done.stdout.splitlines()]
        assert events[-1] == {"event": "ended", "error": None}
        acknowledged = [one for one in events if one["event"] == "acknowledged"]
        (number,) = {one["number"] for one in acknowledged}
        assert acknowledged[-1]["state"] == "submitted", "it waited for the platform, which only the agent reaches"
        held = house.application(number)
        assert held is not None
        assert held["application"]["applicant"]["name"] == ready.card.name
        assert len(house.applications()) == 1
        (receipt,) = house.hardware.printer.printed
        assert number in PdfReader(receipt).pages[0].extract_text()
    assert "device_failed" not in log, "no device needed a network"


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_the_wall_kills_who_opens_a_network_socket(family: str) -> None:
    opens = f"import socket; socket.socket(socket.AF_UNIX).close(); socket.socket(socket.{family}, socket.SOCK_DGRAM)"
    done = subprocess.run([*WALLED, sys.executable, "-c", opens], cwd=ROOT, timeout=30, check=False)
    assert done.returncode == -signal.SIGSYS


def test_the_wall_lets_local_sockets_pass() -> None:
    opens = "import socket; socket.socket(socket.AF_UNIX).close(); print('open')"
    done = subprocess.run(
        [*WALLED, sys.executable, "-c", opens], cwd=ROOT, timeout=30, check=True, capture_output=True, text=True
    )
    assert done.stdout == "open\n"
