"""The outbox as technicians and operators see it: what waits, since when, how often it was tried and why it is still here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from kiosk.contract.platform import QueueReport

_MOST_TOLD = 200
"""Reasons in one report: a heartbeat stays small also when everything is parked."""
_WAITS = ("waiting", "sending")
_QUERY = """
    SELECT o.key, o.number, o.matter, o.matter_version, o.state, o.attempts, o.reason, o.queued_at, o.delivered_at,
        count(a.key) AS attachments, coalesce(sum(a.uploaded), 0) AS uploaded,
        coalesce(length(o.sealed), 0) + coalesce(sum(length(a.sealed)), 0) AS size
    FROM outbox o LEFT JOIN outbox_attachment a USING (key)
    WHERE o.state != 'delivered' OR :delivered
    GROUP BY o.key ORDER BY o.queued_at, o.number
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One application. `state`: waiting, sending, parked or delivered. `size` in bytes, sealed and with all attachments."""

    key: str
    number: str
    matter: str
    matter_version: int
    state: str
    attempts: int
    reason: str
    queued_at: datetime
    delivered_at: datetime | None
    attachments: int
    uploaded: int
    size: int


@dataclass(frozen=True, slots=True)
class Queued:
    store: Store

    def entries(self, *, delivered: bool = False) -> list[Entry]:
        """The oldest first. `delivered`: those too that the platform has and that are still kept here."""
        return [
            Entry(
                key=row["key"],
                number=row["number"],
                matter=row["matter"],
                matter_version=row["matter_version"],
                state=row["state"],
                attempts=row["attempts"],
                reason=row["reason"],
                queued_at=datetime.fromisoformat(row["queued_at"]),
                delivered_at=datetime.fromisoformat(row["delivered_at"]) if row["delivered_at"] else None,
                attachments=row["attachments"],
                uploaded=row["uploaded"],
                size=row["size"],
            )
            for row in self.store.read().execute(_QUERY, {"delivered": delivered})
        ]

    def report(self) -> "QueueReport":
        """For the operator, without the delivered ones."""
        from kiosk.contract.platform import QueueReport

        read = self.store.read()
        query = "SELECT count(*), min(queued_at) FROM outbox WHERE state IN (?, ?)"
        waiting, oldest = read.execute(query, _WAITS).fetchone()
        query = "SELECT number, reason FROM outbox WHERE state = 'parked' ORDER BY queued_at LIMIT ?"
        parked = {row["number"]: row["reason"] for row in read.execute(query, (_MOST_TOLD,))}
        age = None if oldest is None else datetime.now(UTC) - datetime.fromisoformat(oldest)
        return QueueReport(
            waiting=waiting,
            parked=parked,
            # A clock that was set back makes no negative age.
            oldest_s=None if age is None else max(0, int(age.total_seconds())),
        )
