"""The other side holds the connection and says nothing, or nearly nothing."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.languages.fault import KnownFault
from kiosk.offline.remote.client import PlatformClient
from kiosk.offline.remote.clock import PlatformTime
from kiosk.offline.remote.port import Patience, Unreachable, Way
from kiosk.offline.remote.questions import AgentQuestions
from tests.faults.conftest import Scene
from tests.faults.rules import Stall


@pytest.mark.fault(37)
def test_fault_37_half_open_socket(scene: Scene) -> None:
    """The platform's side of every connection is dead: a person's question is answered "offline" within its deadline, the agent ends
    when it is told to, and the application goes out when the network is back."""
    number = scene.terminal.submit()
    scene.delivered(number)
    scene.proxy.rule("*", ".*", Stall(), times=None)
    questions = AgentQuestions(scene.outbox._store.path.with_name("agent.sock"))
    asked = time.monotonic()
    with pytest.raises(KnownFault, match="offline"):
        questions.progress(number=number).result(10)
    assert time.monotonic() - asked < 6.5
    questions.close()
    second = scene.terminal.submit()
    scene.proxy.until(lambda seen: any(one.path != "/v1/questions/progress" and one.rule for one in seen))
    told = time.monotonic()
    assert scene.agent.stop() == 0
    assert time.monotonic() - told < 5
    scene.proxy.forget()
    scene.restart_agent()
    scene.delivered(second)


class Dripping:
    """Answers a byte at a time, for ever: in the head, or in the body."""

    def __init__(self, head: bytes) -> None:
        self._head = head
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._drip, daemon=True)
        self._thread.start()

    def _drip(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            connection.sendall(self._head)
            while not self._over.wait(0.05):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    def close(self) -> None:
        self._over.set()
        self._thread.join(5)
        self._listener.close()


@pytest.fixture(params=[b"HTTP/1.1 200 OK\r\nX-", b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"])
def dripping(request: pytest.FixtureRequest) -> Iterator[Dripping]:
    opened = Dripping(request.param)
    yield opened
    opened.close()


@pytest.mark.fault(37)
def test_fault_37_a_byte_now_and_then_does_not_move_the_deadline(dripping: Dripping, tmp_path: Path) -> None:
    """Each byte comes well within the time for a byte; the exchange ends at its deadline all the same."""
    patience = Patience(connect_s=5, read_s=5, whole_s=0.5, attempts=1)
    way = Way(dripping.address, PlatformTime(tmp_path / "time.json"), patience=patience)
    began = time.monotonic()
    with PlatformClient(way) as client, pytest.raises(Unreachable, match="deadline"):
        client.statuses("", 0)
    assert 0.4 < time.monotonic() - began < 3
