"""The whole house on one machine: a platform process, an agent process, the cable between them, and emulated hardware.

Everything lives below one run folder, `platform/` the centre's and `terminal/` the machine's; the far ends of the devices have
a folder of their own in memory (`hardware.folder`).
"""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from kiosk.agent.configuration import AgentConfiguration
from kiosk.configuration import Configuration
from kiosk.desk.network import Cable
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.control import ControlServer

ROOT = Path(__file__).resolve().parents[2]
SITE = "示例市政务服务驿站"
HELPER_PHONE = "19900000000"
_START = 40.0  # seconds a process may take until it serves, on a slow machine
OPERATOR = "operator"
CONTROL = "control"  # the socket below the run folder by which `kioskctl emulate` drives devices and cable


class HouseError(Exception):
    """A part of the house did not start; the message says which, and where its log is."""


class House:
    """Context manager: all runs inside, nothing is left running outside."""

    def __init__(self, run: Path, *, round_seconds: float = 1.0) -> None:
        """`round_seconds`: how often the agent looks by itself; short here, so that nobody waits for half a minute."""
        self.run = run
        self._round = round_seconds
        self._ends = contextlib.ExitStack()
        self.hardware: EmulatedHardware
        self.cable: Cable
        self.configuration: Configuration
        self._base = ""
        self._password = ""

    def __enter__(self) -> "House":
        try:
            self._start()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def _start(self) -> None:
        for name in ("platform", "terminal", "logs"):
            (self.run / name).mkdir(parents=True, exist_ok=True)
        platform = self.run / "platform"
        address = platform / "address"
        address.unlink(missing_ok=True)
        self._process("platform", "-m", "central", "serve", "--data", str(platform), "--port", "0")
        self.hardware = self._ends.enter_context(EmulatedHardware())
        self._await(address.exists, "platform")
        host, port = address.read_text().strip().removeprefix("http://").rsplit(":", 1)
        self._base = f"http://{host}:{port}"
        self._password = (platform / "operator-password").read_text().strip()
        self.cable = Cable((host, int(port)))
        self._ends.callback(self.cable.close)
        more = {"cut_network": self.cable.cut, "mend_network": self.cable.mend}
        self._ends.enter_context(ControlServer(self.run / CONTROL, self.hardware, more))
        code = self._command("-m", "central", "enrolment-code", "--data", str(platform), "--site", SITE)
        data = self.run / "terminal"
        self.configuration = Configuration(
            agent=AgentConfiguration(
                data,
                f"http://127.0.0.1:{self.cable.port}",
                code,
                interval_s=self._round,
                longest_pause_s=2 * self._round,
            ),
            devices=self.hardware.configuration,
            site=SITE,
            helper_phone=HELPER_PHONE,
        )
        written = self.run / "kiosk.toml"
        written.write_text(_toml(self.configuration), "utf-8")
        self._process("agent", str(ROOT / "main.py"), "agent", "--config", str(written))
        self._await(self.configuration.agent.credentials.exists, "agent")

    # -- what an operator sees --------------------------------------------------------------------------------------------

    def application(self, number: str) -> dict[str, Any] | None:
        """What the platform holds of a receipt number (contract HeldApplication), or None."""
        answer = self._ask("GET", f"/operator/applications/{number}")
        if answer.status_code == 404:
            return None
        answer.raise_for_status()
        held: dict[str, Any] = answer.json()
        return held

    def applications(self) -> list[dict[str, Any]]:
        answer = self._ask("GET", "/operator/applications")
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found

    def put_on_file(self, id_number: str, kind: str) -> None:
        """A licence that another department's system gave the platform, so that the person need not bring it."""
        held = {"id_number": id_number, "kind": kind, "issued_on": "2021-05-20", "valid_to": None}
        self._ask("POST", "/operator/held", json=held).raise_for_status()

    @property
    def console(self) -> str:
        """Address of the operator's page."""
        return self._base + "/console"

    @property
    def operator(self) -> tuple[str, str]:
        """Name and password for that page."""
        return OPERATOR, self._password

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method, self._base + path, auth=(OPERATOR, self._password), timeout=(5, 30), **options
            )

    # -- processes --------------------------------------------------------------------------------------------------------

    def _process(self, name: str, *arguments: str) -> None:
        log = self._ends.enter_context((self.run / "logs" / f"{name}.log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        self._ends.callback(_stop, process)
        self._last = process

    def _command(self, *arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise HouseError(f"{' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def _await(self, ready: Callable[[], bool], name: str) -> None:
        pause = threading.Event()
        for _ in range(int(_START / 0.05)):
            if ready():
                return
            if self._last.poll() is not None:
                break
            pause.wait(0.05)
        log = self.run / "logs" / f"{name}.log"
        last = "; ".join(log.read_text("utf-8", "replace").strip().splitlines()[-3:])
        raise HouseError(f"the {name} did not start ({log}): {last}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _toml(configuration: Configuration) -> str:
    """The file the agent process reads, as a field machine has it."""
    agent, devices = configuration.agent, configuration.devices
    values = {one: getattr(devices, one) for one in devices.__slots__}
    lines = [
        "[site]",
        f'name = "{configuration.site}"',
        f'helper_phone = "{configuration.helper_phone}"',
        "[agent]",
        f'data = "{agent.data}"',
        f'platform = "{agent.platform}"',
        f'enrolment_code = "{agent.enrolment_code}"',
        f"interval_s = {agent.interval_s}",
        f"longest_pause_s = {agent.longest_pause_s}",
        "[devices]",
        *(
            f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
            for key, value in values.items()
            if value is not None
        ),
    ]
    return "\n".join(lines) + "\n"
