"""The terminals as an operator sees them: where, when last heard, and what is wrong with each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field
from sqlalchemy import Row, Select, func, select

from central.problems import Refusal
from central.store.database import PlatformDatabase
from central.store.tables import HeartbeatRow, TerminalCertificateRow, TerminalRow
from kiosk.contract.application import Message
from kiosk.contract.platform import Heartbeat

SILENT_AFTER = timedelta(minutes=3)
"""Three heartbeats missed."""
_CERTIFICATE_ENDS_SOON = timedelta(days=20)  # renewal was due ten days ago
_CLOCK_OFF_S = 300.0
_IN_TROUBLE = ("attention", "failed", "absent")


class FleetTerminal(Message):
    """A terminal. Nothing in it is about a person."""

    name: str
    number: int
    site: str
    enrolled_at: datetime
    closed: str = Field("", description="why its identity works no more: revoked, restored, cloned, replaced")
    closed_at: datetime | None = None
    certificate_until: datetime | None = None
    heard_at: datetime | None = None
    heartbeat: Heartbeat | None = None
    troubles: list[str] = Field(
        [],
        description="what somebody should look at: never-heard, silent, terminal-silent, terminal-absent, device NAME, parked, "
        "alarm CODE, certificate-ends, clock",
    )


@dataclass(frozen=True, slots=True)
class Fleet:
    database: PlatformDatabase

    def page(self, now: datetime, after: int = 0, limit: int = 200) -> list[FleetTerminal]:
        """By number, those above `after`."""
        statement = _terminals().where(TerminalRow.number > after).order_by(TerminalRow.number).limit(limit)
        with self.database.reading() as connection:
            return [_terminal(row, now) for row in connection.execute(statement)]

    def one(self, name: str, now: datetime) -> FleetTerminal:
        """Raises Refusal 404."""
        with self.database.reading() as connection:
            row = connection.execute(_terminals().where(TerminalRow.name == name)).one_or_none()
        if row is None:
            raise Refusal(404, "terminal-unknown", "没有这台终端")
        return _terminal(row, now)


def _terminals() -> Select[*tuple[Any, ...]]:
    certificate = TerminalCertificateRow
    until = (
        select(func.max(certificate.not_after))
        .where(certificate.terminal == TerminalRow.name, certificate.revoked_at.is_(None))
        .scalar_subquery()
    )
    return select(
        TerminalRow.name,
        TerminalRow.number,
        TerminalRow.site,
        TerminalRow.enrolled_at,
        TerminalRow.closed,
        TerminalRow.closed_at,
        until.label("certificate_until"),
        HeartbeatRow.heard_at,
        HeartbeatRow.document,
    ).join(HeartbeatRow, HeartbeatRow.terminal == TerminalRow.name, isouter=True)


def _terminal(row: Row[*tuple[Any, ...]], now: datetime) -> FleetTerminal:
    document: str | None = row.document
    made = FleetTerminal(
        name=row.name,
        number=row.number,
        site=row.site,
        enrolled_at=row.enrolled_at,
        closed=row.closed,
        closed_at=row.closed_at,
        certificate_until=row.certificate_until,
        heard_at=row.heard_at,
        heartbeat=None if document is None else Heartbeat.model_validate_json(document),
    )
    return made if made.closed else made.model_copy(update={"troubles": _troubles(made, now)})


def _troubles(one: FleetTerminal, now: datetime) -> list[str]:
    found: list[str] = []
    if one.certificate_until is not None and one.certificate_until - now < _CERTIFICATE_ENDS_SOON:
        found.append("certificate-ends")
    if one.heartbeat is None or one.heard_at is None:
        return [*found, "never-heard"]
    heartbeat = one.heartbeat
    if now - one.heard_at > SILENT_AFTER:
        found.append("silent")
    if heartbeat.terminal != "running":
        found.append(f"terminal-{heartbeat.terminal}")
    found += [f"device {name}" for name, device in sorted(heartbeat.devices.items()) if device.state in _IN_TROUBLE]
    if heartbeat.queue.parked:
        found.append("parked")
    found += [f"alarm {code}" for code in heartbeat.kept.alarms]
    if heartbeat.offset_s is not None and abs(heartbeat.offset_s) > _CLOCK_OFF_S:
        found.append("clock")
    return found
