"""A proxy on loopback that stands between the real agent and the real platform and does what networks do.

A test writes rules: which request, what happens to it, how often. What no rule names passes untouched, byte by byte, with its
Host header, so that signatures over the target stay right. Each exchange is recorded and can be waited for.

    proxy = Proxy(platform.address)
    proxy.rule("POST", "/v1/submissions", LoseAnswer(), times=2)
    proxy.until(lambda seen: any(one.rule for one in seen))

With `serve_tls` it ends TLS as a middle box does; `upstream_tls` is how it then speaks to the platform.
"""

import asyncio
import contextlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlsplit

import h11

from tests.faults.rules import (
    Answer,
    ChangeAnswer,
    ChangeRequest,
    CutAnswer,
    CutRequest,
    Hold,
    LoseAnswer,
    Repeat,
    Rule,
    Stall,
    StallAnswer,
    Trouble,
)

_LONGEST = 128 * 1024 * 1024
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer, whole. `start` is method and target, or the status."""

    start: tuple[str, str] | int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name.lower().encode()]
        return found[0].decode() if found else None

    def with_body(self, body: bytes) -> "Message":
        headers = [(key, value) for key, value in self.headers if key.lower() != b"content-length"]
        return replace(self, headers=[*headers, (b"content-length", str(len(body)).encode())], body=body)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What passed. `at`: when it came, by time.monotonic(). `statuses`: what the platform said, one for each time it was asked; `told`:
    what the agent was told, None when it was told nothing."""

    method: str
    path: str
    query: str
    request: Message
    rule: Trouble | None
    at: float
    statuses: tuple[int, ...] = ()
    told: int | None = None


@dataclass(slots=True)
class _Upstream:
    address: str
    tls: ssl.SSLContext | None = None


@dataclass(slots=True)
class _Rules:
    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: list[Rule] = field(default_factory=list)

    def take(self, method: str, target: str, body: bytes) -> Trouble | None:
        with self.lock:
            for rule in self.rules:
                if rule.matches(method, target, body) and (trouble := rule.take()) is not None:
                    return trouble
        return None


class Proxy:
    """Listens on a free port of loopback. Any thread may call it. Close it at the end."""

    def __init__(
        self,
        upstream: str,
        *,
        serve_tls: ssl.SSLContext | None = None,
        upstream_tls: ssl.SSLContext | None = None,
        listener: socket.socket | None = None,
    ) -> None:
        """`listener`: a bound socket, such as one in another network; without it a free port of loopback."""
        listening = listener or socket.create_server(("127.0.0.1", 0))
        self._upstream = _Upstream(upstream, upstream_tls)
        self._rules = _Rules()
        self._changed = threading.Condition()
        self._seen: list[Exchange] = []
        self._connections: set[asyncio.StreamWriter] = set()
        self._connected = 0
        self._whole = True
        self._loop = asyncio.new_event_loop()
        self._stalled = asyncio.Event()
        ready: threading.Event = threading.Event()

        async def serve() -> None:
            self._server = await asyncio.start_server(self._serve, sock=listening, ssl=serve_tls)
            self.port: int = self._server.sockets[0].getsockname()[1]
            ready.set()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.run_until_complete(serve())
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, name="proxy", daemon=True)
        self._thread.start()
        assert ready.wait(5)
        host = "localhost" if serve_tls else "127.0.0.1"
        self.address = f"{'https' if serve_tls else 'http'}://{host}:{self.port}"

    def rule(
        self,
        method: str,
        path: str,
        trouble: Trouble,
        *,
        times: int | None = 1,
        after: int = 0,
        containing: bytes = b"",
        longer_than: int = -1,
    ) -> Rule:
        """`path` is a regular expression over the whole path, without the query; `times` None: always; `after`: so many that match
        pass untouched first; `containing`: only bodies with these bytes; `longer_than`: only bodies of more bytes. Earlier rules
        win. Returns what `forget` takes."""
        made = Rule(method, re.compile(path), trouble, times, after, containing, longer_than)
        with self._rules.lock:
            self._rules.rules.append(made)
        return made

    def forget(self, *rules: Rule) -> None:
        """Without any: all of them. What is stalled stays stalled."""
        with self._rules.lock:
            self._rules.rules = [one for one in self._rules.rules if rules and one not in rules]

    def cut(self) -> None:
        """The cable is out: what is connected is closed, what comes is hung up on."""
        self._call(self._cut)

    def mend(self) -> None:
        self._whole = True

    def retarget(self, upstream: str) -> None:
        """The platform has come back at another address."""
        self._upstream.address = upstream

    @property
    def seen(self) -> list[Exchange]:
        """Every exchange that is over, in order."""
        with self._changed:
            return list(self._seen)

    def paths(self) -> list[str]:
        return [f"{one.method} {one.path}" for one in self.seen]

    def until(self, condition: Callable[[list[Exchange]], bool], seconds: float = 20) -> list[Exchange]:
        """Waits until what has passed fulfils the condition; returns it."""
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self._seen), seconds), [
                (one.method, one.path, one.statuses, one.told) for one in self._seen
            ]
            return list(self._seen)

    @property
    def connected(self) -> int:
        """How many connections were taken in all, also those that were hung up on."""
        with self._changed:
            return self._connected

    def until_connected(self, count: int, seconds: float = 20) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._connected >= count, seconds), self._connected

    def close(self) -> None:
        self._call(self._cut)
        self._call(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, call: Callable[[], object]) -> None:
        done = threading.Event()

        def run() -> None:
            call()
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(5)

    def _cut(self) -> None:
        self._whole = False
        for writer in list(self._connections):
            _hang_up(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with self._changed:
            self._connected += 1
            self._changed.notify_all()
        if not self._whole:
            _hang_up(writer)
            return
        self._connections.add(writer)
        near = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
        with contextlib.suppress(OSError, h11.RemoteProtocolError, asyncio.IncompleteReadError):
            while (request := await _receive(near, reader)) is not None:
                if not await self._exchange(request, near, writer):
                    break
                if near.our_state is not h11.DONE or near.their_state is not h11.DONE:
                    break
                near.start_next_cycle()
        self._connections.discard(writer)
        _hang_up(writer)

    async def _exchange(self, request: Message, near: h11.Connection, writer: asyncio.StreamWriter) -> bool:
        """False: the connection is over."""
        assert isinstance(request.start, tuple)
        method, target = request.start
        path, _, query = target.partition("?")
        trouble = self._rules.take(method, path, request.body)
        made = Exchange(method, path, query, request, trouble, time.monotonic())
        try:
            answers = await self._upstream_answers(request, trouble)
        except (OSError, h11.RemoteProtocolError, asyncio.IncompleteReadError):
            self._record(made)
            return False
        made = replace(made, statuses=tuple(_status(one) for one in answers))
        match trouble:
            case Answer():
                headers = [(key.encode(), value.encode()) for key, value in trouble.headers.items()]
                answer = Message(trouble.status, headers, b"").with_body(trouble.body)
            case Stall():
                self._record(made)
                await self._stalled.wait()
                return False
            case LoseAnswer() | CutRequest():
                self._record(made)
                return False
            case ChangeAnswer():
                answer = answers[0].with_body(trouble.change(answers[0].body))
            case _:
                answer = answers[0]
        whole = _written(near, answer, bodiless=method == "HEAD")
        cut = isinstance(trouble, CutAnswer | StallAnswer)
        # Recorded before the last byte leaves: whoever sees the answer finds it recorded.
        self._record(replace(made, told=None if cut else _status(answer)))
        writer.write(whole[: trouble.after] if isinstance(trouble, CutAnswer | StallAnswer) else whole)
        await writer.drain()
        if isinstance(trouble, StallAnswer):
            await self._stalled.wait()
        return not cut

    async def _upstream_answers(self, request: Message, trouble: Trouble | None) -> list[Message]:
        match trouble:
            case Answer():
                return []
            case Stall(forward=False):
                return []
            case CutRequest():
                await self._ask(request, trouble.after)
                return []
            case Repeat():
                found = await asyncio.gather(*(self._ask(request) for _ in range(trouble.times)))
            case ChangeRequest():
                found = [await self._ask(request.with_body(trouble.change(request.body)))]
            case Hold():
                trouble.arrived.set()
                await asyncio.to_thread(trouble.release.wait)
                found = [await self._ask(request)]
            case _:
                found = [await self._ask(request)]
        return [one for one in found if one is not None]

    async def _ask(self, request: Message, only: int | None = None) -> Message | None:
        """`only`: the platform gets so many bytes of the body and then the end of the connection; None comes back."""
        url = urlsplit(self._upstream.address)
        reader, writer = await asyncio.open_connection(url.hostname, url.port, ssl=self._upstream.tls)
        far = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
        try:
            whole = _written(far, request)
            if only is None:
                writer.write(whole)
            else:
                writer.write(whole[: len(whole) - len(request.body) + only])
                await writer.drain()
                if writer.can_write_eof():  # not in TLS
                    writer.write_eof()
                    await reader.read()  # until the platform has noticed, so that a test can go on from there
                return None
            await writer.drain()
            return await _receive(far, reader)
        finally:
            _hang_up(writer)

    def _record(self, exchange: Exchange) -> None:
        with self._changed:
            self._seen.append(exchange)
            self._changed.notify_all()


async def _receive(connection: h11.Connection, reader: asyncio.StreamReader) -> Message | None:
    """The next whole message; None when the other side has ended in order."""
    start: tuple[str, str] | int = 0
    headers: Headers = []
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(1 << 16))
        elif isinstance(event, h11.Request):
            start, headers = (event.method.decode(), event.target.decode()), _plain(event.headers.raw_items())
        elif isinstance(event, h11.Response):
            start, headers = event.status_code, _plain(event.headers.raw_items())
        elif isinstance(event, h11.Data):
            body += event.data
            assert len(body) <= _LONGEST
        elif isinstance(event, h11.EndOfMessage):
            return Message(start, headers, bytes(body))
        elif isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
            return None


def _plain(items: Sequence[tuple[bytes, bytes]]) -> Headers:
    """A chunked body was read whole and goes on with its length."""
    return [(bytes(key), bytes(value)) for key, value in items if key.lower() != b"transfer-encoding"]


def _written(connection: h11.Connection, message: Message, *, bodiless: bool = False) -> bytes:
    sized = message.header("content-length") is not None or bodiless or message.start in (204, 304)
    headers = message.headers if sized or not message.body else message.with_body(message.body).headers
    event: h11.Request | h11.Response
    if isinstance(message.start, int):
        event = h11.Response(status_code=message.start, headers=headers)
    else:
        event = h11.Request(method=message.start[0], target=message.start[1], headers=headers)
    parts = [connection.send(event)]
    if message.body and not bodiless:
        parts.append(connection.send(h11.Data(message.body)))
    parts.append(connection.send(h11.EndOfMessage()))
    return b"".join(part for part in parts if part)


def _status(message: Message) -> int:
    assert isinstance(message.start, int)
    return message.start


def _hang_up(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        writer.transport.abort()
