"""Mending a damaged store: it goes into quarantine as it is, and what can still be read of it goes into a fresh one.

Each step may be repeated, so a power cut in the middle of it is no second disaster. The report beside the store (beside.py) names the
quarantine folder from the first step to the last.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.offline.store import audit
from kiosk.offline.store.beside import SQLITE_FILES, Beside
from kiosk.offline.store.durable import sync_folder
from kiosk.offline.store.keys import StoreKey
from kiosk.offline.store.migrations import CATALOGUE, KEPT, Schema
from kiosk.offline.store.opening import Damage, create, open_checked
from kiosk.offline.store.salvage import Salvage, Saved
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

_log = logging.getLogger(__name__)

DAMAGED = "store_damaged"
"""The alarm."""


def open_or_mend(path: Path, schema: Schema, key: StoreKey, mend: Callable[[Beside, StoreKey], None]) -> Store:
    """Raises KnownFault as Store does, but Damage only when the disk does not let it be mended."""
    try:
        return Store(path, schema, key)
    except Damage:
        beside = Beside(path)
        with beside.alone():
            try:
                open_checked(path, schema, key).close()  # the other process may have been here in between
            except Damage as damage:
                beside.report(damage.reason)
                try:
                    mend(beside, key)
                except OSError as error:
                    _log.error("store.not_mended file=%s error=%s", path.name, error.strerror)
                    raise damage from error
        return Store(path, schema, key)


def mend_kept(beside: Beside, key: StoreKey) -> None:
    """What can be read goes into a fresh file. Where the counter of receipt numbers cannot be trusted, that has another identity,
    and so the machine must enrol anew."""
    reason, quarantine, mark = beside.reported(), to_quarantine(beside), beside.mark.read()
    with Salvage(quarantine / beside.path.name, key, quarantine / beside.head.name) as salvage:
        identity, saved = salvage.identity(mark), Saved()

        def fill(connection: "Connection") -> None:
            connection.execute("BEGIN IMMEDIATE")
            if identity is not None:
                connection.execute(
                    "INSERT INTO sentinel (id, store, created_at) VALUES (1, ?, ?)",
                    (identity, datetime.now(UTC).isoformat()),
                )
            salvage.copy(connection, saved, counters=identity is not None)
            numbers = "numbers go on" if identity is not None else "numbers lost, enrol anew"
            audit.note(connection, DAMAGED, f"{reason}; {saved}; {numbers}; {quarantine.name}", alarm=True)
            connection.execute("COMMIT")

        create(beside.path, KEPT, key, fill, mark=(mark or 0) + 1)
    beside.mended()
    trusted = identity is not None
    _log.error("store.mended file=%s reason=%s saved=%s numbers=%s", beside.path.name, reason, saved, trusted)


def renew_catalogue(beside: Beside, key: StoreKey) -> None:
    """A fresh catalogue: the release fills it, the platform says the rest."""
    reason, quarantine = beside.reported(), to_quarantine(beside)
    create(beside.path, CATALOGUE, key, mark=(beside.mark.read() or 0) + 1)
    beside.mended()
    _log.error("store.mended file=%s reason=%s quarantine=%s", beside.path.name, reason, quarantine.name)


def give_up(beside: Beside) -> Path:
    """A technician's word that its key is lost: the store goes into quarantine whole, and a fresh one may be made in its place."""
    with beside.alone():
        beside.report("its key is lost")
        folder = to_quarantine(beside)
        for path in beside.witnesses():
            path.rename(folder / path.name)
        beside.mended()
    _log.error("store.given_up file=%s quarantine=%s", beside.path.name, folder.name)
    return folder / beside.path.name


def to_quarantine(beside: Beside) -> Path:
    """The store's files, into the folder its report names. What is there already stays."""
    folder = beside.quarantine
    folder.mkdir(parents=True, exist_ok=True)
    for end in SQLITE_FILES:
        source = beside.path.with_name(beside.path.name + end)
        target = folder / source.name
        if source.exists() and not target.exists():
            source.rename(target)
    if beside.head.exists() and not (folder / beside.head.name).exists():
        beside.head.rename(folder / beside.head.name)
    sync_folder(folder)
    sync_folder(beside.path.parent)
    return folder
