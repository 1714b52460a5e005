"""A look at every page of a store: the HMAC of each, and whether tables and indexes fit together."""

import logging
from pathlib import Path

from kiosk.offline.store.beside import Beside
from kiosk.offline.store.connection import SqliteError, connect, is_damage
from kiosk.offline.store.keys import StoreKey
from kiosk.offline.store.store import Store

_log = logging.getLogger(__name__)

_MOST = 20  # findings that are told


def findings(path: Path, key: StoreKey) -> list[str]:
    """What is wrong with it; nothing when it is whole. Reads all of the file, about a second for 100 MB, and holds up nobody."""
    connection = None
    try:
        connection = connect(path, key, mode="ro")
        # The pages of the file first; those in the WAL are checked as they are read.
        found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        if not found:
            rows = connection.execute(f"PRAGMA quick_check({_MOST})")
            found = [str(row[0]) for row in rows if row[0] != "ok"]
        return found[:_MOST]
    except SqliteError as error:
        if is_damage(error):
            return [str(error)]
        raise
    finally:
        if connection is not None:
            connection.close()


def look(store: Store) -> bool:
    """Whether the open store is whole; otherwise it is reported. On any thread."""
    found = findings(store.path, store.key)
    if found:
        store.report("; ".join(found[:3]))
        return False
    Beside(store.path).keep_head()
    _log.info("store.whole file=%s", store.path.name)
    return True
