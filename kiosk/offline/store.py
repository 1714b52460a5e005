"""An encrypted SQLite file that the terminal and the agent share; the machine has two (kiosk/offline/stores.py).

Writes go through one thread of each process; all that wait there share one transaction and one fsync. A write's Future is done
after COMMIT with `synchronous=FULL`, that is, after the disk has it. Reads have a connection of their own on each thread and
never wait. Two processes may write at once: SQLite lets one after the other, and `BEGIN IMMEDIATE` makes it wait at the start.
"""

import contextlib
import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import uuid4

from kiosk.offline.connection import SqliteError, connect, damaged, known
from kiosk.offline.durable import sync_file, sync_folder, write_once
from kiosk.offline.keys import StoreKey, missing_key
from kiosk.offline.migrations import APPLICATION_ID, Schema, migrate

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database  # a tenth of a second to import: only the writer needs it, after the first frame

T = TypeVar("T")
Change = Callable[["Database"], Any]
_Job = tuple[Change, "Future[Any]"]

_WATCH_SECONDS = 0.25
_MOST_AT_ONCE = 64  # changes in one transaction; more would make the first of them wait for too much


class Store:
    """Opens the file, makes it when there never was one, migrates it. Close it at the end.

    Raises KnownFault: `store_damaged` for a file that is not ours, is empty, is gone or has lost its sentinel: it is never made
    anew in silence, for it may have held applications; `store_key_missing` for a key that is another store's; `store_newer`.
    """

    def __init__(self, path: Path, schema: Schema, key: StoreKey) -> None:
        self._path = path
        self._key = key
        self._local = threading.local()
        self._readers: list[Connection] = []
        self._readers_lock = threading.Lock()
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = threading.Event()
        self._watches: list[threading.Thread] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        with opening(path):
            if never_made(path):
                create(path, schema, key)
            checked = _open_checked(path, schema, key)
        self.identity: str = checked.execute("SELECT store FROM sentinel").fetchone()[0]
        self._keep_as_reader(checked)
        self._writer = threading.Thread(target=self._write_all, name="store-writer", daemon=True)
        self._writer.start()

    @property
    def path(self) -> Path:
        return self._path

    def write(self, change: "Callable[[Database], T]") -> "Future[T]":
        """Runs `change` in a transaction on the writer's thread; the Future is done when the disk has it.

        What `change` raises undoes all of it and fails the Future. It shares the transaction with others and may be run a second
        time when one of those breaks it, so it does nothing but change the database. A full or broken disk fails it with
        KnownFault('store_full') or KnownFault('store_damaged').
        """
        future: Future[T] = Future()
        if self._closed.is_set():
            future.set_exception(RuntimeError("the store is closed"))
        else:
            self._queue.put((change, future))
        return future

    def read(self) -> "Connection":
        """This thread's own connection; it cannot write. Rows are as sqlite3.Row."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self._path, self._key)
            self._keep_as_reader(connection)
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

    def _keep_as_reader(self, connection: "Connection") -> None:
        connection.execute("PRAGMA query_only = ON")
        self._local.connection = connection
        with self._readers_lock:
            self._readers.append(connection)

    # -- the writer's thread ----------------------------------------------------------------------------------------------

    def _write_all(self) -> None:
        database: Database | None = None
        try:
            ended = False
            while not ended:
                jobs, ended = self._waiting()
                running = [job for job in jobs if job[1].set_running_or_notify_cancel()]
                if not running:
                    continue
                try:
                    if database is None:
                        database = _writable(self._path, self._key)
                except Exception as error:
                    for _, future in running:
                        future.set_exception(known(error))
                    continue
                for group in _groups(running):
                    self._settle(database, group)
        finally:
            if database is not None:
                database.close()

    def _waiting(self) -> tuple[list[_Job], bool]:
        """All that waits now, at least one, and whether the end is among it."""
        jobs: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == _MOST_AT_ONCE:
                return jobs, False
            try:
                job = self._queue.get_nowait()
            except Empty:
                return jobs, False
        return jobs, True

    def _settle(self, database: "Database", group: list[_Job]) -> None:
        """One transaction for all; when it breaks, one for each, so that nobody fails for what another one wanted."""
        try:
            results = _checkpointed(database) if group[0][0] is _checkpoint else _committed(database, group)
        except Exception as error:
            if len(group) > 1:
                for job in group:
                    self._settle(database, [job])
            else:
                group[0][1].set_exception(known(error))
            return
        for (_, future), result in zip(group, results, strict=True):
            if isinstance(result, _Raised):
                future.set_exception(known(result.error))
            else:
                future.set_result(result)


class _Raised:
    """What a change raised, in the place of its result."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _groups(jobs: list[_Job]) -> Iterator[list[_Job]]:
    """What can share a transaction, in order: a checkpoint stands alone."""
    group: list[_Job] = []
    for job in jobs:
        if job[0] is _checkpoint:
            if group:
                yield group
            yield [job]
            group = []
        else:
            group.append(job)
    if group:
        yield group


def _committed(database: "Database", group: list[_Job]) -> list[Any]:
    """The results, after COMMIT. Raises what broke the transaction."""
    connection = database.conn
    connection.execute("BEGIN IMMEDIATE")
    try:
        results: list[Any] = []
        for change, _ in group:
            try:
                with database.atomic():  # a savepoint: the transaction is open
                    results.append(change(database))
            except Exception as error:
                if not connection.in_transaction:
                    raise  # a full disk or a broken file takes the whole transaction with it
                results.append(_Raised(error))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return results


def _checkpointed(database: "Database") -> list[Any]:
    _checkpoint(database)
    return [None]


def _checkpoint(database: "Database") -> None:
    database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _writable(path: Path, key: StoreKey) -> "Database":
    from sqlite_utils import Database

    return Database(cast(Any, connect(path, key)), execute_plugins=False)


# -- making and opening -----------------------------------------------------------------------------------------------------


def check_path(path: Path) -> Path:
    """Where the value lies that only the right key gives."""
    return path.with_name(path.name + ".check")


def never_made(path: Path) -> bool:
    """Whether nothing says that there was ever a store here."""
    return not path.exists() and not check_path(path).exists()


@contextlib.contextmanager
def opening(path: Path) -> Iterator[None]:
    """Alone among all that make, open, move or mend this file; not for writing, which SQLite orders by itself."""
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def create(
    path: Path, schema: Schema, key: StoreKey, fill: "Callable[[Connection], None]" = lambda connection: None
) -> None:
    """Made beside its place and moved there whole: a power cut leaves no half store under the real name.

    `fill` may write into the tables, in no transaction; it makes the sentinel's row itself if it must have another identity.
    """
    fresh = path.with_name(path.name + ".new")
    for leftover in (fresh, path.with_name(fresh.name + "-wal"), path.with_name(fresh.name + "-shm")):
        leftover.unlink(missing_ok=True)
    connection = connect(fresh, key, create=True)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection, schema.migrations)
        fill(connection)
        connection.execute(
            "INSERT OR IGNORE INTO sentinel (id, store, created_at) VALUES (1, ?, ?)",
            (uuid4().hex, datetime.now(UTC).isoformat()),
        )
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
    fresh.chmod(0o660)
    sync_file(fresh)
    fresh.rename(path)
    sync_folder(path.parent)


def _open_checked(path: Path, schema: Schema, key: StoreKey) -> "Connection":
    """A connection, after the checks and migrations; the key first, for a wrong one looks like damage."""
    check = check_path(path)
    verified = check.exists()
    if verified and check.read_text("utf-8") != key.check:
        raise missing_key()
    if not path.exists():
        raise damaged()
    connection = None
    try:
        connection = connect(path, key)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise damaged()
        if not verified:
            write_once(check, key.check)
        migrate(connection, schema.migrations)
        if connection.execute("SELECT store FROM sentinel").fetchone() is None:
            raise damaged()
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, SqliteError):
            told = known(error)
            # At this point an error that is neither the disk's nor a lock's means that the tables are not ours.
            raise (told if told is not error else damaged()) from error
        raise
    return connection
