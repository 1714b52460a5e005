"""The cable between agent and platform, with a real HTTP server behind it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import requests

from kiosk.desk.network import Cable


class Platform(ThreadingHTTPServer):
    """Remembers the bodies it was sent and says yes."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Answering)


class Answering(BaseHTTPRequestHandler):
    server: Platform
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.server.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"yes")

    def log_message(self, *_: Any) -> None:
        """Tests print nothing."""


@pytest.fixture
def platform() -> Iterator[Platform]:
    with Platform() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def cable(platform: Platform) -> Iterator[Cable]:
    cable = Cable(("127.0.0.1", platform.server_port))
    yield cable
    cable.close()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def post(session: requests.Session, cable: Cable, body: str) -> str:
    return session.post(f"http://127.0.0.1:{cable.port}/", data=body, timeout=5).text


def test_a_whole_cable_carries_both_ways(platform: Platform, cable: Cable, session: requests.Session) -> None:
    assert cable.whole
    assert post(session, cable, "one") == "yes"
    assert platform.taken == [b"one"]


def test_a_cut_cable_carries_nothing_until_it_is_mended(
    platform: Platform, cable: Cable, session: requests.Session
) -> None:
    assert post(session, cable, "before") == "yes"
    cable.cut()
    assert not cable.whole
    with pytest.raises(requests.ConnectionError):
        post(session, cable, "between")
    cable.mend()
    assert post(session, cable, "after") == "yes"
    assert platform.taken == [b"before", b"after"]


def test_cut_at_a_request_lets_the_platform_have_it_and_the_terminal_not_hear_of_it(
    platform: Platform, cable: Cable, session: requests.Session
) -> None:
    cable.cut_at(b"the application")
    assert post(session, cable, "something else") == "yes"
    with pytest.raises(requests.ConnectionError):
        post(session, cable, "the application")
    assert platform.taken == [b"something else", b"the application"]
    assert not cable.whole
    cable.mend()
    assert post(session, cable, "the application") == "yes", "mending also forgets where to cut"


def test_a_closed_cable_listens_no_more(cable: Cable, session: requests.Session) -> None:
    cable.close()
    with pytest.raises(requests.ConnectionError):
        post(session, cable, "anything")
