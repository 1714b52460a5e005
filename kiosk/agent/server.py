"""The local socket on which the agent answers the terminal. The wire is described in kiosk/offline/remote/questions.py.

Whatever happens to a question, the terminal gets a word: an answer, or the code of a fault.
"""

import base64
import binascii
import logging
import os
import socket
import socketserver
import struct
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk.contract.platform import CertificateQuestion, HeldQuestion, ProgressQuestion
from kiosk.devices.printers.ipp import Exchange
from kiosk.languages.fault import KnownFault
from kiosk.offline.remote.port import Closed, PlatformPort, Refused, Unknown, Unreachable
from kiosk.offline.remote.questions import read_message, write_message

_log = logging.getLogger(__name__)

_HEARTBEAT = 2.0  # seconds
_ASK_WITHIN = 2.0  # seconds a connected terminal has to put its question


class Reachability:
    """Whether the platform answered last time it was asked. Listeners wait on it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._online = False
        self._over = False

    @property
    def online(self) -> bool:
        return self._online

    def now(self, online: bool) -> None:
        with self._changed:
            if online != self._online:
                self._online = online
                self._changed.notify_all()

    def end(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def wait(self, known: bool, seconds: float) -> bool | None:
        """The word now, at once when it is not `known`; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._online != known, seconds)
            return None if self._over else self._online


class AgentServer:
    """`connect()` opens a client with the machine's credentials, or raises Unreachable. `notice()` wakes the main loop.
    `printer` carries a question to the machine's printer. `alive(process)` hears that the terminal's event loop turns. `sending()`
    says what the agent is doing with the queue at this moment."""

    def __init__(
        self,
        path: Path,
        connect: Callable[[], PlatformPort],
        reachability: Reachability,
        notice: Callable[[], None],
        printer: Exchange,
        *,
        alive: Callable[[int], None],
        sending: Callable[[], dict[str, Any]],
    ) -> None:
        self._connect = connect
        self._printer = printer
        self._reachability = reachability
        self._notice = notice
        self._alive = alive
        self._sending = sending
        path.unlink(missing_ok=True)
        self._server = _Server(str(path), self._handler())
        os.chmod(path, 0o660)  # noqa: PTH101 - a socket
        self._path = path
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="agent-server")
        self._thread.start()

    def close(self) -> None:
        self._reachability.end()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._path.unlink(missing_ok=True)

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    outer._serve(self.request)
                except (OSError, ValueError) as error:
                    # The terminal has gone, or was too slow; it does not wait any more.
                    _log.info("agent.question_broken reason=%s", type(error).__name__)

        return Handler

    def _serve(self, connection: socket.socket) -> None:
        message = read_message(connection, time.monotonic() + _ASK_WITHIN)
        ask = message.get("ask")
        if ask == "watch":
            self._tell_online(connection)
        elif ask == "online":
            write_message(connection, {"answer": {"online": self._reachability.online}})
        elif ask == "notice":
            self._notice()
            write_message(connection, {"answer": None})
        elif ask == "alive":
            # The kernel's word, not the asker's: nobody can speak for another process.
            process, _, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
            self._alive(process)
            write_message(connection, {"answer": None})
        elif ask == "sending":
            write_message(connection, {"answer": self._sending()})
        elif ask == "printer":
            write_message(connection, self._carry(message.get("question")))
        else:
            write_message(connection, self._answer(ask, message.get("question")))

    def _carry(self, question: object) -> dict[str, Any]:
        try:
            request = base64.b64decode(str(question), validate=True)
            return {"answer": base64.b64encode(self._printer(request)).decode("ascii")}
        except KnownFault as known:
            return {"fault": known.fault.code}
        except binascii.Error:
            return {"fault": "agent_question"}

    def _tell_online(self, connection: socket.socket) -> None:
        online: bool | None = self._reachability.online
        while online is not None:
            write_message(connection, {"online": online})
            online = self._reachability.wait(online, _HEARTBEAT)

    def _answer(self, ask: object, question: Any) -> dict[str, Any]:
        try:
            with self._connect() as client:
                match ask:
                    case "held":
                        answer = client.held(HeldQuestion.model_validate(question)).model_dump(mode="json")
                    case "progress":
                        answer = client.progress(ProgressQuestion.model_validate(question)).model_dump(mode="json")
                    case "certificate":
                        asked = CertificateQuestion.model_validate(question)
                        answer = client.certificate(asked).model_dump(mode="json")
                    case _:
                        return {"fault": "agent_question"}
        except Unreachable as error:
            _log.info("agent.question ask=%s outcome=offline reason=%s", ask, error)
            self._reachability.now(False)
            self._notice()
            return {"fault": "offline"}
        except Refused as error:
            _log.info("agent.question ask=%s outcome=refused reason=%s", ask, error)
            if isinstance(error, Closed | Unknown):
                self._notice()  # what that means for the machine is for the next round to find out
            missing = error.problem.status == 404 and ask == "certificate"
            return {"fault": "certificate_not_ready" if missing else "platform_refused"}
        except KnownFault as known:
            return {"fault": known.fault.code}
        except ValidationError:
            return {"fault": "agent_question"}
        self._reachability.now(True)
        _log.info("agent.question ask=%s outcome=answered", ask)
        return {"answer": answer}


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A bug. Its words may be about a person, so only its kind is kept; the terminal takes the silence for offline."""
        _log.error("agent.question outcome=bug kind=%s", type(sys.exception()).__name__)
