"""Durable submissions a second beside the bare limit of SQLite on the same disk, in the same run.

The limit: the standard library's sqlite3, WAL, `synchronous=FULL`, one insert of as many bytes in each commit. Ours: encrypted, with
high-water mark; the store's write alone, and the whole of `KeptOutbox.submit` with all sealing, each by one caller that waits
for the disk and by eight. In turns, so that a disk that gets slower gets slower for all.
"""

import os
import sqlite3
import statistics
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from nacl.public import PrivateKey

from kiosk.contract.platform import Enrolment
from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.keys import read_key
from kiosk.offline.store.migrations import KEPT
from kiosk.offline.store.store import Store
from tests.offline.people import application, matter

_MANY = 400
_ROUNDS = 5
_CALLERS = 8
_AIM = 0.5


def measure(folder: Path | None = None) -> dict[str, list[float]]:
    """By name: submissions a second, a figure for each round."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=folder) as name:
        data = Path(name)
        store = Store(data / KEPT.file, KEPT, read_key(data, development=True))
        outbox = KeptOutbox(store, _enrolled(data, store), receipt_number)
        published = matter()
        one, documents = application(published, outbox.next_number())
        size = _sealed_size(store, outbox, one, documents)
        bare = sqlite3.connect(data / "bare.db", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            bare.execute(f"PRAGMA {pragma}")
        bare.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, sealed BLOB)")
        blob = os.urandom(size)

        def insert() -> None:
            bare.execute("INSERT INTO bare (sealed) VALUES (?)", (blob,))

        def write() -> None:
            statement = "INSERT INTO outbox (key, number, matter, matter_version, sealed, state, queued_at) VALUES"
            fresh = os.urandom(16).hex()
            values = (fresh, fresh, "bench", 1, blob, "parked", "2026")
            store.write(lambda database: database.execute(f"{statement} (?, ?, ?, ?, ?, ?, ?)", values)).result()

        def submit() -> None:
            made, papers = ready.pop()
            outbox.submit(made, papers).result()

        found: dict[str, list[float]] = {}
        for _ in range(_ROUNDS):
            found.setdefault("bare SQLite", []).append(_rate(insert, 1))
            for callers in (1, _CALLERS):
                found.setdefault(f"store, {callers}", []).append(_rate(write, callers))
                # What a person's form costs to make is not the outbox's.
                ready = [application(published, outbox.next_number()) for _ in range(_MANY)]
                found.setdefault(f"submit, {callers}", []).append(_rate(submit, callers))
        bare.close()
        store.close()
        print(f"one submission: {size} bytes sealed in {1 + len(documents)} rows")
        return found


def _enrolled(data: Path, store: Store) -> CredentialsFile:
    key = b64encode(bytes(PrivateKey.generate().public_key)).decode()
    credentials = CredentialsFile(data / "credentials.json", store.identity)
    credentials.save(Enrolment(terminal="bench-1", terminal_number=1, site="示例市政务服务驿站", platform_key=key))
    return credentials


def _sealed_size(store: Store, outbox: KeptOutbox, one: object, documents: list[bytes]) -> int:
    """What one application writes, all rows together."""
    outbox.submit(one, documents).result()  # type: ignore[arg-type]
    sums = "SELECT (SELECT sum(length(sealed)) FROM outbox) + (SELECT sum(length(sealed)) FROM outbox_attachment)"
    return int(store.read().execute(sums).fetchone()[0])


def _rate(act: Callable[[], None], callers: int) -> float:
    def some() -> None:
        for _ in range(_MANY // callers):
            act()

    threads = [threading.Thread(target=some) for _ in range(callers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _MANY // callers * callers / (time.perf_counter() - began)


def report(found: dict[str, list[float]]) -> None:
    """Medians and ranges, and the ratio to the bare limit with the aim."""
    limit = statistics.median(found["bare SQLite"])
    print(f"{'durable submissions a second':30}{'median':>8}{'from':>8}{'to':>8}{'ratio':>8}")
    for name, rates in found.items():
        middle = statistics.median(rates)
        print(f"{name:30}{middle:8.0f}{min(rates):8.0f}{max(rates):8.0f}{middle / limit:8.2f}")
    for name in (f"submit, {callers}" for callers in (1, _CALLERS)):
        ratio = statistics.median(found[name]) / limit
        print(f"{name} / bare SQLite: {ratio:.2f} (aim: at least {_AIM}) {'reached' if ratio >= _AIM else 'MISSED'}")


if __name__ == "__main__":
    report(measure())
