"""The outbox: an application is sealed and on the disk before the person is told, and leaves when the platform has it.

waiting -> sending -> delivered, or parked with the platform's reason when it will never take it as it is. A parked row
never holds up another. The key (UUIDv7) and the sealed bytes are frozen here, so every delivery is the same, byte by byte.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.languages.fault import KnownFault
from kiosk.offline.outbox import owed as owed_receipts
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

    from kiosk.contract.application import Application, ApplicationStatus, AttachmentRef, Rating
    from kiosk.visit.receipt import Receipt


class KeptOutbox:
    """The terminal's side: writes applications, reads what the platform said of them."""

    def __init__(self, store: Store, credentials: CredentialsFile, receipt_number: Callable[[int, int], str]) -> None:
        """`receipt_number(terminal_number, counter)` is kiosk.matters.numbers.receipt_number."""
        self._store = store
        self._credentials = credentials
        self._receipt_number = receipt_number
        self._listeners: list[Callable[[str], None]] = []
        self._lock = threading.Lock()
        self._stop_watch: Callable[[], None] | None = None
        self._seen = 0

    def next_number(self) -> str:
        """Waits for the disk (milliseconds). Raises KnownFault: not_enrolled, store_full, store_damaged."""
        terminal = self._credentials.require().terminal_number

        def count(database: Database) -> int:
            database.execute(
                "INSERT INTO counter VALUES ('number', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"
            )
            return int(database.execute("SELECT value FROM counter WHERE name = 'number'").fetchone()[0])

        return self._receipt_number(terminal, self._store.write(count).result())

    def submit(
        self, application: Application, attachments: Sequence[bytes], receipt: Receipt | None = None
    ) -> Future[None]:
        """`attachments` are the documents whose sha256 the application cites; `sealed_sha256` is filled in here, for only
        sealing makes those bytes, and so is `terminal` where it is empty: the machine may have been enrolled since its screens
        started. The same application handed in twice is kept once.

        `receipt`: kept with it until `receipt_seen`, for the person to come back to with their card (kiosk/offline/outbox/owed.py); the
        caller waits a tenth of a second for it.

        Raises ValueError when documents and citations do not match: a bug, said before anything is written.
        """
        from kiosk.contract.sealing import seal, sha256

        documents = {sha256(document): document for document in attachments}
        cited = {ref.sha256 for ref in _references(application)}
        if cited != documents.keys():
            raise ValueError(
                f"cited but not handed in: {sorted(cited - documents.keys())}; "
                f"handed in but not cited: {sorted(documents.keys() - cited)}"
            )

        owed = None if receipt is None else owed_receipts.closed(receipt, application.applicant.id_number)

        try:
            enrolment = self._credentials.require()
        except KnownFault as known_fault:
            refused: Future[None] = Future()
            refused.set_exception(known_fault)
            return refused
        # Here and not in the writer's thread, where it would hold up both processes.
        platform_key = enrolment.platform_key
        sealed = {digest: seal(document, platform_key) for digest, document in documents.items()}
        digests = {digest: sha256(content) for digest, content in sealed.items()}
        frozen = _with_sealed(application, digests)
        if not frozen.terminal:
            frozen = frozen.model_copy(update={"terminal": enrolment.terminal})
        body = seal(frozen.model_dump_json().encode(), platform_key)

        def keep(database: Database) -> None:
            key = str(application.key)
            known = database.execute("SELECT number FROM outbox WHERE key = ?", (key,)).fetchone()
            if known is not None:
                if known[0] != application.number:
                    raise ValueError(f"key {key} belongs to another number")
                return
            database.execute(
                "INSERT INTO outbox (key, number, matter, matter_version, sealed, state, queued_at, attachments)"
                " VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?)",
                (
                    key,
                    application.number,
                    application.matter,
                    application.matter_version,
                    body,
                    datetime.now(UTC).isoformat(),
                    len(sealed),
                ),
            )
            for place, (digest, content) in enumerate(sealed.items()):
                database.execute(
                    "INSERT INTO outbox_attachment (sealed_sha256, key, place, sealed) VALUES (?, ?, ?, ?)",
                    (digests[digest], key, place, content),
                )
            if owed is not None:
                owed_receipts.keep(database, owed)

        return self._store.write(keep)

    def receipt_seen(self, number: str) -> Future[None]:
        """The person has it: nothing that could lead to them stays."""
        return self._store.write(lambda database: owed_receipts.seen(database, number))

    def owed(self, id_number: str) -> list[Receipt]:
        """Receipts of this person that nobody has seen, the newest first. Beside the main thread: a tenth of a second each."""
        return owed_receipts.of(self._store, id_number)

    def owed_since(self) -> datetime | None:
        """When the last application was kept whose receipt nobody has seen."""
        return owed_receipts.newest(self._store)

    def rate(self, rating: Rating) -> Future[None]:
        """One rating for one application: the first one stays."""

        def keep(database: Database) -> None:
            database.execute(
                "INSERT INTO rating (number, document) VALUES (?, ?) ON CONFLICT (number) DO NOTHING",
                (rating.number, rating.model_dump_json()),
            )

        return self._store.write(keep)

    def status(self, number: str) -> ApplicationStatus | None:
        from kiosk.contract.application import ApplicationStatus

        row = self._store.read().execute("SELECT document FROM status WHERE number = ?", (number,)).fetchone()
        return None if row is None else ApplicationStatus.model_validate_json(row["document"])

    def kept(self, number: str) -> bool:
        """Whether an application with this number was handed in here and is still kept."""
        return self._store.read().execute("SELECT 1 FROM outbox WHERE number = ?", (number,)).fetchone() is not None

    def waiting(self) -> int:
        query = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')"
        return int(self._store.read().execute(query).fetchone()[0])

    def parked(self) -> dict[str, str]:
        """Reasons by receipt number, for the technician."""
        rows = self._store.read().execute("SELECT number, reason FROM outbox WHERE state = 'parked'")
        return {row["number"]: row["reason"] for row in rows}

    def watch(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Called on the store's watching thread. Words that came before are not told again: ask `status`."""
        with self._lock:
            self._listeners.append(listener)
            if self._stop_watch is None:
                row = self._store.read().execute("SELECT coalesce(max(change), 0) FROM status").fetchone()
                self._seen = int(row[0])
                self._stop_watch = self._store.watch(self._tell)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def _tell(self) -> None:
        query = "SELECT number, change FROM status WHERE change > ? ORDER BY change"
        for row in self._store.read().execute(query, (self._seen,)).fetchall():
            self._seen = int(row["change"])
            with self._lock:
                listeners = list(self._listeners)
            for listener in listeners:
                listener(row["number"])


def _references(application: Application) -> list[AttachmentRef]:
    references = [ref for material in application.materials for ref in material.attachments]
    return references + [ref for ref in (application.signature, application.commitment) if ref is not None]


def _with_sealed(application: Application, digests: Mapping[str, str]) -> Application:
    def sealed(ref: AttachmentRef) -> AttachmentRef:
        return ref.model_copy(update={"sealed_sha256": digests[ref.sha256]})

    return application.model_copy(
        update={
            "materials": [
                material.model_copy(update={"attachments": [sealed(ref) for ref in material.attachments]})
                for material in application.materials
            ],
            "signature": sealed(application.signature) if application.signature else None,
            "commitment": sealed(application.commitment) if application.commitment else None,
        }
    )
