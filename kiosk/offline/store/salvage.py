"""What can still be read of a damaged `kept.db`, row by row: a broken page takes only the rows that lie on it.

The damaged files are opened for reading only; nothing of them is changed.
"""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.offline.store.beside import HEAD, PAGE, SQLITE_FILES
from kiosk.offline.store.connection import SqliteError, connect
from kiosk.offline.store.keys import StoreKey

if TYPE_CHECKING:
    from sqlite3 import Connection

_MOST_MISSES = 300  # rows in a row that cannot be read, after which nothing more is looked for in a table
_PARK = (
    "UPDATE outbox SET state = 'parked', reason = ? WHERE state IN ('waiting', 'sending') AND attachments <>"
    " (SELECT count(*) FROM outbox_attachment WHERE outbox_attachment.key = outbox.key)"
)
_MOST_DOUBLINGS = 4  # of a file that was cut short
_PAGE_FINDING = "HMAC verification failed for page"
LOST_ATTACHMENT = "store_damaged attachments"


@dataclass(slots=True)
class Saved:
    """How many rows of each kind were taken over; `parked` of the applications lack an attachment and wait for a person."""

    applications: int = 0
    attachments: int = 0
    parked: int = 0
    ratings: int = 0
    broken_pages: int = 0

    def __str__(self) -> str:
        return (
            f"applications {self.applications}, attachments {self.attachments}, parked {self.parked},"
            f" ratings {self.ratings}, broken pages {self.broken_pages}"
        )


class Salvage:
    """Context manager over a file in quarantine, which may be broken anywhere or not be there at all."""

    def __init__(self, path: Path, key: StoreKey, head: Path) -> None:
        """`head` is a copy of the file's first pages from a better day; it stands in for those of them that are broken."""
        self._damaged = self._path = path
        self._key = key
        self._head = head
        self._patched = path.with_name(path.name + ".patched")
        self._connection: Connection | None = None
        self._readable = True
        self._broken: list[int] = []

    def __enter__(self) -> "Salvage":
        self._broken = self._broken_pages()
        if not self._reads() or any(page <= HEAD // PAGE for page in self._broken):
            self._patch()
        self._readable = self._reads()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        for end in SQLITE_FILES:
            self._patched.with_name(self._patched.name + end).unlink(missing_ok=True)

    def identity(self, mark: int | None) -> str | None:
        """The store's identity, if its counter of receipt numbers can be trusted: both readable, and no commit lost."""
        sentinel = self._one("SELECT store, mark FROM sentinel")
        counter = self._one("SELECT count(value) FROM counter")
        if sentinel is None or counter is None or mark is None or self._path != self._damaged:
            return None
        return str(sentinel["store"]) if sentinel["mark"] >= mark else None

    def copy(self, into: "Connection", saved: Saved, *, counters: bool) -> None:
        """Everything but the words of the platform, which are asked for again. Within a transaction of the caller's."""
        saved.broken_pages = len(self._broken)
        if counters:
            for row in self._all("SELECT name, value FROM counter"):
                into.execute("INSERT INTO counter VALUES (?, ?)", tuple(row))
        kept: set[str] = set()
        for row in self._rows("outbox"):
            _insert(into, "outbox", row)
            kept.add(row["key"])
        saved.applications = len(kept)
        for row in self._rows("outbox_attachment"):
            if row["key"] in kept and hashlib.sha256(row["sealed"]).hexdigest() == row["sealed_sha256"]:
                _insert(into, "outbox_attachment", row)
                saved.attachments += 1
        saved.parked = into.execute(_PARK, (LOST_ATTACHMENT,)).rowcount
        for row in self._rows("rating"):
            _insert(into, "rating", row)
            saved.ratings += 1
        for row in self._rows("audit"):
            _insert(into, "audit", row)

    def _rows(self, table: str) -> Iterator[Any]:
        at, misses = -1, 0
        while self._readable and misses < _MOST_MISSES:
            try:
                row = self._query(
                    f"SELECT rowid AS row_number, * FROM {table} WHERE rowid >= ? ORDER BY rowid LIMIT 1", at
                )
            except SqliteError:
                at, misses = max(at, 0) + 1, misses + 1
                continue
            if not row:
                return
            at, misses = row[0]["row_number"] + 1, 0
            yield row[0]

    def _one(self, query: str) -> Any:
        found = self._all(query)
        return found[0] if found else None

    def _all(self, query: str) -> list[Any]:
        """Nothing, when it cannot be read to its end."""
        try:
            return self._query(query) if self._readable else []
        except SqliteError:
            return []

    def _query(self, query: str, *values: object) -> list[Any]:
        if self._connection is None:
            self._open()
        assert self._connection is not None
        try:
            return self._connection.execute(query, values).fetchall()
        except SqliteError:
            self._close()  # a connection that has met a broken page reads no other one any more
            raise

    def _reads(self) -> bool:
        try:
            return self._query("SELECT 1 FROM sqlite_schema WHERE name = 'outbox'") != []
        except SqliteError:
            return False

    def _broken_pages(self) -> list[int]:
        """Their numbers, as far as the first page lets anybody look."""
        found = self._all("PRAGMA cipher_integrity_check")
        return [int(row[0].rsplit(" ", 1)[1]) for row in found if row[0].startswith(_PAGE_FINDING)]

    def _open(self) -> None:
        self._connection = connect(self._path, self._key, mode="ro")

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _patch(self) -> None:
        """From now on a copy is read, in which pages of the kept head stand for broken ones."""
        if not (self._damaged.exists() and self._head.exists()):
            return
        shutil.copyfile(self._damaged, self._patched)
        wal = self._damaged.with_name(self._damaged.name + "-wal")
        if wal.exists():
            shutil.copyfile(wal, self._patched.with_name(self._patched.name + "-wal"))
        head = self._head.read_bytes()
        self._close()
        self._path = self._patched
        if not self._reads():
            self._put(1, head)
        if not self._reads():
            self._lengthen()
        for page in self._broken_pages():
            if page <= HEAD // PAGE:
                self._put(page, head)

    def _lengthen(self) -> None:
        """SQLite opens no file that is shorter than its first page says. What is added has no content, and costs nothing."""
        for _ in range(_MOST_DOUBLINGS):
            self._close()
            with self._patched.open("r+b") as file:
                file.truncate(2 * self._patched.stat().st_size)
            if self._reads():
                return

    def _put(self, page: int, head: bytes) -> None:
        content = head[(page - 1) * PAGE : page * PAGE]
        self._close()
        with self._patched.open("r+b") as file:
            file.seek((page - 1) * PAGE)
            file.write(content)


def _insert(into: "Connection", table: str, row: Any) -> None:
    """Columns that this release does not know stay behind; what it has more has its usual value."""
    known = {column["name"] for column in into.execute(f"PRAGMA table_info({table})")}
    names = [name for name in row.keys() if name in known]  # noqa: SIM118 - a Row iterates over its values
    marks = ", ".join("?" * len(names))
    into.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({marks})", [row[name] for name in names])
