"""The platform's database and the folder of its secrets.

SQLite, one file of one process, unless a URL names a PostgreSQL that any number of nodes share.
"""

import contextlib
import hashlib
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from nacl.public import PrivateKey
from sqlalchemy import URL, Connection, func, select

from central.store.engine import database_url, insert, open_engine
from central.store.secret_files import secret_file
from central.store.tables import SettingRow
from central.store.upgrade import upgrade

_KEY = "platform_key"


class DifferentKey(Exception):
    """The folder of secrets is not the one that this database was begun with: what waits on terminals could not be opened."""


class PlatformDatabase:
    """For any number of threads. Close it at the end."""

    def __init__(self, folder: Path, url: str | None = None, secrets: Path | None = None) -> None:
        """`folder`: of this node. `url`: None for `platform.db` in it. `secrets`: shared by all nodes of one database.

        Raises BadDatabaseUrl, and DifferentKey when `secrets` is not the folder that this database was begun with.
        """
        self.folder = folder
        self.secrets = secrets or folder
        for needed in (self.folder, self.secrets):
            needed.mkdir(mode=0o700, parents=True, exist_ok=True)
        if url is None:
            (folder / "platform.db").touch(0o600)  # SQLite gives its -wal and -shm the same mode
        self.url = URL.create("sqlite", database=str(folder / "platform.db")) if url is None else database_url(url)
        self.engine = open_engine(self.url)
        self._shared = self.url.drivername != "sqlite"
        self._here = threading.local()
        self._writer = threading.Lock()
        self._claims: set[str] = set()
        self._claiming = threading.Lock()
        upgrade(self.engine)
        self.private_key = PrivateKey(secret_file(self.secrets / "platform.key", lambda: bytes(PrivateKey.generate())))
        self._check_key()

    @property
    def public_key(self) -> str:
        """Base64, as in Enrolment."""
        return b64encode(bytes(self.private_key.public_key)).decode()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing. Within another transaction of this thread it is part of that one. On SQLite alone; on PostgreSQL read
        committed: what must not change meanwhile is read `with_for_update`."""
        if (joined := self._joined()) is not None:
            if not self._here.writes:
                raise RuntimeError("a transaction within a reading")
            yield joined
            return
        with contextlib.nullcontext() if self._shared else self._writer, self._open(writes=True) as connection:
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the database, however many statements. Within a transaction of this thread it sees what that one wrote."""
        if (joined := self._joined()) is not None:
            yield joined
            return
        with self._open(writes=False) as connection:
            yield connection

    @contextlib.contextmanager
    def claimed(self, name: str) -> Iterator[bool]:
        """Whether this thread now works on `name` alone, among all nodes. False: somebody else does, and nothing is waited for.

        On PostgreSQL it is a transaction, for the claim ends with it.
        """
        if self._shared:
            number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
            with self.transaction() as connection:
                yield bool(connection.scalar(select(func.pg_try_advisory_xact_lock(number))))
            return
        with self._claiming:
            mine = name not in self._claims
            self._claims.add(name)
        try:
            yield mine
        finally:
            if mine:
                with self._claiming:
                    self._claims.remove(name)

    def close(self) -> None:
        self.engine.dispose()

    def _check_key(self) -> None:
        with self.transaction() as connection:
            connection.execute(
                insert(connection, SettingRow).values(name=_KEY, value=self.public_key).on_conflict_do_nothing()
            )
            known = connection.scalar(select(SettingRow.value).where(SettingRow.name == _KEY))
        if known != self.public_key:
            self.close()
            raise DifferentKey(f"{self.secrets / 'platform.key'} is not the key of this database: look for --secrets")

    def _joined(self) -> Connection | None:
        return getattr(self._here, "connection", None)

    @contextlib.contextmanager
    def _open(self, *, writes: bool) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            if not self._shared:
                connection.execution_options(writes=writes)
            elif not writes:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._here.connection, self._here.writes = connection, writes
            try:
                with connection.begin():
                    yield connection
            finally:
                self._here.connection = None
