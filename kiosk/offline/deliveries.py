"""The outbox from the agent's side: what waits, and what became of it. Only ids and outcomes, for the bytes are sealed."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from kiosk.contract.application import ApplicationStatus, Rating, Submission, SubmissionAnswer
from kiosk.contract.platform import StatusPage
from kiosk.offline.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Each change is on the disk when the method returns."""

    store: Store

    def due(self) -> list[str]:
        """Keys of what waits: the least tried first, then the oldest, so that one that always fails comes last.

        What was being sent when the agent died waits again: sending twice is harmless.
        """
        query = "SELECT key FROM outbox WHERE state IN ('waiting', 'sending') ORDER BY attempts, queued_at, key"
        return [row["key"] for row in self.store.read().execute(query)]

    def begin(self, key: str) -> Submission:
        """Counts the attempt before it is made, so that one that kills the process is counted too."""

        def count(database: "Database") -> None:
            database.execute("UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE key = ?", (key,))

        self.store.write(count).result()
        read = self.store.read()
        row = read.execute("SELECT * FROM outbox WHERE key = ?", (key,)).fetchone()
        query = "SELECT sealed_sha256 FROM outbox_attachment WHERE key = ? ORDER BY place"
        return Submission(
            key=UUID(row["key"]),
            number=row["number"],
            matter=row["matter"],
            matter_version=row["matter_version"],
            attachments=[found["sealed_sha256"] for found in read.execute(query, (key,))],
            sealed=base64.b64encode(row["sealed"]).decode(),
        )

    def to_upload(self, key: str) -> list[str]:
        query = "SELECT sealed_sha256 FROM outbox_attachment WHERE key = ? AND NOT uploaded ORDER BY place"
        return [row["sealed_sha256"] for row in self.store.read().execute(query, (key,))]

    def attachment(self, digest: str) -> bytes:
        query = "SELECT sealed FROM outbox_attachment WHERE sealed_sha256 = ?"
        return bytes(self.store.read().execute(query, (digest,)).fetchone()["sealed"])

    def uploaded(self, digests: list[str], done: bool = True) -> None:
        """`done` False: the platform says it does not have them after all."""

        def mark(database: "Database") -> None:
            for digest in digests:
                database.execute(
                    "UPDATE outbox_attachment SET uploaded = ? WHERE sealed_sha256 = ?", (int(done), digest)
                )

        self.store.write(mark).result()

    def delivered(self, answer: SubmissionAnswer) -> None:
        """The platform has it: its word is kept and the sealed bytes are erased, in one transaction."""

        def settle(database: "Database") -> None:
            key = str(answer.key)
            row = database.execute("SELECT matter FROM outbox WHERE key = ?", (key,)).fetchone()
            database.execute(
                "UPDATE outbox SET state = 'delivered', sealed = NULL, delivered_at = ? WHERE key = ?",
                (datetime.now(UTC).isoformat(), key),
            )
            database.execute("DELETE FROM outbox_attachment WHERE key = ?", (key,))
            status = ApplicationStatus(
                number=answer.number,
                matter=row[0],
                state=answer.state,
                version=answer.version,
                changed_at=answer.received_at,
                certificate=answer.certificate,
            )
            _keep_status(database, status)

        self.store.write(settle).result()

    def parked(self, key: str, reason: str) -> None:
        """`reason` is the platform's problem type and field, never a value of the person's."""

        def park(database: "Database") -> None:
            database.execute("UPDATE outbox SET state = 'parked', reason = ? WHERE key = ?", (reason, key))

        self.store.write(park).result()

    def again(self, number: str) -> bool:
        """A parked application waits again, when an operator has mended what it was refused for. False when none is parked."""
        statement = (
            "UPDATE outbox SET state = 'waiting', reason = '', attempts = 0 WHERE number = ? AND state = 'parked'"
        )
        return self.store.write(lambda database: bool(database.execute(statement, (number,)).rowcount)).result()

    def postponed(self, key: str) -> None:
        def wait(database: "Database") -> None:
            database.execute("UPDATE outbox SET state = 'waiting' WHERE key = ? AND state = 'sending'", (key,))

        self.store.write(wait).result()

    def ratings(self) -> list[Rating]:
        """Not before the application itself has left, for the platform knows no number that it was not given."""
        query = (
            "SELECT document FROM rating LEFT JOIN outbox USING (number)"
            " WHERE parked = '' AND coalesce(state, 'delivered') = 'delivered' ORDER BY number"
        )
        return [Rating.model_validate_json(row["document"]) for row in self.store.read().execute(query)]

    def rated(self, number: str) -> None:
        self.store.write(lambda database: _run(database, "DELETE FROM rating WHERE number = ?", number)).result()

    def rating_parked(self, number: str, reason: str) -> None:
        statement = "UPDATE rating SET parked = ? WHERE number = ?"
        self.store.write(lambda database: _run(database, statement, reason, number)).result()

    def status_cursor(self) -> int:
        row = self.store.read().execute("SELECT seq FROM cursor WHERE name = 'status'").fetchone()
        return 0 if row is None else int(row["seq"])

    def statuses(self, page: StatusPage) -> None:
        """Page and cursor in one transaction; a smaller version than the one we have is dropped."""

        def apply(database: "Database") -> None:
            for status in page.statuses:
                _keep_status(database, status)
            database.execute(
                "INSERT INTO cursor VALUES ('status', '', ?) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq",
                (page.seq,),
            )

        self.store.write(apply).result()


def _keep_status(database: "Database", status: ApplicationStatus) -> None:
    """Without the officer's words: they may name somebody, and this table is not sealed. Progress asks the platform for them."""
    known = database.execute("SELECT version FROM status WHERE number = ?", (status.number,)).fetchone()
    if known is not None and known[0] >= status.version:
        return
    document = status.model_copy(update={"note": ""}).model_dump_json()
    database.execute(
        "INSERT INTO status VALUES (?, ?, ?, (SELECT coalesce(max(change), 0) + 1 FROM status))"
        " ON CONFLICT (number) DO UPDATE SET document = excluded.document, version = excluded.version,"
        " change = excluded.change",
        (status.number, document, status.version),
    )


def _run(database: "Database", statement: str, *values: str) -> None:
    database.execute(statement, values)
