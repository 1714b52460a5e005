"""Real processes for every fault: a platform of the test's own, a proxy before it, the terminal's half, the agent.

All of them can be killed at any moment; each waits for words of the others, never for time.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from kiosk.contract.platform import HeldApplication
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.stores import Stores
from tests.agent.conftest import (
    ROOT,
    AgentProcess,
    Central,
    StartAgent,
    credentials,
    machine,
    outbox,
    start_agent,
)
from tests.faults.proxy import Exchange, Proxy

SUBMISSIONS = "/v1/submissions"

__all__ = ["StartAgent", "credentials", "machine", "outbox", "start_agent"]


class PlatformProcess:
    """`python -m central serve` on a folder, which may be killed and started again."""

    def __init__(self, data: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self._environment = dict(environment or {})
        self._arguments = arguments
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> Central:
        command = [sys.executable, "-u", "-m", "central", "serve", "--data", str(self.data), "--port", "0"]
        command += self._arguments
        environment = {**os.environ, **self._environment}
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
        assert self._process.stdout is not None
        said = next(line for line in self._process.stdout if line.startswith("serving on "))
        self.central = Central(self.data, said.removeprefix("serving on ").strip(), self._environment)
        return self.central

    @property
    def address(self) -> str:
        return self.central.address

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        process.wait(15)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    """For all tests of a module: who kills it starts it again."""
    running = PlatformProcess(tmp_path_factory.mktemp("platform") / "data")
    yield running
    running.kill()


@pytest.fixture
def proxy(platform: PlatformProcess) -> Iterator[Proxy]:
    with Proxy(platform.address) as between:
        yield between


class TerminalProcess:
    """tests/faults/terminal_process.py: hands in and rates when told."""

    def __init__(self, data: Path) -> None:
        command = [sys.executable, "-u", str(Path(__file__).with_name("terminal_process.py")), str(data)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def submit(self, **changes: object) -> str:
        """The number of an application that is on the disk. `changes` of kiosk.contract.application.Application."""
        return self._tell(f"submit {json.dumps(changes)}", "kept")

    def rate(self, number: str, grade: int) -> None:
        self._tell(f"rate {number} {grade}", "rated")

    def _tell(self, command: str, said: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        word, _, number = self.process.stdout.readline().strip().partition(" ")
        assert word == said
        return number

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def terminal(machine: Stores) -> Iterator[TerminalProcess]:
    running = TerminalProcess(machine.kept.path.parent)
    yield running
    running.kill()


class Scene:
    """An enrolled machine behind the proxy: agent and terminal run, a first round is over."""

    def __init__(
        self,
        platform: PlatformProcess,
        proxy: Proxy,
        terminal: TerminalProcess,
        outbox: KeptOutbox,
        stores: Stores,
        credentials: CredentialsFile,
        start_agent: StartAgent,
    ) -> None:
        self.platform, self.proxy, self.terminal = platform, proxy, terminal
        self.outbox, self.store, self.credentials = outbox, stores.kept, credentials
        self.start_agent = start_agent
        self.agent = start_agent(proxy.address, platform.central.code())
        self.agent.said("agent.round outcome=whole")

    @property
    def central(self) -> Central:
        return self.platform.central

    def kill_agent(self) -> None:
        self.agent._process.kill()
        self.agent._process.wait()

    def restart_agent(self) -> AgentProcess:
        self.agent = self.start_agent(self.proxy.address, None)
        return self.agent

    def delivered(self, number: str) -> HeldApplication:
        """Waits until the agent says that the platform has it, and looks whether that is true."""
        self.agent.said(f"sync.delivered number={number}")
        held = self.central.application(number)
        assert held is not None
        assert held.application.number == number
        return held

    def until(self, true: Callable[[], bool], seconds: float = 20) -> None:
        """Waits for something that the machine's store says; asked again after each commit of another process."""
        committed = threading.Event()
        stop = self.store.watch(committed.set)
        end = time.monotonic() + seconds
        try:
            while not true():
                assert committed.wait(end - time.monotonic()), self.agent.log[-10:]
                committed.clear()
        finally:
            stop()

    def submissions(self, number: str) -> list[Exchange]:
        """What passed the proxy of this application, in order."""
        return [one for one in self.proxy.seen if one.path == SUBMISSIONS and number.encode() in one.request.body]


@pytest.fixture
def scene(
    platform: PlatformProcess,
    proxy: Proxy,
    terminal: TerminalProcess,
    outbox: KeptOutbox,
    machine: Stores,
    credentials: CredentialsFile,
    start_agent: StartAgent,
) -> Scene:
    return Scene(platform, proxy, terminal, outbox, machine, credentials, start_agent)
