"""A PostgreSQL of our own for a test session: a private cluster behind a Unix socket, made with initdb and gone at the end.

PostgreSQL refuses to run as root; then it runs as the user `postgres` of its Debian package.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))

# Nothing here has to survive a power cut, so nothing waits for the disk. The order of commits is the same.
_FAST = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
_COMMON = {"listen_addresses": "''", "max_connections": "200", "shared_buffers": "32MB", "log_min_messages": "warning"}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running cluster."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, *, like: str = "template0", name: str = "") -> str:
        """A fresh database, a copy of `like`, to which nobody may be connected. Its name."""
        name = name or f"t{uuid4().hex}"
        self._say(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like)))
        return name

    def drop(self, database: str) -> None:
        """With the connections to it."""
        self._say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def _say(self, words: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(words)


@contextlib.contextmanager
def cluster(*, durable: bool = False) -> Iterator[Postgres]:
    """`durable`: waits for the disk as in the field."""
    folder = Path(tempfile.mkdtemp(prefix="xzz-pg-"))  # short, for the path of a socket has 107 bytes at most
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        owner = pwd.getpwnam(user)
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(*command: str) -> None:
        subprocess.run(
            [str(PROGRAMS / command[0]), "-D", str(folder / "data"), *command[1:]],
            check=True,
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )

    settings = _COMMON | {"unix_socket_directories": str(folder)} | ({} if durable else _FAST)
    try:
        run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        run("pg_ctl", "--log", str(folder / "log"), "--options", options, "--wait", "start")
        try:
            yield Postgres(folder)
        finally:
            run("pg_ctl", "--mode=immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with cluster() as started:
        yield started


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """Of an empty database of this test alone."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)
