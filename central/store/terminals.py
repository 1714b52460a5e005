"""Terminals, and how one ends. How a machine becomes one: central/identity/enrolments.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, select, update

from central import events
from central.problems import Refusal
from central.store.database import PlatformDatabase
from central.store.tables import TerminalRow

Closing = Literal["revoked", "restored", "cloned", "replaced"]
"""revoked: by an operator. restored: its machine was put back from an old image. cloned: two machines had the identity. replaced: by
the machine that took its place."""

_TITLES: dict[str, str] = {
    "revoked": "终端已被停用，请用新的一次性登记码重新登记",
    "restored": "终端恢复自旧镜像，请用新的一次性登记码重新登记",
    "cloned": "有两台机器使用同一终端身份，均已停用，请用新的一次性登记码重新登记",
}


@dataclass(frozen=True, slots=True)
class Terminal:
    number: int
    name: str
    site: str
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Terminals:
    database: PlatformDatabase

    def by_name(self, name: str) -> Terminal | None:
        return self._one(TerminalRow.name == name)

    def by_number(self, number: int) -> Terminal | None:
        """Whose receipts begin with this number."""
        return self._one(TerminalRow.number == number)

    def _one(self, condition: ColumnElement[bool]) -> Terminal | None:
        statement = select(TerminalRow.number, TerminalRow.name, TerminalRow.site, TerminalRow.closed).where(condition)
        with self.database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else Terminal(*row)

    def revoke(self, name: str, now: datetime) -> None:
        """By an operator; one that is closed already stays as it is. Raises Refusal 404."""
        with self.database.transaction() as connection:
            closed = connection.scalar(select(TerminalRow.closed).where(TerminalRow.name == name).with_for_update())
            if closed is None:
                raise Refusal(404, "terminal-unknown", "没有这台终端")
            if closed:
                return
            close(connection, name, "revoked", now)
        events.CLOSED(terminal=name, reason="revoked")


def close(connection: Connection, terminal: str, reason: Closing, now: datetime) -> None:
    """The identity works no more, on any node, from the commit on."""
    connection.execute(update(TerminalRow).where(TerminalRow.name == terminal).values(closed=reason, closed_at=now))


def closed_refusal(reason: str) -> Refusal:
    """What a closed terminal is told, in words that its agent knows."""
    kind = "revoked" if reason == "replaced" else reason
    return Refusal(403, f"terminal-{kind}", _TITLES[kind])
