"""Connections to SQLite and to PostgreSQL.

SQLite is the one inside sqlcipher3, used without a key: the system's may be older than 3.51.3, which can lose frames of the WAL when
two connections write and checkpoint at the same moment, and here every thread has its own connection.
"""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase
from sqlcipher3 import dbapi2 as sqlite_driver

_POSTGRESQL = "postgresql+psycopg"
_CONNECTIONS = 32  # threads that answer requests at once, roughly
_BUSY_S = 10  # how long a writer waits for another process


class BadDatabaseUrl(Exception):
    """What was given as --database names no database that the platform knows."""


def database_url(text: str) -> URL:
    """`postgresql://user@host/name` or `sqlite:///path`. Raises BadDatabaseUrl."""
    try:
        url = make_url(text)
    except Exception as error:
        raise BadDatabaseUrl("not a database URL") from error
    if url.drivername in ("postgres", "postgresql", _POSTGRESQL):
        return url.set(drivername=_POSTGRESQL)
    if url.drivername == "sqlite" and url.database:
        return url
    raise BadDatabaseUrl(f"{url.drivername}: only postgresql://… and sqlite:///path")


def open_engine(url: URL) -> Engine:
    """Connects at first use. Transactions of SQLite that have the execution option `writes` take the write lock at once."""
    if url.drivername == _POSTGRESQL:
        return create_engine(url, pool_size=_CONNECTIONS, max_overflow=8, pool_pre_ping=True)
    engine = create_engine(
        url,
        module=sqlite_driver,
        pool_size=_CONNECTIONS,
        max_overflow=8,
        connect_args={"timeout": _BUSY_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine


def insert(connection: Connection, table: type[DeclarativeBase]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the words of this database."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
