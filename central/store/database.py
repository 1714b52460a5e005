"""The platform's SQLite file, its private key and its folder: everything an instance keeps lies in one folder."""

import contextlib
import os
import secrets
import sqlite3
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

from nacl.public import PrivateKey
from sqlite_utils import Database

from central.store.tables import MIGRATIONS


class PlatformDatabase:
    """One connection and one lock: a request holds it for the length of its transaction. Close it at the end."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "platform.db").touch(0o600)  # SQLite gives its -wal and -shm the same mode
        self.folder = folder
        self._lock = threading.RLock()
        connection = sqlite3.connect(folder / "platform.db", isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000"):
            connection.execute(f"PRAGMA {pragma}")
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
        self._database = Database(connection, execute_plugins=False)
        self.private_key = PrivateKey(secret_file(folder / "platform.key", lambda: bytes(PrivateKey.generate())))

    @property
    def public_key(self) -> str:
        """Base64, as in Enrolment."""
        return b64encode(bytes(self.private_key.public_key)).decode()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Database]:
        """All or nothing, alone. May be nested: the inner one is part of the outer."""
        with self._lock, self._database.atomic():
            yield self._database

    def one(self, query: str, *values: object) -> sqlite3.Row | None:
        with self._lock:
            row: sqlite3.Row | None = self._database.conn.execute(query, values).fetchone()
            return row

    def all(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._database.conn.execute(query, values).fetchall()

    def close(self) -> None:
        with self._lock:
            self._database.close()


def secret_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """What is in the file, or what `make` returns, written there for the owner only."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    secret = make()
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    return secret
