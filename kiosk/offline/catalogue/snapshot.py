"""Taking in a whole catalogue beside the one that serves people; then it takes its place by one number.

As many bounded transactions as it takes, each safe to be the last: what is staged is gone on with. What the machine has already is neither
parsed nor indexed again.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from kiosk.contract.catalogue import BadCatalogue
from kiosk.contract.platform import CatalogueRow, Snapshot
from kiosk.offline.catalogue import contents
from kiosk.offline.catalogue.contents import Announced
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

_AT_A_TIME = 100  # rows in one transaction: some hundred milliseconds
_LONGEST_LINE = 8 * 1024 * 1024


def acceptable(store: Store, snapshot: Snapshot) -> None:
    """Raises BadCatalogue for one that would take the machine back: older in its epoch, or of an epoch that was left."""
    epoch, seq = store.read().execute("SELECT epoch, seq FROM catalogue").fetchone()
    if snapshot.epoch == epoch and snapshot.seq < seq:
        raise BadCatalogue(f"older: {snapshot.seq}, the machine is at {seq}")
    if store.read().execute("SELECT 1 FROM left_epoch WHERE epoch = ?", (snapshot.epoch,)).fetchone() is not None:
        raise BadCatalogue("an epoch that was left")


def stands(store: Store, snapshot: Snapshot) -> bool:
    """Whether the machine holds just this catalogue: looked up in its rows, not in what it remembers of them."""
    connection = store.read()
    live, *cursor = connection.execute("SELECT live, epoch, seq FROM catalogue").fetchone()
    return cursor == [snapshot.epoch, snapshot.seq] and contents.whole_of(connection, live) == snapshot.whole


def take_in(store: Store, snapshot: Snapshot, file: Path, over: Callable[[], bool]) -> bool:
    """`file` has the signed hash. False when it was `over` before the end: called again, it goes on.

    Raises BadCatalogue when its rows are not what was signed; what was staged is given up then, and the old catalogue lives on.
    """
    generation = store.write(lambda database: _begin(database, snapshot)).result()
    done = store.read().execute("SELECT max(code) FROM announced WHERE generation = ?", (generation,)).fetchone()[0]
    try:
        with gzip.open(file) as lines:
            rows = _rows(lines, snapshot, done or "")
            written: Future[None] | None = None
            while batch := list(islice(rows, _AT_A_TIME)):
                # While the disk takes one batch in, the next is checked and indexed.
                ready = [contents.examined(row, had=contents.has(store, row)) for row in batch]
                if written is not None:
                    written.result()
                written = store.write(lambda database, ready=ready: _stage(database, generation, ready))  # type: ignore[misc]
                if over():
                    written.result()
                    return False
            if written is not None:
                written.result()
        store.write(lambda database: _switch(database, generation, snapshot)).result()
    except (BadCatalogue, OSError, EOFError, zlib.error, ValidationError) as error:
        store.write(_give_up).result()
        contents.tidy(store)
        if isinstance(error, BadCatalogue):
            raise
        raise BadCatalogue(f"rows of the file: {type(error).__name__}") from error
    contents.tidy(store)
    return True


def _begin(database: "Database", snapshot: Snapshot) -> int:
    """The generation to stage in: the one that was begun for this file, or a fresh one."""
    live, staging, staged = database.execute("SELECT live, staging, staged FROM catalogue").fetchone()
    if staged == snapshot.sha256:
        return int(staging)
    fresh = max(live, staging) + 1
    database.execute("UPDATE catalogue SET staging = ?, staged = ?, untidy = 1", (fresh, snapshot.sha256))
    return int(fresh)


def _stage(database: "Database", generation: int, rows: list[Announced]) -> None:
    live = database.execute("SELECT live FROM catalogue").fetchone()[0]
    for row in rows:
        contents.put(database, generation, row, before=live)


def _switch(database: "Database", generation: int, snapshot: Snapshot) -> None:
    """Raises BadCatalogue when the staged rows are not the whole that was signed."""
    count = database.execute("SELECT count(*) FROM announced WHERE generation = ?", (generation,)).fetchone()[0]
    if count != snapshot.rows or contents.whole_of(database, generation) != snapshot.whole:
        raise BadCatalogue("hash of the whole")
    epoch = database.execute("SELECT epoch FROM catalogue").fetchone()[0]
    if epoch not in ("", snapshot.epoch):
        database.execute("INSERT OR IGNORE INTO left_epoch VALUES (?)", (epoch,))
    database.execute(
        "UPDATE catalogue SET live = staging, epoch = ?, seq = ?, whole = ?, snapshot = staged, staged = '', untidy = 1",
        (snapshot.epoch, snapshot.seq, snapshot.whole),
    )


def _give_up(database: "Database") -> None:
    """The number is not given again: a generation is never begun on the rows of another one."""
    database.execute("UPDATE catalogue SET staging = staging + 1, staged = '', untidy = 1")


def _rows(lines: gzip.GzipFile, snapshot: Snapshot, done: str) -> Iterator[CatalogueRow]:
    """The rows after code `done`. Raises BadCatalogue when the file has more or other lines than were signed."""
    code, unpacked = "", 0
    while line := lines.readline(_LONGEST_LINE):
        unpacked += len(line)
        if unpacked > snapshot.unpacked or not line.endswith(b"\n"):
            raise BadCatalogue("lines of the file")
        row = CatalogueRow.model_validate_json(line)
        if row.code <= code or row.withdrawn or row.seq > snapshot.seq:
            raise BadCatalogue("order of the file")
        code = row.code
        if code > done:
            yield row
    if unpacked != snapshot.unpacked:
        raise BadCatalogue("lines of the file")
