"""What the platform says changed: a page takes effect whole, with its cursor, or not at all. For the agent."""

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.contract.catalogue import BadCatalogue, check
from kiosk.contract.platform import CataloguePage
from kiosk.offline.catalogue import contents
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

_log = logging.getLogger(__name__)

_CURSOR = "SELECT epoch, seq FROM catalogue"


class OtherWhole(Exception):
    """After the page the machine would hold another catalogue than the platform: nothing of the page was applied."""


def apply(store: Store, page: CataloguePage, catalogue_key: str) -> list[str]:
    """Page and cursor in one transaction, which the hash of the whole must close. Returns the codes of matters that were refused;
    they do not hold up the rest, and what the machine had of them before stays.

    Raises BadCatalogue for a page that the platform did not sign or that does not follow the machine's cursor, OtherWhole, and
    KnownFault of the store.
    """
    check(page, catalogue_key)
    _follows(page, store.read().execute(_CURSOR).fetchone())
    if not page.rows and page.whole == store.read().execute("SELECT whole FROM catalogue").fetchone()[0]:
        return []
    rows = [None if row.withdrawn else contents.examined(row, had=contents.has(store, row)) for row in page.rows]

    def change(database: "Database") -> None:
        _follows(page, database.execute(_CURSOR).fetchone())
        live = database.execute("SELECT live FROM catalogue").fetchone()[0]
        left: list[int] = []
        for announced, checked in zip(page.rows, rows, strict=True):
            if checked is None:
                left += contents.withdraw(database, live, announced.code)
            else:
                left += contents.put(database, live, checked, before=live)
        if page.whole is not None and contents.whole_of(database, live) != page.whole:
            raise OtherWhole(f"{page.epoch} {page.seq}")
        contents.forget_unlisted(database, left)
        database.execute("UPDATE catalogue SET seq = ?, whole = ?", (page.seq, page.whole or ""))

    store.write(change).result()
    return [row.code for row in rows if row is not None and row.reason]


def _follows(page: CataloguePage, cursor: tuple[str, int]) -> None:
    if (page.epoch, page.after) != tuple(cursor):
        raise BadCatalogue(f"follows {page.epoch} {page.after}, the machine is at {cursor[0]} {cursor[1]}")


def alarm(store: Store, code: str, reason: str) -> None:
    """Remembers what is wrong until it is settled. `code` is that of a Fault."""
    now = datetime.now(UTC).isoformat()
    store.write(
        lambda database: database.execute(
            "INSERT OR REPLACE INTO catalogue_alarm VALUES (?, ?, ?)", (code, reason, now)
        )
    ).result()
    _log.error("catalogue.alarm code=%s reason=%s", code, reason)


def settle(store: Store) -> None:
    """The platform's catalogue stands: no alarm is left."""
    if store.read().execute("SELECT 1 FROM catalogue_alarm LIMIT 1").fetchone() is not None:
        store.write(lambda database: database.execute("DELETE FROM catalogue_alarm")).result()
