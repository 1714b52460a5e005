"""Lives of the database. Put back from an old backup it has forgotten what it had acknowledged, and its numbers are given a second
time. A new epoch says so to everybody: what was acknowledged above the mark of an earlier epoch is offered again by the terminals, and
every cursor begins again from 0.

That a database was put back is noticed
- by the operator's word, `python -m central restored`;
- by this node at its start: our own copies of SQLite say that they are copies; and it notes beside the database how far it had come,
  so that it also sees when a number comes a second time;
- by a terminal that knows more than we do: a cursor ahead of ours, or an acknowledged key that we do not have.
"""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select, update

from central import events
from central.store import streams
from central.store.database import PlatformDatabase
from central.store.tables import EpochRow, SettingRow, SubmissionRow
from kiosk.contract.platform import Acknowledged

BACKUP = "backup"
"""A setting that only a copy made by `python -m central backup` has: whoever starts on it was put back."""

# Machines that were enrolled after the backup keep numbering receipts: their numbers are not given to others.
_TERMINAL_NUMBERS_SKIPPED = 20
# A terminal that is mistaken, or lies, cannot make one new epoch after another.
_BETWEEN_TERMINALS_WORDS = timedelta(hours=1)


_TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class Epoch:
    """`reason`: who noticed that the one before was over: `operator`, `node`, `terminal`; `first` for the first one. `held`: once it
    is over, the last submission of it that is here for certain."""

    number: int
    name: str
    began_at: datetime
    reason: str
    held: int | None


@dataclass(frozen=True, slots=True)
class Life:
    """As HeartbeatAnswer says it."""

    epoch: str
    marks: dict[str, int]

    def holds(self, epoch: str, seq: int) -> bool:
        """Whether what was acknowledged there is still here for certain. An epoch that we have forgotten: nothing of it."""
        return epoch == self.epoch or seq <= self.marks.get(epoch, 0)


class Epochs:
    """For any number of threads and nodes."""

    def __init__(self, database: PlatformDatabase, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._mark = _HighWater(database.folder / "high-water")

    def now(self) -> Life:
        with self._database.reading() as connection:
            return _life(connection)

    def all(self) -> list[Epoch]:
        """The first one first."""
        with self._database.reading() as connection:
            return _all(connection)

    def check(self) -> bool:
        """At the start of a node: begins a new epoch when the database has forgotten what this node saw in it."""
        with self._database.transaction() as connection:
            held = streams.hold(connection, streams.SUBMISSIONS)
            copied = connection.scalar(delete(SettingRow).where(SettingRow.name == BACKUP).returning(SettingRow.name))
            if copied is None and not self._mark.ahead(_life(connection).epoch, held):
                return False
            self._begin(connection, "node", held)
        return True

    def restored(self, *, everything: bool = False) -> Life:
        """The operator's word. `everything`: submissions were taken in since it was put back, so that nobody can say what of the
        epoch is held; all of it is to be offered again."""
        with self._database.transaction() as connection:
            held = streams.hold(connection, streams.SUBMISSIONS)
            connection.execute(delete(SettingRow).where(SettingRow.name == BACKUP))
            self._begin(connection, "operator", 0 if everything else held)
            return _life(connection)

    def place(self, connection: Connection) -> tuple[str, int]:
        """Epoch and number of the next submission, within its transaction. Say `reached` when that is committed."""
        seq = streams.take(connection, streams.SUBMISSIONS)
        life = _life(connection)
        if self._mark.ahead(life.epoch, seq - 1):
            life = self._begin(connection, "node", seq - 1)
        return life.epoch, seq

    def reached(self, epoch: str, seq: int) -> None:
        self._mark.note(epoch, seq)

    def cursor(self, terminal: str, epoch: str, seq: int, stream: str = streams.STATUSES) -> bool:
        """Whether a terminal's cursor is one of ours; if not, the page begins from 0. `stream`: see central/store/streams.py."""
        with self._database.reading() as connection:
            life, last = _life(connection), streams.last(connection, stream)
        if epoch not in ("", life.epoch):
            return False
        if seq <= last:
            return True
        if epoch:
            self._terminals_word(terminal, epoch)
        return False

    def shown(self, said: Mapping[str, Acknowledged]) -> None:
        """Terminals, by name, tell the last submission that was acknowledged to each."""
        with self._database.reading() as connection:
            current = _life(connection).epoch
            terminals = {str(one.key): terminal for terminal, one in said.items() if one.epoch == current}
            if not terminals:
                return
            known = set(connection.scalars(select(SubmissionRow.key).where(SubmissionRow.key.in_(terminals))))
        for key in terminals.keys() - known:
            self._terminals_word(terminals[key], current)

    def _terminals_word(self, terminal: str, epoch: str) -> None:
        with self._database.transaction() as connection:
            streams.hold(connection, streams.SUBMISSIONS)
            newest = _newest(connection)
            if newest.name != epoch:
                return  # another terminal has said it
            if newest.reason == _TERMINAL and self._now() - newest.began_at < _BETWEEN_TERMINALS_WORDS:
                events.RESTORED_DOUBTFUL(terminal=terminal)
                return
            events.RESTORED_NOTICED(terminal=terminal)
            # How much we have taken in since it was put back is not known: of this epoch nothing is held for certain.
            self._begin(connection, _TERMINAL, 0)

    def _begin(self, connection: Connection, reason: str, held: int) -> Life:
        """The stream of submissions is held."""
        was = _newest(connection)
        connection.execute(update(EpochRow).where(EpochRow.number == was.number).values(held=held))
        connection.execute(
            insert(EpochRow).values(number=was.number + 1, name=uuid4().hex, began_at=self._now(), reason=reason)
        )
        streams.take(connection, streams.TERMINALS, _TERMINAL_NUMBERS_SKIPPED)
        life = _life(connection)
        events.RESTORED(reason=reason, epoch=life.epoch, earlier=was.name, held=held)
        return life


def _newest(connection: Connection) -> Epoch:
    return _all(connection)[-1]


def _all(connection: Connection) -> list[Epoch]:
    statement = select(EpochRow.number, EpochRow.name, EpochRow.began_at, EpochRow.reason, EpochRow.held)
    return [Epoch(*row) for row in connection.execute(statement.order_by(EpochRow.number))]


def _life(connection: Connection) -> Life:
    *earlier, current = _all(connection)
    return Life(current.name, {one.name: one.held or 0 for one in earlier})


class _HighWater:
    """The last submission that this node committed: a line in a file that no backup of ours contains."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._epoch, self._seq = _read(path)

    def ahead(self, epoch: str, last: int) -> bool:
        """Whether this node has seen more of the epoch than `last`."""
        with self._lock:
            return epoch == self._epoch and self._seq > last

    def note(self, epoch: str, seq: int) -> None:
        with self._lock:
            if epoch == self._epoch and seq <= self._seq:
                return
            self._epoch, self._seq = epoch, seq
            # One write of one line, in place and without fsync: after a power cut an older line only notices less.
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(handle, f"{epoch} {seq:020}\n".encode(), 0)
            finally:
                os.close(handle)


def _read(path: Path) -> tuple[str, int]:
    try:
        epoch, seq = path.read_text("ascii").split()
        return epoch, int(seq)
    except (FileNotFoundError, ValueError):
        return "", 0
