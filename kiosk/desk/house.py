"""The whole house on one machine: a platform process, an agent process, the cable between them, and emulated hardware.

Everything lives below one run folder, `platform/` the centre's and `terminal/` the machine's; the far ends of the devices have
a folder of their own in memory (`hardware.folder`).
"""

import contextlib
from pathlib import Path
from typing import Any

from kiosk.configuration import Configuration
from kiosk.desk.centre import Centre
from kiosk.desk.child import HouseError
from kiosk.desk.machine import Machine
from kiosk.desk.network import Cable
from kiosk.devices.emulated.bench import EmulatedHardware

CONTROL = "control"  # the socket below the run folder by which `kioskctl emulate` drives devices and cable

__all__ = ["CONTROL", "House", "HouseError"]


class House:
    """Context manager: all runs inside, nothing is left running outside. One centre, one machine; no terminal yet."""

    def __init__(self, run: Path, *, round_seconds: float = 1.0) -> None:
        """`round_seconds`: how often the agent looks by itself; short here, so that nobody waits for half a minute."""
        self.run = run
        (run / "logs").mkdir(parents=True, exist_ok=True)
        self.centre = Centre(run / "platform", run / "logs")
        self.machine = Machine(
            run / "terminal",
            run / "kiosk.toml",
            run / CONTROL,
            run / "logs" / "agent.log",
            round_seconds=round_seconds,
        )
        self._ends = contextlib.ExitStack()

    def __enter__(self) -> "House":
        """Raises HouseError."""
        with contextlib.ExitStack() as starting:
            starting.callback(self.centre.stop)
            self.centre.start()
            starting.enter_context(self.machine)
            self.centre.await_ready()
            self.machine.join(self.centre)
            self._ends = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    @property
    def hardware(self) -> EmulatedHardware:
        return self.machine.hardware

    @property
    def cable(self) -> Cable:
        return self.machine.cable

    @property
    def configuration(self) -> Configuration:
        return self.machine.configuration

    # -- what an operator sees --------------------------------------------------------------------------------------------

    def application(self, number: str) -> dict[str, Any] | None:
        """What the platform holds of a receipt number (contract HeldApplication), or None."""
        return self.centre.application(number)

    def applications(self) -> list[dict[str, Any]]:
        """The newest, as the platform lists them (contract ApplicationStatus)."""
        return self.centre.applications()

    def put_on_file(self, id_number: str, kind: str) -> None:
        """A licence that another department's system gave the platform, so that the person need not bring it."""
        self.centre.put_on_file(id_number, kind)

    @property
    def console(self) -> str:
        """Address of the operator's page."""
        return self.centre.base + "/console"

    @property
    def operator(self) -> tuple[str, str]:
        """Name and password for that page."""
        return self.centre.operator
