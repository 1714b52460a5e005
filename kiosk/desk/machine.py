"""One machine of a house without its terminal: emulated hardware, the cable to the platform, and the agent's process."""

import contextlib
from pathlib import Path

from kiosk.agent.configuration import AgentConfiguration
from kiosk.configuration import Configuration
from kiosk.desk.centre import Centre
from kiosk.desk.child import ROOT, Child
from kiosk.desk.network import Cable
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.control import Command, ControlServer

SITE = "示例市政务服务驿站"
HELPER_PHONE = "19900000000"


class Machine:
    """Context manager. Its data lies in `data`, its configuration in `file`; `control` is the socket by which another process
    drives hardware and cable (kiosk/devices/emulated/control.py)."""

    def __init__(self, data: Path, file: Path, control: Path, log: Path, *, round_seconds: float) -> None:
        """`round_seconds`: how often the agent looks by itself."""
        data.mkdir(parents=True, exist_ok=True)
        self.data, self.file, self.control = data, file, control
        self._log = log
        self._round = round_seconds
        self._ends = contextlib.ExitStack()
        self.hardware: EmulatedHardware
        self.cable: Cable
        self.configuration: Configuration
        self.agent: Child

    def __enter__(self) -> "Machine":
        """Hardware only: it takes as long as a platform to start. Then `join`."""
        self.hardware = self._ends.enter_context(EmulatedHardware())
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def join(self, centre: Centre) -> None:
        """Plugs the cable in, enrols and starts the agent. `centre` must be ready."""
        self.cable = Cable(centre.target)
        self._ends.callback(self.cable.close)
        more: dict[str, Command] = {
            "cut_network": self.cable.cut,
            "mend_network": self.cable.mend,
            "cut_network_at": lambda request: self.cable.cut_at(request.encode()),
            "network": lambda: {"whole": self.cable.whole},
            "application": centre.application,
        }
        self._ends.enter_context(ControlServer(self.control, self.hardware, more))
        self.configuration = Configuration(
            agent=AgentConfiguration(
                self.data,
                f"http://127.0.0.1:{self.cable.port}",
                centre.enrolment_code(SITE),
                interval_s=self._round,
                longest_pause_s=2 * self._round,
                development_key=True,
            ),
            devices=self.hardware.configuration,
            site=SITE,
            helper_phone=HELPER_PHONE,
        )
        self.file.write_text(toml(self.configuration), "utf-8")
        arguments = (str(ROOT / "main.py"), "agent", "--config", str(self.file))
        self.agent = Child("agent", arguments, self._log, self.configuration.agent.credentials.exists)
        self._ends.callback(self.agent.stop)
        self.agent.start()
        self.agent.await_ready()


def toml(configuration: Configuration) -> str:
    """The file that agent and terminal read, as a field machine has it."""
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
        f"development_key = {str(agent.development_key).lower()}",
        "[devices]",
        *(
            f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
            for key, value in values.items()
            if value is not None
        ),
    ]
    return "\n".join(lines) + "\n"
