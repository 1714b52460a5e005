"""Receipts that nobody has seen yet: if the machine dies between keeping an application and showing its number, whoever applied
gets it with their card, also without a network.

Each is closed with a key that only the number on the card gives (Argon2id, then libsodium's secret box), so the machine itself
cannot tell whose it is or what it says. It goes as soon as the receipt was seen, or after a day.

PyNaCl is imported where it is used, as everywhere in the terminal: the first picture does not wait for it.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

    from kiosk.visit.receipt import Receipt

KEPT_FOR = timedelta(hours=24)


def closed(receipt: "Receipt", id_number: str) -> tuple[str, bytes, bytes]:
    """Number, salt and what only `id_number` opens. Takes a tenth of a second and 64 MB: not for a thread that draws or writes."""
    from nacl import pwhash
    from nacl.secret import SecretBox
    from nacl.utils import random

    salt = random(pwhash.argon2id.SALTBYTES)
    sealed = SecretBox(_key(id_number, salt)).encrypt(receipt.model_dump_json().encode())
    return receipt.number, salt, bytes(sealed)


def keep(database: "Database", row: tuple[str, bytes, bytes]) -> None:
    """In the transaction that keeps the application."""
    now = datetime.now(UTC)
    forget(database, now)
    database.execute("INSERT INTO owed_receipt (number, salt, sealed, at) VALUES (?, ?, ?, ?)", (*row, now.isoformat()))


def forget(database: "Database", now: datetime) -> None:
    """Those that nobody has asked for within a day."""
    database.execute("DELETE FROM owed_receipt WHERE at < ?", ((now - KEPT_FOR).isoformat(),))


def seen(database: "Database", number: str) -> None:
    database.execute("DELETE FROM owed_receipt WHERE number = ?", (number,))


def of(store: Store, id_number: str) -> "list[Receipt]":
    """Those that this number opens, the newest first. Takes a tenth of a second for each that is kept."""
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    from kiosk.visit.receipt import Receipt

    found = []
    oldest = (datetime.now(UTC) - KEPT_FOR).isoformat()
    query = "SELECT salt, sealed FROM owed_receipt WHERE at >= ? ORDER BY at DESC"
    for row in store.read().execute(query, (oldest,)).fetchall():
        try:
            document = SecretBox(_key(id_number, row["salt"])).decrypt(row["sealed"])
        except CryptoError:
            continue  # somebody else's
        found.append(Receipt.model_validate_json(document))
    return found


def newest(store: Store) -> datetime | None:
    """When the last of them was kept."""
    row = store.read().execute("SELECT max(at) FROM owed_receipt").fetchone()
    return None if row[0] is None else datetime.fromisoformat(row[0])


def _key(id_number: str, salt: bytes) -> bytes:
    from nacl import pwhash
    from nacl.secret import SecretBox

    key: bytes = pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE,
        id_number.strip().upper().encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )
    return key
