"""A platform of a test's own, of any number of nodes, and machines that speak to the node that the test names."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from central.platform import Platform
from kiosk.contract.application import Application, Submission
from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.outbox.uploads import carry
from kiosk.offline.remote.client import PlatformClient
from kiosk.offline.remote.credentials import CredentialsFile
from tests.agent.conftest import ROOT, Central, connecting, membership_of
from tests.central.postgres import Postgres
from tests.offline.opened import kept
from tests.offline.people import application, matter


class Node:
    """One `python -m central serve`."""

    def __init__(self, command: list[str], data: Path, secrets: Path) -> None:
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
        )
        self.log: list[str] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        said = self.said("serving on ")
        self.central = Central(secrets, said.removeprefix("serving on ").strip())

    @property
    def address(self) -> str:
        return self.central.address

    def said(self, words: str, seconds: float = 60) -> str:
        """Waits for a line of its log, and returns it."""
        with self._changed:
            self._changed.wait_for(lambda: any(words in line for line in self.log), seconds)
            return next(line for line in self.log if words in line)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(30)
        self._reader.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def stop(self) -> None:
        self.kill(signal.SIGTERM)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.log.append(line)
                self._changed.notify_all()


@dataclass
class Installation:
    """What its nodes share. `url` None: SQLite, of one node."""

    folder: Path
    url: str | None
    nodes: list[Node] = field(default_factory=list)

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def attachments(self) -> Path:
        return self.folder / "attachments"

    def data(self, name: str = "a") -> Path:
        return self.folder / name

    def start(self, name: str = "a", *more: str) -> Node:
        """Node `name`, on its own data folder."""
        command = [sys.executable, "-u", "-m", "central", "serve", *self._which(name), "--port", "0", *more]
        command += ["--attachments", str(self.attachments)]
        self.nodes.append(Node(command, self.data(name), self.secrets))
        return self.nodes[-1]

    @contextlib.contextmanager
    def looked_at(self) -> Iterator[Platform]:
        """The database as it is, in this process: quicker than a command."""
        place = str(self.attachments)
        opened = Platform.open(self.data(), attachments=place, database=self.url, secrets=self.secrets)
        yield opened
        opened.close()

    def command(self, *words: str) -> Any:
        """What an operator types, and what its JSON says."""
        return json.loads(self.run(*words, "--json").stdout)

    def run(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "central", *words, *self._which("a")]
        return subprocess.run(command, cwd=ROOT, check=check, capture_output=True, text=True, timeout=60)

    def close(self) -> None:
        for node in self.nodes:
            node.kill()

    def _which(self, name: str) -> list[str]:
        shared = ["--database", self.url] if self.url else []
        return ["--data", str(self.data(name)), "--secrets", str(self.secrets), *shared]


class Sender:
    """An enrolled machine: seals as the terminal does and speaks to any node as the agent does."""

    def __init__(self, folder: Path, installation: Installation, node: Node) -> None:
        self.store = kept(folder)
        self.credentials = CredentialsFile(folder / "credentials.json", self.store.identity)
        code = installation.run("enrolment-code", "--site", "测试大厅").stdout.strip()
        self.membership = membership_of(self.credentials, code)
        self.membership.ready(connecting(node.address, self.membership))
        self.outbox = KeptOutbox(self.store, self.credentials, receipt_number)
        self.deliveries = Deliveries(self.store)

    @property
    def name(self) -> str:
        return self.credentials.require().terminal

    def to(self, node: Node) -> PlatformClient:
        """One attempt at each request."""
        return connecting(node.address, self.membership, attempts=1)(self.membership.machine())

    def sealed(self, code: str, **details: Any) -> tuple[Application, Submission]:
        made, documents = application(matter(code), self.outbox.next_number(), terminal=self.name, **details)
        self.outbox.submit(made, documents).result()
        return made, self.deliveries.begin(str(made.key))

    def upload(self, client: PlatformClient, submission: Submission) -> None:
        for digest in submission.attachments:
            carry(client, digest, self.deliveries.attachment(digest), lambda _: None)


@contextlib.contextmanager
def installation(request: pytest.FixtureRequest, folder: Path, kind: str) -> Iterator[Installation]:
    """`kind`: sqlite or postgresql."""
    if kind == "sqlite":
        yield from _closing(Installation(folder, None))
        return
    cluster: Postgres = request.getfixturevalue("postgres")
    name = cluster.create()
    yield from _closing(Installation(folder, cluster.url(name)))
    cluster.drop(name)


def _closing(made: Installation) -> Iterator[Installation]:
    made.folder.mkdir(parents=True, exist_ok=True)
    yield made
    made.close()
