"""Making a store and opening it: the key first, then whether it is the file it was when it was last closed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from kiosk.languages.fault import KnownFault
from kiosk.offline.store.beside import Beside
from kiosk.offline.store.connection import SqliteError, connect, damaged, is_damage, known
from kiosk.offline.store.durable import sync_file, sync_folder, write_once
from kiosk.offline.store.keys import StoreKey, missing_key
from kiosk.offline.store.migrations import APPLICATION_ID, Schema, migrate

if TYPE_CHECKING:
    from sqlite3 import Connection


class Damage(KnownFault):
    """The file is not what it was; the key is the right one, so it may be mended. `reason` is for the log and the technician."""

    def __init__(self, reason: str) -> None:
        super().__init__(damaged().fault)
        self.reason = reason


def create(
    path: Path,
    schema: Schema,
    key: StoreKey,
    fill: "Callable[[Connection], None]" = lambda connection: None,
    *,
    mark: int = 0,
) -> None:
    """Made beside its place and moved there whole: a power cut leaves no half store under the real name.

    `fill` may write into the tables, in no transaction; it makes the sentinel's row itself if that must be another one. Commits
    are counted on from `mark`.
    """
    fresh = path.with_name(path.name + ".new")
    for leftover in (fresh, path.with_name(fresh.name + "-wal"), path.with_name(fresh.name + "-shm")):
        leftover.unlink(missing_ok=True)
    connection = connect(fresh, key, mode="rwc")
    try:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # so that what retention frees goes back to the disk
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection, schema.migrations)
        fill(connection)
        connection.execute(
            "INSERT OR IGNORE INTO sentinel (id, store, created_at) VALUES (1, ?, ?)",
            (uuid4().hex, datetime.now(UTC).isoformat()),
        )
        connection.execute("UPDATE sentinel SET mark = ?", (mark,))
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
    fresh.chmod(0o660)
    sync_file(fresh)
    fresh.rename(path)
    sync_folder(path.parent)
    Beside(path).keep_head()


def open_checked(path: Path, schema: Schema, key: StoreKey) -> "Connection":
    """A connection, after the checks and migrations. Raises Damage; KnownFault('store_key_missing'), and what the disk says."""
    beside = Beside(path)
    verified = beside.check.exists()
    if verified and beside.check.read_text("utf-8") != key.check:
        raise missing_key()
    if (reported := beside.reported()) is not None:
        raise Damage(reported)
    if not path.exists():
        raise Damage("the file is gone")
    if path.stat().st_size == 0:
        raise Damage("the file is empty")
    connection = None
    try:
        connection = connect(path, key)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise Damage("it is not a store of ours")
        if not verified:
            write_once(beside.check, key.check)
        migrate(connection, schema.migrations)
        mark = beside.mark.read()  # before the sentinel, for another process may commit in between
        sentinel = connection.execute("SELECT mark FROM sentinel").fetchone()
        if sentinel is None:
            raise Damage("it has lost its sentinel")
        if mark is not None and mark > sentinel["mark"]:
            raise Damage(f"commits are lost: it knows {sentinel['mark']} of {mark}")
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, SqliteError):
            raise _said(error, verified) from error
        raise
    return connection


def _said(error: Exception, verified: bool) -> Exception:
    """A file that cannot be read with a key nobody can vouch for may be a healthy one: then nobody shall mend it."""
    told = known(error)
    if told is error or is_damage(error):
        return Damage(str(error)) if verified else damaged()
    return told


def identity_of(path: Path) -> tuple[int, int]:
    """Of the file under this name now. A store that was moved into quarantine is another file."""
    stat = path.stat()
    return stat.st_dev, stat.st_ino
