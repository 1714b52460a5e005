"""Whether a machine may begin a new visit: rules over what is known of it, and nothing else. A visit that runs is never stopped.

Each limit lies well before the trouble itself, so that nobody fills a form that then cannot be kept.
"""

from dataclasses import dataclass
from datetime import timedelta

from kiosk.languages.fault import Fault, Mender

FREE_BYTES = 64 * 2**20
"""A visit writes its papers and photographs twice, into the WAL and then into the file: twenty pages at 1.5 MB make 60 MB."""

OLDEST = timedelta(days=7)
"""What one person handed in has been waiting for so long. The next one is better served at a window."""

WAITING = 1000
"""Ten days of a busy machine, and a queue that the platform takes in within minutes when the network is back."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a machine stands at one moment."""

    free_bytes: int
    waiting: int = 0
    """Applications in the outbox that have not left; those that are parked are not among them."""
    oldest: timedelta | None = None
    """Age of the oldest of them."""
    clock_behind: bool = False
    """Whether the machine's clock is certainly behind: before the floor of time, or far from what the platform says."""
    enrolled: bool = True
    closed: bool = False
    """Whether the platform has closed this machine: revoked, restored or cloned."""
    store: Fault | None = None
    """Why the store takes nothing."""


def refusal(standing: Standing) -> Fault | None:
    """Why no new visit may begin, the gravest reason first; None when one may."""
    if standing.store is not None:
        return standing.store
    if standing.closed:
        return Fault("machine_revoked", Mender.OPERATOR)
    if not standing.enrolled:
        return Fault("not_enrolled", Mender.OPERATOR)
    if standing.clock_behind:
        return Fault("machine_clock", Mender.TECHNICIAN)
    if standing.free_bytes < FREE_BYTES:
        return Fault("machine_full", Mender.OPERATOR)
    if standing.oldest is not None and standing.oldest > OLDEST:
        return Fault("machine_queue_old", Mender.TECHNICIAN)
    if standing.waiting >= WAITING:
        return Fault("machine_queue_long", Mender.TECHNICIAN)
    return None
