"""A real platform in its own process on loopback, and the terminal's half of a machine."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol

import pytest
import requests

from kiosk.agent.configuration import AgentConfiguration
from kiosk.contract.platform import HeldApplication
from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.client import PlatformClient
from kiosk.offline.remote.clock import PlatformTime
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.identity import Machine
from kiosk.offline.remote.membership import Membership
from kiosk.offline.remote.port import Patience, Way
from kiosk.offline.store.stores import Stores, open_stores

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Central:
    """The platform's process as an operator sees it."""

    data: Path
    address: str
    environment: Mapping[str, str] = field(default_factory=dict)
    """Besides this process's own: the platform's clock, for instance."""

    @property
    def auth(self) -> tuple[str, str]:
        return ("operator", (self.data / "operator-password").read_text("utf-8"))

    def code(self) -> str:
        command = [sys.executable, "-m", "central", "enrolment-code", "--data", str(self.data), "--site", "测试大厅"]
        told = subprocess.run(
            command,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            timeout=30,
            env={**os.environ, **self.environment},
        )
        return told.stdout.strip()

    def application(self, number: str) -> HeldApplication | None:
        answer = requests.get(f"{self.address}/operator/applications/{number}", auth=self.auth, timeout=10)
        return HeldApplication.model_validate(answer.json()) if answer.ok else None

    def move(self, number: str, state: str) -> None:
        url = f"{self.address}/operator/applications/{number}/state"
        requests.post(url, json={"state": state}, auth=self.auth, timeout=10).raise_for_status()


@pytest.fixture(scope="session")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    data = tmp_path_factory.mktemp("central")
    command = [sys.executable, "-u", "-m", "central", "serve", "--data", str(data), "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("serving on "):
            break
    yield Central(data, (data / "address").read_text("utf-8").strip())
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    process.stdout.close()
    assert not (data / "address").exists()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Stores]:
    stores = open_stores(tmp_path / "machine", development_key=True)
    yield stores
    stores.close()


@pytest.fixture
def credentials(machine: Stores) -> CredentialsFile:
    return CredentialsFile(machine.kept.path.with_name("credentials.json"), machine.kept.identity)


@pytest.fixture
def outbox(machine: Stores, credentials: CredentialsFile) -> KeptOutbox:
    return KeptOutbox(machine.kept, credentials, receipt_number)


def membership_of(credentials: CredentialsFile, code: str | None = None) -> Membership:
    return Membership(credentials, PlatformTime(credentials.path.with_name("time.json")), code)


def connecting(
    address: str, membership: Membership, *, attempts: int = 2
) -> Callable[[Machine | None], PlatformClient]:
    """What SyncEngine is given, with the patience of a test."""

    def connect(machine: Machine | None) -> PlatformClient:
        patience = Patience(connect_s=1, read_s=5, whole_s=30, attempts=attempts)
        return PlatformClient(Way(address, membership.time, machine=machine, patience=patience))

    return connect


class AgentProcess:
    """`main.py agent` in a process of its own, as a field machine has it, but for its short rounds."""

    def __init__(
        self,
        configuration: AgentConfiguration,
        environment: Mapping[str, str] | None = None,
        within: Sequence[str] = (),
    ) -> None:
        lines = [
            "[agent]",
            f'data = "{configuration.data}"',
            f'platform = "{configuration.platform}"',
            f'platform_ca = "{configuration.platform_ca or ""}"',
            f'adapter = "{configuration.adapter}"',
            f'enrolment_code = "{configuration.enrolment_code or ""}"',
            "interval_s = 0.2",
            "longest_pause_s = 0.5",
            "development_key = true",
        ]
        written = configuration.data / "kiosk.toml"
        written.write_text("\n".join(lines) + "\n", "utf-8")
        self._process = subprocess.Popen(
            [*within, sys.executable, "-u", str(ROOT / "main.py"), "agent", "--config", str(written)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        self.log: list[str] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._changed:
                self.log.append(line)
                self._changed.notify_all()

    def said(self, words: str, seconds: float = 60, *, after: int = 0) -> int:
        """Waits for a line of the log, among those from number `after` on. Returns the number of the line behind it."""

        def found() -> int | None:
            return next((place for place in range(after, len(self.log)) if words in self.log[place]), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, seconds), self.log
            place = found()
        assert place is not None
        return place + 1

    def said_one_of(self, *words: str, seconds: float = 20) -> str:
        """Waits for the first of these. Returns which one it was."""

        def found() -> str | None:
            return next((one for line in self.log for one in words if one in line), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, seconds), self.log
            said = found()
        assert said is not None
        return said

    def ended(self, seconds: float = 20) -> int:
        """Waits until it has ended by itself. Returns its exit code."""
        code = self._process.wait(seconds)
        self._reader.join(5)
        return code

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(10)
        self._reader.join(5)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code


class StartAgent(Protocol):
    def __call__(
        self,
        platform: str,
        code: str | None,
        *,
        platform_ca: Path | None = None,
        adapter: str = "kiosk.offline.remote.client:PlatformClient",
        environment: Mapping[str, str] | None = None,
        within: Sequence[str] = (),
    ) -> AgentProcess:
        """`within`: a command that runs the agent in surroundings of its own, such as nsenter."""


@pytest.fixture
def start_agent(machine: Stores) -> Iterator[StartAgent]:
    running: list[AgentProcess] = []

    def start(
        platform: str,
        code: str | None,
        *,
        platform_ca: Path | None = None,
        adapter: str = "kiosk.offline.remote.client:PlatformClient",
        environment: Mapping[str, str] | None = None,
        within: Sequence[str] = (),
    ) -> AgentProcess:
        configuration = AgentConfiguration(
            data=machine.kept.path.parent,
            platform=platform,
            enrolment_code=code,
            platform_ca=platform_ca,
            adapter=adapter,
        )
        running.append(AgentProcess(configuration, environment, within))
        return running[-1]

    yield start
    for agent in running:
        if agent._process.poll() is None:
            agent.stop()


class Between:
    """A proxy of the test between agent and platform. `answer` may do with an exchange what a network can do."""

    def __init__(self, upstream: str, behaviour: Callable[["Between", BaseHTTPRequestHandler, bytes], bool]) -> None:
        outer = self
        self.upstream = upstream
        self.seen: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.seen.append(f"{self.command} {self.path.partition('?')[0]}")
                if behaviour(outer, self, body):
                    return
                answer = outer.forward(self, body)
                self.send_response(answer.status_code)
                for name in ("Content-Type",):
                    if name in answer.headers:
                        self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.content)

            do_GET = do_POST = do_PATCH = do_PUT = do_HEAD = _pass

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def forward(self, handler: BaseHTTPRequestHandler, body: bytes) -> requests.Response:
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in ("host", "connection")}
        return requests.request(
            handler.command, self.upstream + handler.path, data=body or None, headers=headers, timeout=10
        )

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def between(central: Central) -> Iterator[Callable[..., Between]]:
    opened: list[Between] = []

    def open_one(behaviour: Callable[[Between, BaseHTTPRequestHandler, bytes], bool]) -> Between:
        opened.append(Between(central.address, behaviour))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
