"""All that the machine keeps, in one SQLite file that the terminal and the agent share.

Writes go through one thread of each process and one lock between the processes; a write's Future is done after COMMIT with
`synchronous=FULL`, that is, after the disk has it. Reads have a connection of their own on each thread and never wait.

The lock between the processes is there because SQLite 3.7 to 3.51.2 can lose WAL frames when two connections write and
checkpoint at the same moment (sqlite.org/wal.html, "the WAL-reset bug"): whoever writes, and so checkpoints, is alone.
"""

import contextlib
import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from kiosk.languages.fault import Fault, KnownFault, Mender
from kiosk.offline.migrations import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database  # a tenth of a second to import: only the writer needs it, after the first frame

T = TypeVar("T")

APPLICATION_ID = 0x585A5A4B  # "XZZK"
_WATCH_SECONDS = 0.25


class Store:
    """Opens the file, makes it when there is none, migrates it. Close it at the end.

    Raises KnownFault('store_damaged') for a file that is not ours, is empty or has lost its sentinel: it is never made anew
    in silence, for it may have held applications.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock_path = path.with_name(path.name + ".lock")
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._readers_lock = threading.Lock()
        self._queue: SimpleQueue[tuple[Callable[[Database], Any], Future[Any]] | None] = SimpleQueue()
        self._closed = threading.Event()
        self._watches: list[threading.Thread] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if not path.exists():
                _create(path)
            self.identity = _open_checked(path)
        self._writer = threading.Thread(target=self._write_all, name="store-writer", daemon=True)
        self._writer.start()

    @property
    def path(self) -> Path:
        return self._path

    def write(self, change: "Callable[[Database], T]") -> "Future[T]":
        """Runs `change` in a transaction on the writer's thread; the Future is done when the disk has it.

        What `change` raises undoes all of it and fails the Future. A full or broken disk fails it with
        KnownFault('store_full') or KnownFault('store_damaged').
        """
        future: Future[T] = Future()
        if self._closed.is_set():
            future.set_exception(RuntimeError("the store is closed"))
        else:
            self._queue.put((change, future))
        return future

    def read(self) -> sqlite3.Connection:
        """This thread's own connection; it cannot write. Rows are sqlite3.Row."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = _connect(self._path)
            connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
            with self._readers_lock:
                self._readers.append(connection)
        return connection

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` on a thread of its own after another connection, also of another process, has committed.

        Returns what ends it. SQLite has no notification between processes; `data_version` costs a few microseconds.
        """
        ended = threading.Event()

        def look() -> None:
            connection = self.read()
            seen = connection.execute("PRAGMA data_version").fetchone()[0]
            while not ended.wait(_WATCH_SECONDS) and not self._closed.is_set():
                now = connection.execute("PRAGMA data_version").fetchone()[0]
                if now != seen:
                    seen = now
                    listener()

        thread = threading.Thread(target=look, name="store-watch", daemon=True)
        self._watches.append(thread)
        thread.start()
        return ended.set

    def checkpoint(self) -> "Future[None]":
        """Empties the WAL, so that what was erased is in no file any more."""
        return self.write(_checkpoint)

    def close(self) -> None:
        """Ends after all writes that were handed in. Twice is harmless."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._queue.put(None)
        self._writer.join()
        for thread in self._watches:
            if thread is not threading.current_thread():
                thread.join()
        with self._readers_lock:
            for connection in self._readers:
                connection.close()
            self._readers.clear()

    def _write_all(self) -> None:
        database: Database | None = None
        try:
            while (job := self._queue.get()) is not None:
                change, future = job
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    if database is None:
                        database = _writable(self._path)
                    with self._alone():
                        if change is _checkpoint:
                            result = change(database)
                        else:
                            with database.atomic():
                                result = change(database)
                except sqlite3.Error as error:
                    future.set_exception(_known(error))
                except BaseException as error:
                    future.set_exception(error)
                else:
                    future.set_result(result)
        finally:
            if database is not None:
                with self._alone():
                    database.close()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        handle = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _checkpoint(database: "Database") -> None:
    database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    connection.row_factory = sqlite3.Row
    for pragma in ("busy_timeout = 5000", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _writable(path: Path) -> "Database":
    from sqlite_utils import Database

    return Database(_connect(path), execute_plugins=False)


def _create(path: Path) -> None:
    """Made beside its place and moved there whole: a power cut leaves no half store under the real name."""
    fresh = path.with_name(path.name + ".new")
    for leftover in (fresh, path.with_name(fresh.name + "-wal"), path.with_name(fresh.name + "-shm")):
        leftover.unlink(missing_ok=True)
    fresh.touch(0o660)
    connection = _connect(fresh)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _migrate(connection)
    connection.execute("INSERT INTO sentinel VALUES (1, ?, ?)", (uuid4().hex, datetime.now(UTC).isoformat()))
    connection.close()
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _open_checked(path: Path) -> str:
    """The store's identity, after the checks and migrations."""
    connection = None
    try:
        connection = _connect(path)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise KnownFault(Fault("store_damaged", Mender.TECHNICIAN))
        _migrate(connection)
        sentinel = connection.execute("SELECT store FROM sentinel").fetchone()
        if sentinel is None:
            raise KnownFault(Fault("store_damaged", Mender.TECHNICIAN))
        return str(sentinel["store"])
    except sqlite3.Error as error:
        known = _known(error)
        # At this point an error that is neither the disk's nor a lock's means that the tables are not ours.
        raise (
            known if isinstance(known, KnownFault) else KnownFault(Fault("store_damaged", Mender.TECHNICIAN))
        ) from error
    finally:
        if connection is not None:
            connection.close()


def _migrate(connection: sqlite3.Connection) -> None:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")


def _known(error: sqlite3.Error) -> BaseException:
    """A constraint that failed is a bug of ours; a full disk or a damaged file is not."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary == sqlite3.SQLITE_FULL:
        known = KnownFault(Fault("store_full", Mender.OPERATOR))
    elif primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        known = KnownFault(Fault("store_damaged", Mender.TECHNICIAN))
    elif primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY):
        known = KnownFault(Fault("store_busy", Mender.TECHNICIAN))
    else:
        return error
    known.__cause__ = error
    return known
