"""The outbox from the agent's side: what waits, and what became of it. Only ids and outcomes, for the bytes are sealed."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from kiosk.contract.application import ApplicationStatus, Rating, Submission, SubmissionAnswer
from kiosk.contract.platform import Acknowledged, StatusPage
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

SENDER_CRASHED = "sender_crashed"
OFFERED_AGAIN = "offered_again"
"""Reasons of ours; the platform's are a status, a problem's type and a field."""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Each change is on the disk when the method returns."""

    store: Store

    def crashed(self, most: int) -> list[str]:
        """Parks what was begun so many times in a row and never came to an end; returns the numbers.

        Whatever killed the sender each time, the next row shall not wait for it. An operator lets it be tried again.
        """

        def park(database: "Database") -> list[str]:
            query = (
                "SELECT number FROM outbox WHERE state IN ('waiting', 'sending') AND interrupted >= ? ORDER BY number"
            )
            found = [str(row[0]) for row in database.execute(query, (most,)).fetchall()]
            for number in found:
                database.execute(
                    "UPDATE outbox SET state = 'parked', reason = ? WHERE number = ?", (SENDER_CRASHED, number)
                )
            return found

        return self.store.write(park).result()

    def due(self) -> list[str]:
        """Keys of what waits: the least tried first, then the oldest, so that one that always fails comes last.

        What was being sent when the agent died waits again: sending twice is harmless.
        """
        query = "SELECT key FROM outbox WHERE state IN ('waiting', 'sending') ORDER BY attempts, queued_at, key"
        return [row["key"] for row in self.store.read().execute(query)]

    def begin(self, key: str) -> Submission:
        """Counts the attempt before it is made, so that one that kills the process is counted too.

        It stands as interrupted until something is heard of it: `uploaded`, `delivered`, `parked` or `postponed`.
        """

        def count(database: "Database") -> None:
            database.execute(
                "UPDATE outbox SET state = 'sending', attempts = attempts + 1, interrupted = interrupted + 1"
                " WHERE key = ?",
                (key,),
            )

        self.store.write(count).result()
        return self.submission(key)

    def submission(self, key: str) -> Submission:
        """As it travels, the same bytes every time."""
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

    def sealed(self, key: str) -> tuple[Submission, dict[str, bytes]]:
        """All of it, with its attachments by hash: kiosk.contract.parcel."""
        submission = self.submission(key)
        return submission, {digest: self.attachment(digest) for digest in submission.attachments}

    def to_upload(self, key: str) -> list[str]:
        query = "SELECT sealed_sha256 FROM outbox_attachment WHERE key = ? AND NOT uploaded ORDER BY place"
        return [row["sealed_sha256"] for row in self.store.read().execute(query, (key,))]

    def attachment(self, digest: str) -> bytes:
        query = "SELECT sealed FROM outbox_attachment WHERE sealed_sha256 = ?"
        return bytes(self.store.read().execute(query, (digest,)).fetchone()["sealed"])

    def uploaded(self, digests: list[str], done: bool = True) -> None:
        """`done` False: the platform says it does not have them after all. Either is a word of the platform's, so the attempt
        gets somewhere: power cuts between two of them park nobody."""

        def mark(database: "Database") -> None:
            for digest in digests:
                database.execute(
                    "UPDATE outbox_attachment SET uploaded = ? WHERE sealed_sha256 = ?", (int(done), digest)
                )
                database.execute(
                    "UPDATE outbox SET interrupted = 0"
                    " WHERE key = (SELECT key FROM outbox_attachment WHERE sealed_sha256 = ?)",
                    (digest,),
                )

        self.store.write(mark).result()

    def moved(self, key: str) -> None:
        """A part of it has arrived: power cuts between two parts park nobody."""

        def get_on(database: "Database") -> None:
            database.execute("UPDATE outbox SET interrupted = 0 WHERE key = ?", (key,))

        self.store.write(get_on).result()

    def delivered(self, answer: SubmissionAnswer) -> None:
        """The platform has it, and its word is kept. The sealed bytes stay until retention erases them: a platform that is put back
        from an older backup will want them again (`epoch`)."""

        def settle(database: "Database") -> None:
            key = str(answer.key)
            row = database.execute("SELECT matter FROM outbox WHERE key = ?", (key,)).fetchone()
            database.execute(
                "UPDATE outbox SET state = 'delivered', interrupted = 0, reason = '', delivered_at = ?, epoch = ?, seq = ?"
                " WHERE key = ?",
                (datetime.now(UTC).isoformat(), answer.epoch, answer.seq, key),
            )
            status = ApplicationStatus(
                number=answer.number,
                matter=row[0],
                state=answer.state,
                version=answer.version,
                changed_at=answer.received_at,
                certificate=answer.certificate,
                by_hand=answer.by_hand,
            )
            _keep_status(database, status, answer.epoch)

        self.store.write(settle).result()

    def parked(self, key: str, reason: str) -> None:
        """`reason` is the platform's problem type and field, never a value of the person's."""

        def park(database: "Database") -> None:
            database.execute(
                "UPDATE outbox SET state = 'parked', reason = ?, interrupted = 0 WHERE key = ?", (reason, key)
            )

        self.store.write(park).result()

    def again(self, number: str) -> bool:
        """A parked application waits again, when an operator has mended what it was refused for. False when none is parked."""
        statement = (
            "UPDATE outbox SET state = 'waiting', reason = '', attempts = 0, interrupted = 0"
            " WHERE number = ? AND state = 'parked'"
        )
        return self.store.write(lambda database: bool(database.execute(statement, (number,)).rowcount)).result()

    def postponed(self, key: str, reason: str, *, ended: bool = True) -> None:
        """It waits again; `reason` is for who looks at the queue. `ended` False: by a bug of ours, which counts as interrupted."""

        def wait(database: "Database") -> None:
            database.execute(
                "UPDATE outbox SET state = 'waiting', reason = ?, interrupted = CASE WHEN ? THEN 0 ELSE interrupted END"
                " WHERE key = ? AND state = 'sending'",
                (reason, ended, key),
            )

        self.store.write(wait).result()

    def epoch(self, epoch: str, marks: dict[str, int]) -> list[str]:
        """The platform's database is of this epoch; of earlier ones it holds what was taken in up to their marks.

        Once for each new epoch, in one transaction with the noting of it: what was delivered beyond those marks waits again, the
        same bytes under the same key. Returns the numbers.
        """

        def offer(database: "Database") -> list[str]:
            if not epoch or _platform_epoch(database) == epoch:
                return []
            database.execute(
                "INSERT INTO cursor VALUES ('platform', ?, 0) ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch",
                (epoch,),
            )
            query = (
                "SELECT number, epoch, seq FROM outbox"
                " WHERE state = 'delivered' AND sealed IS NOT NULL AND epoch NOT IN ('', ?)"
            )
            # An epoch that is not among the marks began after the backup was made: nothing of it is held.
            lost = [
                str(number)
                for number, of, seq in database.execute(query, (epoch,)).fetchall()
                if seq > marks.get(str(of), -1)
            ]
            for number in lost:
                database.execute(
                    "UPDATE outbox SET state = 'waiting', attempts = 0, interrupted = 0, reason = ? WHERE number = ?",
                    (OFFERED_AGAIN, number),
                )
            return sorted(lost)

        return self.store.write(offer).result()

    def acknowledged(self) -> Acknowledged | None:
        """The last one, as the platform named it: if the platform does not know it, it was put back from a backup."""
        query = (
            "SELECT key, epoch FROM outbox WHERE state = 'delivered' AND epoch <> '' ORDER BY delivered_at DESC LIMIT 1"
        )
        row = self.store.read().execute(query).fetchone()
        return None if row is None else Acknowledged(epoch=row["epoch"], key=UUID(row["key"]))

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

    def status_cursor(self) -> tuple[str, int]:
        """Epoch and seq."""
        row = self.store.read().execute("SELECT epoch, seq FROM cursor WHERE name = 'status'").fetchone()
        return ("", 0) if row is None else (str(row["epoch"]), int(row["seq"]))

    def statuses(self, page: StatusPage) -> bool:
        """Page and cursor in one transaction. The first page of another epoch than ours says nothing but that: from 0 then.

        False, and nothing is kept: it is of an epoch that the platform has not told us of; the next heartbeat's answer does.
        """

        def apply(database: "Database") -> bool:
            if _platform_epoch(database) not in ("", page.epoch):
                return False
            known = database.execute("SELECT epoch, seq FROM cursor WHERE name = 'status'").fetchone()
            from_start = known is None or known[0] == page.epoch or known[1] == 0
            for status in page.statuses if from_start else ():
                _keep_status(database, status, page.epoch)
            database.execute(
                "INSERT INTO cursor VALUES ('status', ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq",
                (page.epoch, page.seq if from_start else 0),
            )
            return True

        return self.store.write(apply).result()


def _platform_epoch(database: "Database") -> str:
    row = database.execute("SELECT epoch FROM cursor WHERE name = 'platform'").fetchone()
    return "" if row is None else str(row[0])


def _keep_status(database: "Database", status: ApplicationStatus, epoch: str) -> None:
    """Without the officer's words: they may name somebody, and this table is not sealed. Progress asks the platform for them.

    Within an epoch a greater version is newer. A platform that was put back from a backup counts versions anew: there the word of
    its present epoch is newer than any of an earlier one.
    """
    known = database.execute("SELECT version, epoch FROM status WHERE number = ?", (status.number,)).fetchone()
    if known is not None:
        version, of = known
        if of == epoch and version >= status.version:
            return
        if of != epoch and epoch != _platform_epoch(database):
            return
    document = status.model_copy(update={"note": ""}).model_dump_json()
    database.execute(
        "INSERT INTO status (number, document, version, epoch, change)"
        " VALUES (?, ?, ?, ?, (SELECT coalesce(max(change), 0) + 1 FROM status))"
        " ON CONFLICT (number) DO UPDATE SET document = excluded.document, version = excluded.version,"
        " epoch = excluded.epoch, change = excluded.change",
        (status.number, document, status.version, epoch),
    )


def _run(database: "Database", statement: str, *values: str) -> None:
    database.execute(statement, values)
