"""The proxy itself: each trouble does what it says, and what no rule names passes untouched."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.faults.proxy import Proxy
from tests.faults.rules import (
    Answer,
    ChangeAnswer,
    ChangeRequest,
    CutAnswer,
    CutRequest,
    Hold,
    LoseAnswer,
    Repeat,
    Stall,
    flip,
    portal,
    problem,
)


class Echo:
    """A far end that keeps what arrives and sends it back."""

    def __init__(self) -> None:
        self.arrived: list[bytes] = []
        self.hosts: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.arrived.append(body)
                outer.hosts.append(self.headers["Host"])
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def echo() -> Iterator[Echo]:
    opened = Echo()
    yield opened
    opened.close()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[Proxy]:
    with Proxy(echo.address) as between:
        yield between


def post(proxy: Proxy, body: bytes = b"0123456789", timeout: float = 5) -> requests.Response:
    return requests.post(f"{proxy.address}/v1/x?y=1", data=body, timeout=timeout)


def test_what_no_rule_names_passes_with_its_host(proxy: Proxy, echo: Echo) -> None:
    proxy.rule("POST", "/v1/other", LoseAnswer())
    proxy.rule("GET", ".*", LoseAnswer())
    with requests.Session() as session:
        for body in (b"a", b"", b"b" * 200_000):
            assert session.post(f"{proxy.address}/v1/x", data=body, timeout=5).content == body
    assert echo.arrived == [b"a", b"", b"b" * 200_000]
    assert echo.hosts == [proxy.address.removeprefix("http://")] * 3
    assert proxy.paths() == ["POST /v1/x"] * 3
    assert proxy.connected == 1


def test_an_answer_of_its_own_so_many_times(proxy: Proxy, echo: Echo) -> None:
    proxy.rule("*", "/v1/.*", problem(429, "too-many", retry_after=7), times=2, after=1)
    assert [post(proxy).status_code for _ in range(4)] == [200, 429, 429, 200]
    assert [one.told for one in proxy.seen] == [200, 429, 429, 200]
    assert len(echo.arrived) == 2
    proxy.rule("POST", "/v1/x", portal(), times=None, containing=b"mark")
    assert post(proxy, b"with a mark in it").headers["Content-Type"] == "text/html"
    assert post(proxy).status_code == 200


def test_done_there_and_never_heard_of_here(proxy: Proxy, echo: Echo) -> None:
    for trouble in (LoseAnswer(), CutAnswer(5), CutAnswer(-3)):
        proxy.rule("POST", "/v1/x", trouble)
        with pytest.raises(requests.exceptions.RequestException):
            post(proxy)
    assert len(echo.arrived) == 3
    assert [(one.statuses, one.told) for one in proxy.seen] == [((200,), None)] * 3


def test_half_a_request(proxy: Proxy, echo: Echo) -> None:
    proxy.rule("POST", "/v1/x", CutRequest(4))
    with pytest.raises(requests.exceptions.ConnectionError):
        post(proxy)
    assert echo.arrived == [b"0123"]


def test_changed_on_the_way(proxy: Proxy, echo: Echo) -> None:
    proxy.rule("POST", "/v1/x", ChangeRequest(flip(0)))
    proxy.rule("POST", "/v1/x", ChangeAnswer(lambda body: body[:3]))
    assert post(proxy, b"abc").content == b"`bc"
    assert echo.arrived == [b"`bc"]
    assert post(proxy, b"abcdef").content == b"abc"


def test_many_times_at_once(proxy: Proxy, echo: Echo) -> None:
    proxy.rule("POST", "/v1/x", Repeat(5))
    assert post(proxy, b"a").content == b"a"
    assert echo.arrived == [b"a"] * 5
    assert proxy.seen[0].statuses == (200,) * 5


def test_half_open_and_held(proxy: Proxy, echo: Echo) -> None:
    proxy.rule("POST", "/v1/x", Stall(forward=True))
    with pytest.raises(requests.exceptions.ReadTimeout):
        post(proxy, timeout=0.2)
    assert proxy.until(lambda seen: len(seen) == 1)[0].statuses == (200,)
    release = threading.Event()
    proxy.rule("POST", "/v1/x", Hold(release))
    with pytest.raises(requests.exceptions.ReadTimeout):
        post(proxy, b"held", timeout=0.2)
    assert len(echo.arrived) == 1
    release.set()
    proxy.until(lambda seen: len(seen) == 2)
    assert echo.arrived[1] == b"held"


def test_a_cut_cable(proxy: Proxy) -> None:
    with requests.Session() as session:
        assert session.post(f"{proxy.address}/v1/x", data=b"a", timeout=5).ok
        proxy.cut()
        with pytest.raises(requests.exceptions.ConnectionError):
            session.post(f"{proxy.address}/v1/x", data=b"a", timeout=5)
        proxy.mend()
        assert session.post(f"{proxy.address}/v1/x", data=b"a", timeout=5).ok
    forgotten = proxy.rule("POST", ".*", Answer(500), times=None)
    proxy.forget(forgotten)
    assert post(proxy).ok
