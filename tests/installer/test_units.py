"""The systemd units: systemd takes them, they start what there is, and the terminal's forbids the network."""

import os
import shutil
import socket
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from kiosk.devices.configuration import DeviceConfiguration

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "installer" / "systemd").glob("*.service"))
PLACE = "/opt/xinzhizhu"  # where the package puts the checkout


def read(unit: Path) -> ConfigParser:
    parser = ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read(unit, "utf-8")
    return parser


def unit(name: str) -> ConfigParser:
    return read(ROOT / "installer" / "systemd" / f"xinzhizhu-{name}.service")


def test_there_is_one_for_each_process_of_a_machine() -> None:
    assert [path.name for path in UNITS] == ["xinzhizhu-agent.service", "xinzhizhu-terminal.service"]


def test_systemd_takes_them(tmp_path: Path) -> None:
    """Unknown members, wrong values and commands that are not there are refused by `systemd-analyze verify`."""
    verify = shutil.which("systemd-analyze")
    assert verify is not None, "requirements/apt.txt has systemd"
    for path in UNITS:
        # As on a machine where the package lies: the same text with this checkout in its place.
        text = path.read_text("utf-8").replace(f"{PLACE}/.venv/bin/python", sys.executable).replace(PLACE, str(ROOT))
        (tmp_path / path.name).write_text(text, "utf-8")
    done = subprocess.run(
        [verify, "verify", "--man=no", "--recursive-errors=no", *(str(tmp_path / path.name) for path in UNITS)],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if any(path.name in line for path in UNITS)]
    assert (done.returncode, said) == (0, [])


@pytest.mark.parametrize("name", ["terminal", "agent"])
def test_a_process_that_ends_or_hangs_is_started_again(name: str) -> None:
    service = unit(name)["Service"]
    assert (service["Type"], service["Restart"]) == ("notify", "always")
    assert service["WatchdogSec"]
    assert unit(name)["Unit"]["StartLimitIntervalSec"] == "0"


@pytest.mark.parametrize("name", ["terminal", "agent"])
def test_nothing_of_a_person_is_dumped_when_it_dies(name: str) -> None:
    service = unit(name)["Service"]
    assert (service["WatchdogSignal"], service["LimitCORE"]) == ("SIGKILL", "0")


@pytest.mark.parametrize("name", ["terminal", "agent"])
def test_the_key_of_the_store_comes_sealed(name: str) -> None:
    assert unit(name)["Service"]["LoadCredentialEncrypted"].startswith("store.key:")


def test_the_terminal_has_no_network() -> None:
    service = unit("terminal")["Service"]
    assert service["PrivateNetwork"] == "yes"
    assert service["RestrictAddressFamilies"] == "AF_UNIX AF_NETLINK"


def test_what_the_terminal_talks_to_is_reached_without_network() -> None:
    assert DeviceConfiguration().cups_server.startswith("/"), (
        "a local socket by its path, as no other crosses namespaces"
    )


@pytest.mark.parametrize("command", [["main.py"], ["main.py", "agent"]], ids=["terminal", "agent"])
def test_systemd_is_told_when_it_is_ready_and_that_it_lives(command: list[str], tmp_path: Path) -> None:
    """The real process against a notify socket of ours: READY=1 once, WATCHDOG=1 again and again."""
    path = tmp_path / "notify"
    table = f'[agent]\ndata = "{tmp_path}/data"\nplatform = "http://127.0.0.1:9"\ndevelopment_key = true\n'
    (tmp_path / "kiosk.toml").write_text(table + "interval_s = 0.2\nlongest_pause_s = 0.2\n", "utf-8")
    (tmp_path / "data").mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(path))
        told.settimeout(60)
        process = subprocess.Popen(
            [sys.executable, *command, "--config", str(tmp_path / "kiosk.toml")],
            cwd=ROOT,
            env={**os.environ, "NOTIFY_SOCKET": str(path), "QT_QPA_PLATFORM": "offscreen"},
            stderr=subprocess.PIPE,
        )
        try:
            words: list[bytes] = []
            while words.count(b"WATCHDOG=1") < 2 or b"READY=1" not in words:
                words.append(told.recv(64))
        finally:
            process.terminate()
            _, log = process.communicate(timeout=20)
    assert words.count(b"READY=1") == 1
    assert process.returncode == 0, log[-500:]
