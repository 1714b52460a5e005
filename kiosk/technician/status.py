"""What the machine says of itself: the terminal process notes its devices' states in a file, `kioskctl status` reads it.

Only the terminal can open the devices, so nobody else can ask them. Nothing of a person is ever in it.
"""

import json
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from kiosk.configuration import Configuration
from kiosk.devices.state import DeviceState
from kiosk.languages.fault import KnownFault


class Watched(Protocol):
    def watch(self, listener: Callable[[DeviceState], None]) -> Callable[[], None]: ...


class StatusBoard:
    """Keeps `path` true while it is open: written whole at each change, gone at the end."""

    def __init__(self, path: Path, devices: Mapping[str, Watched]) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._states: dict[str, dict[str, str]] = {}
        self._stops = [device.watch(self._noting(name)) for name, device in devices.items()]

    def close(self) -> None:
        for stop in self._stops:
            stop()
        self._path.unlink(missing_ok=True)

    def _noting(self, name: str) -> Callable[[DeviceState], None]:
        def note(state: DeviceState) -> None:
            shown = {"state": state.phase.value}
            if state.fault is not None:
                shown |= {"reason": state.fault.code, "mender": state.fault.mender.value}
            with self._lock:
                self._states[name] = shown
                fresh = self._path.with_name(self._path.name + ".new")
                fresh.write_text(json.dumps({"process": os.getpid(), "devices": self._states}), "utf-8")
                fresh.replace(self._path)

        return note


def status_path(configuration: Configuration) -> Path:
    return configuration.agent.status


def machine_status(configuration: Configuration) -> dict[str, Any]:
    """Devices, queue, network and versions, as plain data. Never raises for a part that is not there: it says so."""
    from importlib.metadata import version

    noted = _noted(status_path(configuration))
    return {
        "terminal": {"running": noted is not None},
        "devices": noted["devices"] if noted else {},
        "queue": _queue(configuration),
        "agent": _agent(configuration),
        "versions": {"kiosk": version("xinzhizhu-kiosk"), "qt": version("PySide6-Essentials")},
    }


def _noted(path: Path) -> dict[str, Any] | None:
    try:
        noted: dict[str, Any] = json.loads(path.read_text("utf-8"))
        os.kill(int(noted["process"]), 0)
    except (OSError, ValueError, KeyError):
        return None
    return noted


def _queue(configuration: Configuration) -> dict[str, Any]:
    from kiosk.offline.outbox.outbox import KeptOutbox
    from kiosk.offline.remote.credentials import CredentialsFile
    from kiosk.offline.store import audit
    from kiosk.offline.store.beside import Beside
    from kiosk.offline.store.keys import read_key
    from kiosk.offline.store.migrations import KEPT
    from kiosk.offline.store.store import Store

    agent = configuration.agent
    if Beside(agent.kept).never_made():
        return {"state": "no store yet"}
    try:
        key = read_key(agent.data, development=agent.development_key)
        store = Store(agent.kept, KEPT, key)
    except KnownFault as known:
        return {"state": known.fault.code}
    try:
        credentials = CredentialsFile(agent.credentials, store.identity)
        outbox = KeptOutbox(store, credentials, lambda terminal, counter: "")
        standing = credentials.standing()
        return {
            "state": "ok",
            "standing": standing.state,
            "reason": standing.reason,
            "alarms": audit.alarms(store),
            "waiting": outbox.waiting(),
            "parked": outbox.parked(),
            "key": "development" if key.development else "systemd",
        }
    except KnownFault as known:
        return {"state": known.fault.code}
    finally:
        store.close()


def _agent(configuration: Configuration) -> dict[str, Any]:
    from kiosk.offline.remote.clock import read
    from kiosk.offline.remote.questions import AgentQuestions

    questions = AgentQuestions(configuration.agent.socket, deadline=2.0)
    told = threading.Event()
    stop = questions.watch(lambda online: told.set() if online else None)
    told.wait(1.0)
    stop()
    online = questions.online()
    questions.close()
    return {
        "online": online,
        "enrolled": configuration.agent.credentials.exists(),
        "clock": read(configuration.agent.time).alarm() or "ok",
    }
