"""Both processes as systemd and the agent see them: real ones, with a real notification socket, and a terminal that really hangs."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.agent.configuration import AgentConfiguration
from kiosk.agent.server import AgentServer, Reachability
from kiosk.agent.watch import TerminalWatch
from kiosk.offline.remote.port import Unreachable
from tests.agent.conftest import ROOT, AgentProcess


class Systemd:
    """The far end of NOTIFY_SOCKET."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(30)

    def hears(self, word: str) -> None:
        """Waits for it, whatever else is said before."""
        while self._socket.recv(1024).decode() != word:
            pass

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    opened = Systemd(tmp_path / "notify")
    yield opened
    opened.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "machine"
    folder.mkdir()
    return folder


class TerminalProcess:
    """`main.py` without a display."""

    def __init__(self, data: Path, notify: Path) -> None:
        written = data / "terminal.toml"
        written.write_text(
            f'[agent]\ndata = "{data}"\nplatform = "https://platform.example"\ndevelopment_key = true\n', "utf-8"
        )
        command = [sys.executable, str(ROOT / "main.py"), "--windowed", "--config", str(written)]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "NOTIFY_SOCKET": str(notify)}
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env=environment)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@pytest.fixture
def terminal(data: Path, systemd: Systemd) -> Iterator[TerminalProcess]:
    running = TerminalProcess(data, systemd.path)
    yield running
    running.end()


def test_the_agent_tells_systemd_that_it_is_ready_and_that_it_gets_on(data: Path, systemd: Systemd) -> None:
    agent = AgentProcess(AgentConfiguration(data, "http://127.0.0.1:1"), {"NOTIFY_SOCKET": str(systemd.path)})
    systemd.hears("READY=1")
    for _ in range(3):
        systemd.hears("WATCHDOG=1")
    assert agent.stop() == 0
    systemd.hears("STOPPING=1")


def offline() -> None:
    raise Unreachable("there is no platform here")


@pytest.mark.fault(58)
def test_fault_58_terminal_process_hangs(
    data: Path, systemd: Systemd, terminal: TerminalProcess, caplog: pytest.LogCaptureFixture
) -> None:
    """The real terminal says from its event loop that it turns; it is stopped in the middle, says nothing more, to systemd neither,
    and is killed and reported, so that systemd starts it anew."""
    running, silent, gone = threading.Event(), threading.Event(), threading.Event()
    told: list[str] = []

    def changed() -> None:
        told.append(watch.report())
        {"running": running, "silent": silent, "absent": gone}[told[-1]].set()

    watch = TerminalWatch(changed, silent_s=4, grace_s=0.2)
    server = AgentServer(
        data / "agent.sock",
        offline,  # type: ignore[arg-type]
        Reachability(),
        lambda: None,
        lambda request: request,
        alive=watch.alive,
        sending=dict,
    )
    try:
        systemd.hears("READY=1")
        assert running.wait(30)
        systemd.hears("WATCHDOG=1")
        systemd.hears("WATCHDOG=1")
        assert not silent.is_set()
        os.kill(terminal.process.pid, signal.SIGSTOP)
        assert silent.wait(30)
        assert terminal.process.wait(30) == -signal.SIGKILL
        assert gone.wait(30)
    finally:
        server.close()
        watch.close()
    assert told == ["running", "silent", "absent"]
