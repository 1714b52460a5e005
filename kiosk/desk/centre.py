"""The platform of a house: its process, and what an operator sees of it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from kiosk.desk.child import ROOT, Child, HouseError

OPERATOR = "operator"


class Centre:
    """Everything of it lies below `folder`. `start`, then `await_ready` before anything is asked; `stop` at the end."""

    def __init__(self, folder: Path, logs: Path, heard: Callable[[str], None] | None = None) -> None:
        """`heard` hears each line of its log."""
        self._folder = folder
        self._address = folder / "address"
        folder.mkdir(parents=True, exist_ok=True)
        arguments = ("-m", "central", "serve", "--data", str(folder), "--port", "0")
        self._child = Child("platform", arguments, logs / "platform.log", self._address.exists, heard)

    def start(self) -> None:
        self._address.unlink(missing_ok=True)
        self._child.start()

    def await_ready(self) -> None:
        """Raises HouseError."""
        self._child.await_ready()

    def kill(self) -> None:
        self._child.kill()

    def stop(self) -> None:
        self._child.stop()

    @property
    def base(self) -> str:
        """Where it listens now; each start finds a port of its own."""
        return self._address.read_text().strip()

    @property
    def target(self) -> tuple[str, int]:
        """The same as host and port, for a cable."""
        host, port = self.base.removeprefix("http://").rsplit(":", 1)
        return host, int(port)

    def enrolment_code(self, site: str) -> str:
        """For one machine. Raises HouseError."""
        command = ("-m", "central", "enrolment-code", "--data", str(self._folder), "--site", site)
        done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise HouseError(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.stdout.strip()

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
    def operator(self) -> tuple[str, str]:
        """Name and password of the operator."""
        return OPERATOR, (self._folder / "operator-password").read_text().strip()

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, self.base + path, auth=self.operator, timeout=(5, 30), **options)
