"""An encrypted SQLite file that the terminal and the agent share; the machine has two (kiosk/offline/store/stores.py).

Writes go through one thread of each process; all that wait there share one transaction and one fsync. A write's Future is done
after COMMIT with `synchronous=FULL`, that is, after the disk has it. Reads have a connection of their own on each thread and
never wait. Two processes may write at once: SQLite lets one after the other, and `BEGIN IMMEDIATE` makes it wait at the start.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar, cast

from kiosk.languages.fault import Fault, KnownFault
from kiosk.offline.store.beside import Beside
from kiosk.offline.store.connection import connect, damaged, is_damage, is_disk_trouble, known, tell
from kiosk.offline.store.keys import StoreKey
from kiosk.offline.store.migrations import Schema
from kiosk.offline.store.opening import create, identity_of, open_checked

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database  # a tenth of a second to import: only the writer needs it, after the first frame

T = TypeVar("T")
_log = logging.getLogger(__name__)
Change = Callable[["Database"], Any]
_Job = tuple[Change, "Future[Any]"]

_WATCH_SECONDS = 0.25
_MOST_AT_ONCE = 64  # changes in one transaction; more would make the first of them wait for too much


class Store:
    """Opens the file, makes it when there never was one, migrates it. Close it at the end.

    Raises Damage, a KnownFault('store_damaged'), for a file that is not ours, is empty, is gone or has lost commits: it is never
    made anew in silence, for it may have held applications. KnownFault: `store_key_missing`, `store_newer`, `store_not_migrated`.

    When the file turns out to be broken while it is open, the store takes no more writes and `fault` says so: the process must
    end and start anew, so that whoever opens it next can mend it.
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
        self._broken: Fault | None = None
        self._beside = Beside(path)
        self._mark = self._beside.mark
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._beside.alone():
            if self._beside.never_made():
                create(path, schema, key)
            checked = open_checked(path, schema, key)
            self._file = identity_of(path)
            self._checkpointed = path.stat().st_mtime_ns
        self.identity: str = checked.execute("SELECT store FROM sentinel").fetchone()[0]
        self._keep_as_reader(checked)
        self._writer = threading.Thread(target=self._write_all, name="store-writer", daemon=True)
        self._writer.start()

    @property
    def path(self) -> Path:
        return self._path

    @property
    def key(self) -> StoreKey:
        return self._key

    @property
    def fault(self) -> Fault | None:
        """Why nothing can be written any more: the file is broken, was moved away, or the disk failed. Costs microseconds."""
        if self._broken is None and (self._beside.reported() is not None or not self._in_its_place()):
            self._broken = damaged().fault
        return self._broken

    def heard(self, error: Exception) -> None:
        """What SQLite said, also to somebody else: a broken page is reported for the next who opens the file."""
        if is_damage(error):
            self.report(str(error))
        elif is_disk_trouble(error):
            # What the disk has of the last write nobody knows; the kernel may say "written" to the next fsync. So: no next one.
            self._broken = damaged().fault

    def report(self, reason: str) -> None:
        """The file is broken. It is mended when it is opened next."""
        if self._broken is None:
            _log.error("store.damaged file=%s reason=%s", self._path.name, reason)
        self._broken = damaged().fault
        self._beside.report(reason)

    def write(self, change: "Callable[[Database], T]") -> "Future[T]":
        """Runs `change` in a transaction on the writer's thread; the Future is done when the disk has it.

        What `change` raises undoes all of it and fails the Future. It shares the transaction with others and may be run a second
        time when one of those breaks it, so it does nothing but change the database. A full or broken disk fails it with
        KnownFault('store_full') or KnownFault('store_damaged').
        """
        future: Future[T] = Future()
        if self._closed.is_set():
            future.set_exception(RuntimeError("the store is closed"))
        elif self._broken is not None:
            future.set_exception(KnownFault(self._broken))
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
        if self.fault is None:
            self._keep_head()  # the last connection of all has made a checkpoint

    def _keep_as_reader(self, connection: "Connection") -> None:
        connection.execute("PRAGMA query_only = ON")
        tell(connection, self.heard)
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
                for group in _groups(running):
                    try:
                        if database is None:
                            database = self._writable()
                    except Exception as error:
                        for _, future in group:
                            future.set_exception(known(error))
                    else:
                        self._settle(database, group)
        finally:
            if database is not None:
                with contextlib.suppress(Exception):  # a broken file is reported already
                    database.close()
            self._mark.close()

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
            if self._broken is not None:
                raise KnownFault(self._broken)
            results = _checkpointed(database) if group[0][0] is _checkpoint else self._committed(database, group)
        except Exception as error:
            self.heard(error)
            if len(group) > 1 and self._broken is None:
                for job in group:
                    self._settle(database, [job])
            else:
                for _, future in group:
                    future.set_exception(known(error))
            return
        for (_, future), result in zip(group, results, strict=True):
            if isinstance(result, _Raised):
                self.heard(result.error)
                future.set_exception(known(result.error))
            else:
                future.set_result(result)

    def _committed(self, database: "Database", group: list[_Job]) -> list[Any]:
        """The results, once the disk has them. Raises what broke the transaction."""
        with _transaction(database):
            results = [_run(database, change) for change, _ in group]
            mark = database.execute("UPDATE sentinel SET mark = mark + 1 RETURNING mark").fetchone()[0]
        if not self._in_its_place():
            # It was moved into quarantine a moment ago. What is in it is mended with the rest, but nobody may count on it.
            self._broken = damaged().fault
            raise damaged()
        try:
            self._mark.write(mark)
        except OSError as error:
            # What was committed is on the disk all the same; only a loss of it would not be noticed.
            _log.error("store.mark_not_written file=%s error=%s", self._path.name, error.strerror)
        self._keep_head()
        return results

    def _keep_head(self) -> None:
        """After each checkpoint, for it may have changed it; an older copy knows of fewer pages."""
        with contextlib.suppress(OSError):
            changed = self._path.stat().st_mtime_ns
            if changed != self._checkpointed:
                self._beside.keep_head()
                self._checkpointed = changed

    def _in_its_place(self) -> bool:
        try:
            return identity_of(self._path) == self._file
        except OSError:
            return False

    def _writable(self) -> "Database":
        from sqlite_utils import Database

        return Database(cast(Any, connect(self._path, self._key)), execute_plugins=False)


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


@contextlib.contextmanager
def _transaction(database: "Database") -> Iterator[None]:
    connection = database.conn
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _run(database: "Database", change: Change) -> Any:
    """What the change returns, or what it raised; then nothing of it is left."""
    try:
        with database.atomic():  # a savepoint: the transaction is open
            return change(database)
    except Exception as error:
        if not database.conn.in_transaction:
            raise  # a full disk or a broken file takes the whole transaction with it
        return _Raised(error)


def _checkpointed(database: "Database") -> list[Any]:
    _checkpoint(database)
    return [None]


def _checkpoint(database: "Database") -> None:
    database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
