"""Driving the emulated hardware from another process: the desk, the command line, a recorded visit.

A Unix socket, one JSON object a line each way:
    {"do": "put_card", "with": {"person": "wang"}}  ->  {"is": {...state...}}  or  {"error": "..."}
A command that answers something has it under "answer" beside the state.
"""

import contextlib
import json
import os
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.faults import FarEndFaults, Garble
from kiosk.devices.emulated.pcsc import SocialCardData
from kiosk.devices.emulated.people import PEOPLE, somebody, stranger
from kiosk.devices.emulated.process import socket_path
from kiosk.devices.emulated.sam import CardData

Command = Callable[..., object]


def far_ends(hardware: EmulatedHardware) -> dict[str, FarEndFaults]:
    """What can be made to fail, by the names that `fail_next`, `slow_down`, `garble_next` … take."""
    return {
        "resident_reader": hardware.resident_reader.faults,
        "social_card": hardware.social_card.faults,
        "camera": hardware.camera.faults,
        "printer": hardware.printer.faults,
    }


def commands(hardware: EmulatedHardware) -> dict[str, Command]:
    """Everything that can be done from outside, by name; arguments are plain JSON values."""
    reader, social, camera, printer = (
        hardware.resident_reader,
        hardware.social_card,
        hardware.camera,
        hardware.printer,
    )
    ends = far_ends(hardware)
    return {
        "put_card": lambda person: reader.put_card(somebody(person).resident_card()),
        "put_stranger": lambda name, number: reader.put_card(stranger(name, number)),
        "put_card_data": lambda **values: reader.put_card(CardData(**_dated(values))),
        "pull_card": reader.pull_card,
        "unplug_reader": reader.unplug,
        "plug_reader": reader.plug,
        "insert_social_card": lambda person: social.insert(somebody(person).social_card()),
        "insert_social_card_data": lambda **values: social.insert(SocialCardData(**_dated(values))),
        "pull_social_card": social.pull,
        "lay_paper": lambda path: camera.lay_paper(Path(path)),
        "lay_sample": camera.lay_sample,
        "take_away": camera.take_away,
        "empty_tray": printer.empty_tray,
        "fill_tray": printer.fill,
        "jam": printer.jam,
        "clear_jam": printer.clear_jam,
        "stop_printer_after": lambda pages: printer.stop_after(int(pages)),
        "vanish_printer": lambda seconds: printer.vanish(float(seconds)),
        "unplug_printer": printer.unplug,
        "plug_printer": printer.plug,
        "fail_next": lambda device, code: _far_end(ends, device).fail_next(code),
        "fail_repeatedly": lambda device, code: _far_end(ends, device).fail_repeatedly(code),
        "slow_down": lambda device, seconds: _far_end(ends, device).slow_down(float(seconds)),
        "garble_next": lambda device, how: _far_end(ends, device).garble_next(Garble.read(how)),
        "garble_repeatedly": lambda device, how: _far_end(ends, device).garble_repeatedly(Garble.read(how)),
        "clear": lambda device: _far_end(ends, device).clear(),
        "state": lambda: None,
    }


def state(hardware: EmulatedHardware) -> dict[str, Any]:
    """How the emulated hardware is now: what desk and command line show."""
    return {
        "card": hardware.resident_reader.card_lies,
        "reader_plugged": hardware.resident_reader.plugged,
        "social_card": hardware.social_card.inserted,
        "camera_trouble": hardware.camera.trouble,
        "printer_troubles": hardware.printer.troubles,
        "printed": [str(page) for page in hardware.printer.printed],
        "pages_out": hardware.printer.pages_out,
        "sounding": hardware.loudspeaker.sounding,
        "people": {key: one.name for key, one in sorted(PEOPLE.items())},
    }


class ControlServer:
    """A context manager: answers on `path`, which only this user can open, one command at a time."""

    def __init__(self, path: Path, hardware: EmulatedHardware, more: Mapping[str, Command] | None = None) -> None:
        """`more`: commands for what is emulated beside the hardware."""
        self._path = socket_path(path)
        self._hardware = hardware
        self._commands = {**commands(hardware), **(more or {})}
        self._lock = threading.Lock()

    def __enter__(self) -> "ControlServer":
        self._path.unlink(missing_ok=True)
        answer = self.answer

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                # Whoever drives may go away in the middle of a line.
                with contextlib.suppress(ConnectionError):
                    for line in self.rfile:
                        self.wfile.write(answer(line))

        self._server = socketserver.ThreadingUnixStreamServer(os.fspath(self._path), Handler)
        self._server.daemon_threads = True
        self._path.chmod(0o600)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="emulated-control")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._path.unlink(missing_ok=True)

    def answer(self, line: bytes) -> bytes:
        """The answer to one line; never raises for what stands in it."""
        try:
            asked = json.loads(line)
            command = self._commands[asked["do"]]
            with self._lock:
                answered = command(**asked.get("with", {}))
            told: dict[str, Any] = {"is": state(self._hardware)}
            if answered is not None:
                told["answer"] = answered
        except (ValueError, KeyError, TypeError, AttributeError, RuntimeError, OSError) as refusal:
            told = {"error": f"{type(refusal).__name__}: {refusal}"}
        return json.dumps(told, ensure_ascii=False).encode() + b"\n"


class ControlClient:
    """Opens a connection for each command. Raises ConnectionError or FileNotFoundError when nothing is emulated there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def do(self, command: str, **arguments: object) -> dict[str, Any]:
        """The state afterwards. Raises ValueError with the server's words when it refuses."""
        told: dict[str, Any] = self._exchange(command, arguments)["is"]
        return told

    def ask(self, command: str, **arguments: object) -> Any:
        """What the command answers, None for nothing. Raises as `do`."""
        return self._exchange(command, arguments).get("answer")

    def _exchange(self, command: str, arguments: dict[str, object]) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(20)
            line.connect(os.fspath(self._path))
            line.sendall(json.dumps({"do": command, "with": arguments}).encode() + b"\n")
            answered: dict[str, Any] = json.loads(line.makefile("rb").readline())
        if "error" in answered:
            raise ValueError(answered["error"])
        return answered


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    """Days travel as texts."""
    days = ("valid_from", "valid_to", "issued", "expires")
    return {key: date.fromisoformat(value) if key in days and value else value for key, value in values.items()}


def _far_end(ends: Mapping[str, FarEndFaults], device: str) -> FarEndFaults:
    if device not in ends:
        raise ValueError(f"no device is called {device!r}; there are: {', '.join(sorted(ends))}")
    return ends[device]
