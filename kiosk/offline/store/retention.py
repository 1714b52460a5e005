"""How long a machine keeps what it no longer needs: written limits, kept once a day (docs/operations.md has the table).

What waits or is parked is never touched: nobody but the platform or a person says that it may go.
"""

import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.offline.guards import FREE_BYTES
from kiosk.offline.outbox import owed
from kiosk.offline.store.moving_in import PUT_ASIDE
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

_log = logging.getLogger(__name__)

PAYLOADS = timedelta(days=14)
"""After the platform's acknowledgement. It may be put back from a backup, and is then offered again what it forgot."""

RECEIPTS = timedelta(days=400)
"""Number, matter, times and status of what was delivered. A person asks about last year's application, hardly about an older one."""

EVENTS = timedelta(days=400)
"""The audit, but for alarms that nobody has settled."""

PUT_ASIDE_STORE = timedelta(days=30)
"""The plain store of version 0.1, after it was taken in."""

_SHORT = 2 * FREE_BYTES
"""Bytes free below which delivered payloads go at once, the oldest first: room for new visits is worth more than a second backup."""
_AT_ONCE = 50  # applications in one transaction, so that nobody waits for long


@dataclass(slots=True)
class Pruned:
    payloads: int = 0
    receipts: int = 0
    events: int = 0


def prune(store: Store, now: datetime | None = None, *, short: int = _SHORT) -> Pruned:
    """Deletes what is past its limit and gives the room back to the disk. Raises KnownFault as writing does."""
    now = now or datetime.now(UTC)
    pruned = Pruned()
    while (gone := store.write(_payloads(now - PAYLOADS)).result()) > 0:
        pruned.payloads += gone
    while _free(store.path) < short and (gone := store.write(_payloads(now)).result()) > 0:
        pruned.payloads += gone
        _give_back(store)
    store.write(lambda database: owed.forget(database, now)).result()
    pruned.receipts = store.write(_receipts(now - RECEIPTS)).result()
    pruned.events = store.write(_events(now - EVENTS)).result()
    if pruned.payloads or pruned.receipts or pruned.events:
        _give_back(store)
        _log.info("store.pruned payloads=%d receipts=%d events=%d", pruned.payloads, pruned.receipts, pruned.events)
    old = store.path.with_name(PUT_ASIDE)
    if old.exists() and now.timestamp() - old.stat().st_ctime > PUT_ASIDE_STORE.total_seconds():
        old.unlink()
    return pruned


def _payloads(until: datetime) -> "Callable[[Database], int]":
    def change(database: "Database") -> int:
        rows = database.execute(
            "SELECT key FROM outbox WHERE state = 'delivered' AND sealed IS NOT NULL AND delivered_at < ?"
            " ORDER BY delivered_at LIMIT ?",
            (until.isoformat(), _AT_ONCE),
        ).fetchall()
        for row in rows:
            key = row["key"]
            database.execute("DELETE FROM outbox_attachment WHERE key = ?", (key,))
            database.execute("UPDATE outbox SET sealed = NULL WHERE key = ?", (key,))
        return len(rows)

    return change


def _receipts(until: datetime) -> "Callable[[Database], int]":
    def change(database: "Database") -> int:
        old = "SELECT number FROM outbox WHERE state = 'delivered' AND sealed IS NULL AND delivered_at < ?"
        limit = (until.isoformat(),)
        database.execute(f"DELETE FROM status WHERE number IN ({old})", limit)
        database.execute(f"DELETE FROM rating WHERE number IN ({old})", limit)
        return int(
            database.execute(
                "DELETE FROM outbox WHERE state = 'delivered' AND sealed IS NULL AND delivered_at < ?", limit
            ).rowcount
        )

    return change


def _events(until: datetime) -> "Callable[[Database], int]":
    def change(database: "Database") -> int:
        statement = "DELETE FROM audit WHERE at < ? AND NOT (alarm AND settled_at IS NULL)"
        return int(database.execute(statement, (until.isoformat(),)).rowcount)

    return change


def _give_back(store: Store) -> None:
    """Free pages go to the disk, and what was erased is in no WAL any more."""
    store.write(lambda database: database.execute("PRAGMA incremental_vacuum").fetchall()).result()
    store.checkpoint().result()


def _free(path: Path) -> int:
    return shutil.disk_usage(path.parent).free
