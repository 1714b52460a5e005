"""One round with the platform: a heartbeat, what waits here goes there, what is new there comes here. Each step is safe to repeat.

A round that breaks off has kept everything up to the step that failed. The log has ids and outcomes only.
docs/decisions/0018-rounds-parking-and-circuits.md.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from kiosk.contract.platform import Heartbeat
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.catalogue.pull import CataloguePull
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.sending import Sender, Sent
from kiosk.offline.remote.circuit import Circuit
from kiosk.offline.remote.identity import Machine
from kiosk.offline.remote.membership import Membership
from kiosk.offline.remote.pauses import Pauses
from kiosk.offline.remote.port import PlatformPort, Refused, Unreachable

_log = logging.getLogger(__name__)

_UNAUTHORISED = (401, 403)
_NO_HEARTBEATS = (404, 405)


@dataclass(slots=True)
class Round:
    """What a round did. `unreachable` says why it broke off or what it had to leave for later, None when it came to its end."""

    enrolled: bool = False
    sent: Sent = field(default_factory=Sent)
    offered_again: list[str] = field(default_factory=list)
    catalogue_rows: int = 0
    statuses: int = 0
    unreachable: str | None = None
    next_s: float | None = None
    """When the platform wants to hear of us again, in seconds."""
    again: bool = False
    """The next round at once: the platform was put back from a backup in the midst of it, or there is more of the catalogue."""

    @property
    def delivered(self) -> list[str]:
        return self.sent.delivered

    @property
    def parked(self) -> list[str]:
        return self.sent.parked


class SyncEngine:
    """`round` is not for two threads at once; the rest is for any."""

    def __init__(
        self,
        catalogue: KeptCatalogue,
        deliveries: Deliveries,
        membership: Membership,
        connect: Callable[[Machine | None], PlatformPort],
        *,
        circuit: Circuit,
        pauses: Pauses,
        beat: Callable[[], Heartbeat] | None = None,
        alive: Callable[[], None] = lambda: None,
        stop: threading.Event | None = None,
    ) -> None:
        """`connect` opens a way to the platform as this machine. `beat` makes the heartbeat. `stop` ends a round between two steps.

        `alive` is called between any two exchanges: whoever watches over this process knows then that it gets on.
        """
        self._pull = CataloguePull(catalogue.store, catalogue.store.path.with_name("snapshot"), stop=stop)
        self._deliveries = deliveries
        self._membership = membership
        self._connect = connect
        self._circuit = circuit
        self._pauses = pauses
        self._beat = beat
        self._alive = alive
        self._stop = stop or threading.Event()
        self._sender = Sender(deliveries, circuit, pauses, self._stop, alive)

    def sending(self) -> dict[str, Any]:
        """For who looks at the queue, as plain data: `now` what is being sent
        (kiosk.offline.outbox.sending.Progress) or None; `circuit` and
        `reason` how it stands with the platform; `next_s` seconds until it is tried again; `put_off` the same for each application
        that waits by itself, by key."""
        progress = self._sender.progress
        return {
            "now": None if progress is None else asdict(progress),
            "circuit": self._circuit.state,
            "reason": self._circuit.reason if self._circuit.state != "closed" else "",
            "next_s": round(self._circuit.wait_s(), 1),
            "put_off": {key: round(left, 1) for key, left in self._pauses.all().items()},
        }

    def due_s(self) -> float | None:
        """Seconds until something that was put off is to be tried again; None when nothing was."""
        return self._pauses.next_s()

    def round(self) -> Round:
        """Never raises for the network's sake. Raises NotEnrolled, KnownFault of the stores, and what is a bug."""
        done = Round()
        if self._circuit.wait_s() > 0:
            done.unreachable = self._circuit.reason
            return done
        try:
            done.enrolled = self._membership.ready(self._connect)
            with self._connect(self._membership.machine()) as client:
                self._heartbeat(client, done)
                self._sender.send(client, done.sent)
                self._sender.rate(client, done.sent)
                self._pull_statuses(client, done)
                self._pull_catalogue(client, done)
        except Unreachable as error:
            done.unreachable = str(error)
            self._circuit.refuse(str(error), error.retry_after)
        except Refused as error:
            # Outside of the steps that know what a refusal means: credentials the platform does not know, a version skew. Nothing
            # more is sent to it before the pause is over; the queue stays as it is.
            done.unreachable = str(error)
            self._membership.told(error)
            self._circuit.refuse(str(error))
            _log.error("sync.refused status=%d type=%s", error.problem.status, error.problem.type)
        done.unreachable = done.unreachable or done.sent.trouble
        return done

    def _heartbeat(self, client: PlatformPort, done: Round) -> None:
        """The one small request that tries a platform that was away. A heartbeat that fails by itself holds no application up, and a
        platform need not take any (docs/integrating.md)."""
        if self._beat is None:
            return
        try:
            answer = self._circuit.call(client.heartbeat, self._beat())
        except Unreachable as error:
            if self._circuit.state != "closed":
                raise
            done.unreachable = str(error)
        except Refused as error:
            if error.problem.status in _UNAUTHORISED:
                raise
            if error.problem.status in _NO_HEARTBEATS:
                return
            done.unreachable = str(error)
            _log.error("sync.heartbeat_refused status=%d type=%s", error.problem.status, error.problem.type)
        else:
            done.next_s = answer.next_s
            done.offered_again = self._deliveries.epoch(answer.epoch, answer.marks)
            for number in done.offered_again:
                _log.error("sync.offered_again number=%s epoch=%s", number, answer.epoch)

    def _pull_statuses(self, client: PlatformPort, done: Round) -> None:
        while not self._stop.is_set():
            self._alive()
            epoch, seq = self._deliveries.status_cursor()
            page = self._circuit.call(client.statuses, epoch, seq)
            if page.epoch == epoch and not page.statuses:
                return
            if page.epoch == epoch and page.seq <= seq:
                raise Unreachable("the statuses do not move on")
            if not self._deliveries.statuses(page):
                done.again = True
                return
            done.statuses += len(page.statuses)

    def _pull_catalogue(self, client: PlatformPort, done: Round) -> None:
        self._alive()
        pulled = self._circuit.call(self._pull.pull, client, self._membership.credentials.require().catalogue_key)
        done.catalogue_rows += pulled.rows
        done.again = done.again or pulled.more
