"""The queue goes to the platform, one application after the other, each with a result of its own.

What is refused is parked with its reason; what the platform cannot take just now waits by itself; neither holds up the next. The
round ends only when the circuit opens, when the machine itself is refused, or when its own store fails.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kiosk.contract.application import Submission, SubmissionAnswer
from kiosk.languages.fault import KnownFault
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.uploads import carry
from kiosk.offline.remote.circuit import Circuit
from kiosk.offline.remote.pauses import Pauses
from kiosk.offline.remote.port import PlatformPort, Refused, Unreachable

_log = logging.getLogger(__name__)

_CONFLICT = 409
# What the platform says of this one application. Anything else (401, 404) is about the machine or the platform.
_ABOUT_THE_APPLICATION = (400, _CONFLICT, 413, 415, 422)
INTERRUPTIONS = 8
"""So often in a row an application may be begun and never come to an end before it is parked."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being sent now. `attachment`: which of `attachments`, from 1; 0 for the application itself. `size` of it and
    `offset`, how far it has come: in bytes."""

    number: str
    attachments: int
    attachment: int = 0
    size: int = 0
    offset: int = 0


@dataclass(slots=True)
class Sent:
    delivered: list[str] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    trouble: str | None = None
    """The last reason why one waits again; None when none does."""


class Sender:
    """`send` for one thread; `progress` for any."""

    def __init__(
        self,
        deliveries: Deliveries,
        circuit: Circuit,
        pauses: Pauses,
        stop: threading.Event,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """`stop` ends it between two applications; `alive` is called between any two exchanges."""
        self._deliveries = deliveries
        self._circuit = circuit
        self._pauses = pauses
        self._stop = stop
        self._alive = alive
        self.progress: Progress | None = None

    def send(self, client: PlatformPort, sent: Sent) -> None:
        """What becomes of each is in `sent` at once. Raises Unreachable when the circuit is open, Refused when the machine is
        refused, KnownFault of the store."""
        for number in self._deliveries.crashed(INTERRUPTIONS):
            sent.parked.append(number)
            _log.error("sync.parked number=%s reason=sender_crashed", number)
        due = self._deliveries.due()
        self._pauses.keep({*due, *(rating.number for rating in self._deliveries.ratings())})
        try:
            for key in due:
                if self._stop.is_set():
                    return
                if not self._pauses.left_s(key):
                    self._send_one(client, key, sent)
        finally:
            self.progress = None

    def rate(self, client: PlatformPort, sent: Sent) -> None:
        """Ratings of what has been delivered. Raises as `send`."""
        for rating in self._deliveries.ratings():
            if self._stop.is_set() or self._pauses.left_s(rating.number):
                continue
            try:
                self._circuit.call(client.rate, rating)
            except Refused as error:
                if error.problem.status not in _ABOUT_THE_APPLICATION:
                    raise
                self._deliveries.rating_parked(rating.number, str(error))
                _log.error("sync.rating_parked number=%s reason=%s", rating.number, error)
            except Unreachable as error:
                self._put_off(rating.number, error, sent)
            else:
                self._pauses.clear(rating.number)
                self._deliveries.rated(rating.number)

    def _send_one(self, client: PlatformPort, key: str, sent: Sent) -> None:
        submission = self._deliveries.begin(key)
        try:
            answer = self._submit(client, submission) or self._submit(client, submission)
            if answer is None:
                # Somebody between us and the platform says that they arrive. No fault of the application.
                raise Unreachable("attachments do not arrive", answered=True)
        except Refused as error:
            self._refused(submission, error, sent)
        except Unreachable as error:
            self._deliveries.postponed(key, str(error))
            self._put_off(key, error, sent)
        except KnownFault as fault:
            self._deliveries.postponed(key, fault.fault.code)
            raise
        except Exception as bug:
            # Of ours, and perhaps about this one alone: the next one shall not wait for it, and like one that kills us it is
            # parked when it never comes to an end. What the exception says may be about a person.
            self._deliveries.postponed(key, f"bug {type(bug).__name__}", ended=False)
            self._pauses.put_off(key)
            sent.trouble = f"bug {type(bug).__name__}"
            _log.error("sync.bug number=%s kind=%s at=%s", submission.number, type(bug).__name__, place_of(bug))
        else:
            self._pauses.clear(key)
            self._deliveries.delivered(answer)
            sent.delivered.append(answer.number)
            _log.info("sync.delivered number=%s state=%s", answer.number, answer.state)

    def _refused(self, submission: Submission, error: Refused, sent: Sent) -> None:
        key = str(submission.key)
        if error.problem.status == _CONFLICT and error.retry_after is not None:
            # Another request with this key is still being worked on.
            self._deliveries.postponed(key, str(error))
            self._pauses.put_off(key, error.retry_after)
            sent.trouble = str(error)
            _log.info("sync.in_progress number=%s retry_after=%g", submission.number, error.retry_after)
        elif error.problem.status in _ABOUT_THE_APPLICATION:
            self._pauses.clear(key)
            self._deliveries.parked(key, str(error))
            sent.parked.append(submission.number)
            _log.error("sync.parked number=%s reason=%s", submission.number, error)
        else:
            self._deliveries.postponed(key, str(error))
            raise error

    def _put_off(self, key: str, error: Unreachable, sent: Sent) -> None:
        """Raises the error when it is the whole platform's."""
        sent.trouble = str(error)
        if error.answered:
            self._pauses.put_off(key, error.retry_after)
        if self._circuit.state != "closed":
            raise error

    def _submit(self, client: PlatformPort, submission: Submission) -> SubmissionAnswer | None:
        """Attachments first. None when the platform says that it has not got all of them: they will be sent again."""
        key = str(submission.key)
        progress = Progress(submission.number, len(submission.attachments))
        for digest in self._deliveries.to_upload(key):
            sealed = self._deliveries.attachment(digest)
            place = submission.attachments.index(digest) + 1
            self.progress = replace(progress, attachment=place, size=len(sealed))
            self._circuit.call(carry, client, digest, sealed, self._moved(key))
            self._deliveries.uploaded([digest])
        self.progress = progress
        self._alive()
        try:
            return self._circuit.call(client.submit, submission)
        except Refused as error:
            if error.problem.status != _CONFLICT or not error.problem.missing:
                raise
            self._deliveries.uploaded(error.problem.missing, done=False)
            return None

    def _moved(self, key: str) -> Callable[[int], None]:
        """Hears how far one attachment has come. A piece that has arrived is a word of the platform's: noted once."""
        heard: list[int] = []

        def moved(offset: int) -> None:
            self._alive()
            if len(heard) == 1 and offset > heard[0]:
                self._deliveries.moved(key)
            if len(heard) < 2:
                heard.append(offset)
            if self.progress is not None:
                self.progress = replace(self.progress, offset=offset)

        return moved


def place_of(bug: BaseException) -> str:
    """File and line where it was raised: all of an exception that may be logged beside its kind."""
    place = bug.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
