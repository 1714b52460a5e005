"""Connections to an encrypted SQLite file, and what SQLite's errors mean for the machine.

`sqlcipher3` brings SQLite 3.53 with SQLCipher 4: each page is encrypted and carries an HMAC, so a changed bit is an error and
never a wrong value. Its exceptions are not those of the standard library's `sqlite3`; its connections and rows behave alike.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlcipher3 import dbapi2

from kiosk.languages.fault import Fault, KnownFault, Mender
from kiosk.offline.store.keys import StoreKey

if TYPE_CHECKING:
    from sqlite3 import Connection  # the same interface; the module itself is not loaded, which takes some milliseconds

BUSY_SECONDS = 5.0
"""How long a connection waits while the other process writes."""

SqliteError: type[Exception] = dbapi2.Error
IntegrityError: type[Exception] = dbapi2.IntegrityError
OperationalError: type[Exception] = dbapi2.OperationalError

_BROKEN = (dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB)
_BUSY = (dbapi2.SQLITE_BUSY, dbapi2.SQLITE_LOCKED, dbapi2.SQLITE_READONLY)


class _Telling(dbapi2.Connection):  # type: ignore[misc]
    """Tells `on_error` of what SQLite says, before anybody else hears it."""

    on_error: Callable[[Exception], None] | None = None

    def execute(self, *arguments: Any) -> Any:
        try:
            return super().execute(*arguments)
        except dbapi2.Error as error:
            if self.on_error is not None:
                self.on_error(error)
            raise


def connect(path: Path, key: StoreKey, *, mode: str = "rw") -> "Connection":
    """`mode`: ro, rw, rwc. Raises SqliteError, also when file and key do not belong together."""
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
        factory=_Telling,
    )
    connection.row_factory = dbapi2.Row
    try:
        # The library would write page numbers to stderr; what is to be said of damage stands in our own log.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(key.pragma)
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return cast("Connection", connection)


def tell(connection: "Connection", on_error: Callable[[Exception], None]) -> None:
    """From now on of each error, before the caller hears of it."""
    cast(_Telling, connection).on_error = on_error


def is_damage(error: Exception) -> bool:
    """Whether the file itself is broken: a page, the header, or the key that it was opened with."""
    return _primary(error) in _BROKEN


def is_disk_trouble(error: Exception) -> bool:
    """Whether the disk did not do what it was told: a write or an fsync that failed. What it has of it nobody knows."""
    return _primary(error) == int(dbapi2.SQLITE_IOERR)


def known(error: Exception) -> Exception:
    """A constraint that failed is a bug of ours and comes back as it is; a full disk or a damaged file is a KnownFault."""
    code = _primary(error)
    if code == dbapi2.SQLITE_FULL:
        told = KnownFault(Fault("store_full", Mender.OPERATOR))
    elif code in (*_BROKEN, dbapi2.SQLITE_IOERR, dbapi2.SQLITE_CANTOPEN):
        told = damaged()
    elif code in _BUSY:
        told = KnownFault(Fault("store_busy", Mender.TECHNICIAN))
    else:
        return error
    told.__cause__ = error
    return told


def damaged() -> KnownFault:
    return KnownFault(Fault("store_damaged", Mender.TECHNICIAN))


def _primary(error: Exception) -> int:
    """The primary result code, https://sqlite.org/rescode.html."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
