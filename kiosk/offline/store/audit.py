"""What happened to the machine and what technicians did to it: events, never people. An alarm stays until a technician settles it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

    from sqlite_utils import Database

    from kiosk.offline.store.store import Store


@dataclass(frozen=True, slots=True)
class Event:
    """`code` names what happened; `detail` has counts, files and codes."""

    id: int
    at: str
    code: str
    detail: str
    alarm: bool
    settled_at: str | None


def note(connection: "Connection", code: str, detail: str = "", *, alarm: bool = False) -> None:
    """Within a transaction of the caller's."""
    connection.execute(
        "INSERT INTO audit (at, event, detail, alarm) VALUES (?, ?, ?, ?)",
        (datetime.now(UTC).isoformat(), code, detail, int(alarm)),
    )


def noting(code: str, detail: str = "", *, alarm: bool = False) -> "Callable[[Database], None]":
    """The same as a change for `Store.write`."""
    return lambda database: note(database.conn, code, detail, alarm=alarm)


def alarms(store: "Store") -> list[str]:
    """Codes that nobody has settled, the oldest first, each once."""
    rows = store.read().execute("SELECT event FROM audit WHERE alarm AND settled_at IS NULL ORDER BY id")
    return list(dict.fromkeys(row[0] for row in rows))


def events(store: "Store", most: int = 100) -> list[Event]:
    """The last ones, the newest first."""
    rows = store.read().execute("SELECT * FROM audit ORDER BY id DESC LIMIT ?", (most,))
    return [
        Event(row["id"], row["at"], row["event"], row["detail"], bool(row["alarm"]), row["settled_at"]) for row in rows
    ]


def settle(store: "Store") -> list[str]:
    """All alarms; noted as an event of its own. Returns their codes."""
    codes = alarms(store)

    def change(database: "Database") -> None:
        now = datetime.now(UTC).isoformat()
        database.execute("UPDATE audit SET settled_at = ? WHERE alarm AND settled_at IS NULL", (now,))
        note(database.conn, "alarms_settled", ", ".join(codes))

    if codes:
        store.write(change).result()
    return codes
