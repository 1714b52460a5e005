"""The terminal's side of the local socket to the agent: questions that need the platform now, each with a deadline.

On the wire: a Unix stream socket; each message is four bytes of length, big endian, and JSON. The
terminal writes one `{"ask": …}`; the agent answers with one `{"answer": …}` or `{"fault": code}` and closes. After
`{"ask": "watch"}` it goes on: `{"online": true or false}` at each change and at least every two seconds.
"""

import base64
import binascii
import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.languages.fault import Fault, KnownFault

if TYPE_CHECKING:
    from kiosk.contract.application import ApplicationStatus
    from kiosk.contract.platform import CertificateAnswer, HeldMaterial

LONGEST_MESSAGE = 64 * 1024 * 1024
_SILENCE = 6.0  # seconds without a word from the agent after which it is taken for gone
_RECONNECT = 1.0


class AgentQuestions:
    """`online` is False until the agent says otherwise. Close it at the end."""

    def __init__(self, socket_path: Path, *, deadline: float = 5.0) -> None:
        """`deadline` in seconds, from asking to the last byte of the answer."""
        self._path = socket_path
        self._deadline = deadline
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="agent-question")
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._listeners: list[Callable[[bool], None]] = []
        self._online = False
        self._subscription = threading.Thread(target=self._subscribe, name="agent-watch", daemon=True)
        self._subscription.start()

    def online(self) -> bool:
        return self._online

    def watch(self, listener: Callable[[bool], None]) -> Callable[[], None]:
        """Called at once, then at each change on the subscription's thread."""
        with self._lock:
            self._listeners.append(listener)
            now = self._online
        listener(now)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def held(self, id_number: str, kinds: Sequence[str]) -> "Future[list[HeldMaterial]]":
        def ask() -> "list[HeldMaterial]":
            from kiosk.contract.platform import HeldAnswer, HeldQuestion

            question = HeldQuestion(id_number=id_number, kinds=list(kinds))
            return HeldAnswer.model_validate(self._ask("held", question.model_dump(mode="json"))).held

        return self._pool.submit(ask)

    def progress(self, *, number: str | None = None, id_number: str | None = None) -> "Future[list[ApplicationStatus]]":
        def ask() -> "list[ApplicationStatus]":
            from kiosk.contract.platform import ProgressAnswer, ProgressQuestion

            question = ProgressQuestion(number=number, id_number=id_number)
            return ProgressAnswer.model_validate(self._ask("progress", question.model_dump(mode="json"))).applications

        return self._pool.submit(ask)

    def certificate(self, number: str, id_number: str) -> "Future[CertificateAnswer]":
        """Fails with KnownFault('certificate_not_ready') when the platform has none for this number and person."""

        def ask() -> "CertificateAnswer":
            from kiosk.contract.platform import CertificateAnswer, CertificateQuestion

            question = CertificateQuestion(number=number, id_number=id_number)
            return CertificateAnswer.model_validate(self._ask("certificate", question.model_dump(mode="json")))

        return self._pool.submit(ask)

    def notice(self) -> None:
        """Without waiting; when the agent is away it will look at the outbox when it comes."""

        def tell() -> None:
            with contextlib.suppress(KnownFault):
                self._ask("notice", None)

        self._pool.submit(tell)

    def alive(self) -> None:
        """Says to the agent that this process's event loop turns; to be called from it. Without waiting."""

        def tell() -> None:
            with contextlib.suppress(KnownFault):
                self._ask("alive", None)

        self._pool.submit(tell)

    def sending(self) -> dict[str, Any]:
        """What the agent is doing with the queue at this moment (SyncEngine.sending). Waits for it; raises KnownFault `offline` when
        the agent is away."""
        answer: dict[str, Any] = self._ask("sending", None)
        return answer

    def printer(self, request: bytes) -> bytes:
        """The answer of the machine's printer to a request in IPP. Waits for it; raises KnownFault `printer_absent`, or `offline`
        when the agent is away."""
        try:
            return base64.b64decode(self._ask("printer", base64.b64encode(request).decode("ascii")), validate=True)
        except (TypeError, binascii.Error) as error:
            raise KnownFault(Fault("agent_question")) from error

    def close(self) -> None:
        self._closed.set()
        self._subscription.join()
        self._pool.shutdown()

    def _ask(self, what: str, question: object) -> Any:
        until = time.monotonic() + self._deadline
        try:
            with _connected(self._path, until) as connection:
                write_message(connection, {"ask": what, "question": question})
                reply = read_message(connection, until)
        except (OSError, ValueError) as error:
            raise KnownFault(Fault("offline")) from error
        if "fault" in reply:
            raise KnownFault(Fault(str(reply["fault"])))
        return reply.get("answer")

    def _subscribe(self) -> None:
        while not self._closed.is_set():
            with contextlib.suppress(OSError, ValueError), _connected(self._path, time.monotonic() + 2) as connection:
                write_message(connection, {"ask": "watch"})
                while not self._closed.is_set():
                    message = read_message(connection, time.monotonic() + _SILENCE, self._closed)
                    self._now(bool(message.get("online")))
            self._now(False)
            self._closed.wait(_RECONNECT)

    def _now(self, online: bool) -> None:
        with self._lock:
            changed, self._online = online != self._online, online
            listeners = list(self._listeners) if changed else []
        for listener in listeners:
            listener(online)


def _connected(path: Path, until: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(max(0.01, until - time.monotonic()))
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


def write_message(connection: socket.socket, message: object) -> None:
    body = json.dumps(message, ensure_ascii=False).encode()
    connection.sendall(struct.pack(">I", len(body)) + body)


def read_message(connection: socket.socket, until: float, closed: threading.Event | None = None) -> dict[str, Any]:
    """`until`: time.monotonic() of the deadline. Raises OSError (also when it has passed, or `closed` is set) or ValueError."""
    (length,) = struct.unpack(">I", _read(connection, 4, until, closed))
    if length > LONGEST_MESSAGE:
        raise ValueError("longer than any message")
    message = json.loads(_read(connection, length, until, closed))
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


def _read(connection: socket.socket, length: int, until: float, closed: threading.Event | None) -> bytes:
    received = bytearray()
    while len(received) < length:
        left = until - time.monotonic()
        if left <= 0 or (closed is not None and closed.is_set()):
            raise TimeoutError
        connection.settimeout(min(left, 0.25) if closed is not None else left)
        try:
            part = connection.recv(min(1 << 16, length - len(received)))
        except TimeoutError:
            continue
        if not part:
            raise ConnectionError("the other side has hung up")
        received += part
    return bytes(received)
