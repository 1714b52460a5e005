"""One exchange over HTTP as this machine: TLS, signature, deadline, retries, and the platform's time learned from each answer.

Adapters may use it for other dialects than ours. Whatever does not speak like a platform counts as offline: a captive portal
answers 200 with HTML, a proxy 502.
"""

import contextlib
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import urllib3
from tenacity import (
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_any,
    stop_when_event_set,
    wait_random_exponential,
)
from tenacity.nap import sleep_using_event
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from kiosk.contract.signing import WINDOW, new_nonce, sign_request
from kiosk.offline.remote import tls
from kiosk.offline.remote.address import check_address
from kiosk.offline.remote.cut import Cut
from kiosk.offline.remote.port import Unreachable, Way

LONGEST_ANSWER = 64 * 1024 * 1024
LONGEST_PAUSE = 600.0  # seconds of Retry-After that are honoured
_PART = 1 << 16
_UNAUTHORISED = 401
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (NameResolutionError, "no such name"),
    (NewConnectionError, "no connection"),
    (ConnectTimeoutError, "no connection"),
    (ReadTimeoutError, "too slow"),
    (ProtocolError, "cut off"),
)
_MACHINE_READABLE = ("application/json", "application/problem+json")


@dataclass(frozen=True, slots=True)
class Answered:
    """2xx or 4xx. `headers` by lower-case name."""

    status: int
    media_type: str
    headers: Mapping[str, str]
    body: bytes


Sink = Callable[[Answered], Callable[[bytes], None]]
"""Gets the head of a 2xx answer, its body still empty, and returns what takes the body part by part."""


class Transport:
    """For one thread. `headers` go with every request."""

    def __init__(self, way: Way, headers: Mapping[str, str] | None = None) -> None:
        """Raises ValueError for an address that may not be used, OSError for a file of authorities that cannot."""
        check_address(way.address)
        self._way = way
        self._headers = dict(headers or {})
        self._base = way.address.rstrip("/")
        self._cut = Cut()
        way.stop.ends(self._cut)
        self._pool = self._connect()
        self._retrying = Retrying(
            stop=stop_any(stop_after_attempt(way.patience.attempts), stop_when_event_set(way.stop)),
            wait=wait_random_exponential(multiplier=0.2, max=2),
            # A connection that breaks may have been an old one; a platform that fails or asks for patience gets it.
            retry=retry_if_exception(lambda error: isinstance(error, Unreachable) and not error.answered),
            sleep=sleep_using_event(way.stop),
            reraise=True,
        )

    def close(self) -> None:
        self._pool.close()

    def ask(
        self,
        method: str,
        target: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        sink: Sink | None = None,
        repeat: bool = True,
    ) -> Answered:
        """`target`: path and query, encoded. A 2xx body goes to `sink` where there is one; what that raises comes out as it is.
        `repeat` False: one attempt. Raises Unreachable."""
        if not repeat:
            return self._ask(method, target, body, headers or {}, sink)
        return self._retrying(self._ask, method, target, body, headers or {}, sink)

    def _ask(self, method: str, target: str, body: bytes, headers: Mapping[str, str], sink: Sink | None) -> Answered:
        before = self._way.time.now()
        answered = self._once(method, target, body, headers, sink)
        if answered.status == _UNAUTHORISED and abs(self._way.time.now() - before) > WINDOW / 2:
            # Signed at a wrong time, and now we know the right one.
            answered = self._once(method, target, body, headers, sink)
        return answered

    def _once(self, method: str, target: str, body: bytes, headers: Mapping[str, str], sink: Sink | None) -> Answered:
        if self._way.stop.is_set():
            raise Unreachable("stopping")
        patience = self._way.patience
        url = self._base + target
        sent = {**self._headers, **headers}
        sent |= self._signature(method, url, sent, body)
        with self._cut.within(patience.whole_s):
            with self._said():
                response = self._pool.urlopen(
                    method,
                    urlsplit(url)._replace(scheme="", netloc="").geturl(),
                    body=body or None,
                    headers=sent,
                    retries=False,
                    redirect=False,
                    preload_content=False,
                    decode_content=False,
                    timeout=urllib3.Timeout(connect=patience.connect_s, read=patience.read_s),
                )
            with response:
                head = self._head(response)
                take = sink(head) if sink is not None and head.status < 300 else None
                received = self._read(response, take)
        return replace(head, body=received)

    def _read(self, response: urllib3.BaseHTTPResponse, take: Callable[[bytes], None] | None) -> bytes:
        received = bytearray()
        while True:
            with self._said():
                part = response.read1(_PART)
            if not part:
                return bytes(received)
            if take is not None:
                take(part)
                continue
            received += part
            if len(received) > LONGEST_ANSWER:
                raise Unreachable("an answer without end")

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """What the network does to us, as Unreachable. An end that came by the deadline is no end of the answer."""
        try:
            yield
        except (HTTPError, OSError) as error:
            raise Unreachable("deadline" if self._cut.struck else _kind(error)) from error
        if self._cut.struck:
            raise Unreachable("deadline")

    def _head(self, response: urllib3.BaseHTTPResponse) -> Answered:
        """Without its body. Raises Unreachable for a status that is no word of the platform on the request."""
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type in _MACHINE_READABLE:
            self._learn(response.headers.get("Date", ""))
        status = response.status
        if status == 429 or not (200 <= status < 300 or 400 <= status < 500):
            after = retry_after(response.headers.get("Retry-After", ""))
            raise Unreachable(f"HTTP {status}", answered=status >= 429, retry_after=after)
        return Answered(status, media_type, {name.lower(): value for name, value in response.headers.items()}, b"")

    def _learn(self, date: str) -> None:
        try:
            self._way.time.learned(parsedate_to_datetime(date).astimezone(UTC))
        except ValueError:
            return  # no date, or none that can be read

    def _signature(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        machine = self._way.machine
        if machine is None:
            return {}
        now: datetime = self._way.time.now()
        return sign_request(method, url, headers, body, machine.key, machine.keyid, now, new_nonce())

    def _connect(self) -> urllib3.HTTPConnectionPool:
        parts = urlsplit(self._base)
        host = parts.hostname or ""
        if parts.scheme == "http":
            pool = urllib3.HTTPConnectionPool(host, parts.port, maxsize=1, cut=self._cut)
            pool.ConnectionCls = tls.Plain
            return pool
        secure = urllib3.HTTPSConnectionPool(
            host,
            parts.port,
            maxsize=1,
            ssl_context=tls.context(self._way),
            cut=self._cut,
            time=self._way.time,
        )
        secure.ConnectionCls = tls.Judged
        return secure


def _kind(error: Exception) -> str:
    """What happened, without addresses or values. TLS says why, for that is what a technician must know."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"TLS: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return f"TLS: {cause.reason or cause.args[0]}"
        cause = cause.__cause__ or cause.__context__ or _inner(cause)
    return next((words for kind, words in _WORDS if isinstance(error, kind)), type(error).__name__)


def _inner(error: BaseException) -> BaseException | None:
    return next((value for value in error.args if isinstance(value, BaseException)), None)


def retry_after(value: str) -> float | None:
    """Seconds; a date is not looked at."""
    return min(float(value), LONGEST_PAUSE) if value.isdecimal() else None
