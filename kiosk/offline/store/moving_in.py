"""The plain `store.db` of version 0.1: taken into the encrypted `kept.db` once, whole, and then put aside.

At every moment either the old file is the machine's store or the new one is; a power cut in between loses nothing. The store's
identity stays, so the machine stays enrolled and its receipt numbers count on. The catalogue comes anew by itself.
"""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.offline.store.beside import Beside
from kiosk.offline.store.connection import SqliteError, damaged, known
from kiosk.offline.store.durable import sync_folder
from kiosk.offline.store.keys import StoreKey
from kiosk.offline.store.migrations import APPLICATION_ID, KEPT
from kiosk.offline.store.opening import create

if TYPE_CHECKING:
    from sqlite3 import Connection

_log = logging.getLogger(__name__)

OLD = "store.db"
PUT_ASIDE = "store-0.1.db"
_COPIES = (
    "INSERT INTO sentinel (id, store, created_at) SELECT id, store, created_at FROM old.sentinel",
    "INSERT INTO counter SELECT name, value FROM old.counter",
    "INSERT INTO cursor SELECT name, epoch, seq FROM old.cursor WHERE name = 'status'",
    "INSERT INTO outbox (key, number, matter, matter_version, sealed, state, attempts, reason, queued_at, delivered_at, attachments)"
    " SELECT key, number, matter, matter_version, sealed, state, attempts, reason, queued_at, delivered_at,"
    " (SELECT count(*) FROM old.outbox_attachment a WHERE a.key = o.key) FROM old.outbox o",
    "INSERT INTO outbox_attachment (sealed_sha256, key, place, sealed, uploaded)"
    " SELECT sealed_sha256, key, place, sealed, uploaded FROM old.outbox_attachment",
    "INSERT INTO rating (number, document, attempts, parked) SELECT number, document, attempts, parked FROM old.rating",
    "INSERT INTO status (number, document, version, change) SELECT number, document, version, change FROM old.status",
)


def move_in(data: Path, key: StoreKey) -> None:
    """Nothing when there is no old store, or a new one already. Raises KnownFault('store_damaged') for an old one that is not whole."""
    old, path = data / OLD, data / KEPT.file
    if not old.exists():
        return
    beside = Beside(path)
    with beside.alone():
        if not old.exists() or not beside.never_made():
            return

        def fill(connection: "Connection") -> None:
            connection.execute("ATTACH ? AS old KEY ''", (str(old),))
            _take(connection)
            connection.execute("DETACH old")

        try:
            create(path, KEPT, key, fill)
        except SqliteError as error:
            told = known(error)
            raise (told if told is not error else damaged()) from error
        _log.warning("store.moved_in from=%s", OLD)


def _take(connection: "Connection") -> None:
    if connection.execute("PRAGMA old.application_id").fetchone()[0] != APPLICATION_ID:
        raise damaged()
    # Whole pages and whole indexes, before the old file stops being the one that counts.
    if connection.execute("PRAGMA old.integrity_check").fetchone()[0] != "ok":
        raise damaged()
    connection.execute("BEGIN IMMEDIATE")
    for statement in _COPIES:
        connection.execute(statement)
    if connection.execute("SELECT 1 FROM sentinel").fetchone() is None:
        raise damaged()
    connection.execute("COMMIT")
    # The old WAL goes into the old file, so that only one file has to be put aside.
    connection.execute("PRAGMA old.wal_checkpoint(TRUNCATE)").fetchall()


def moving_done(data: Path) -> None:
    """Puts the old file aside, once the new one has been opened. Retention deletes it later."""
    old = data / OLD
    if not old.exists():
        return
    with Beside(data / KEPT.file).alone():
        if old.exists():
            old.rename(data / PUT_ASIDE)
            for leftover in ("-wal", "-shm"):
                (data / (OLD + leftover)).unlink(missing_ok=True)
            sync_folder(data)
