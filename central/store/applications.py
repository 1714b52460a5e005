"""Applications, where they stand, and what was issued for them. Only here does a state change."""

import json
import sqlite3
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from central.problems import Refusal
from central.store.database import PlatformDatabase
from kiosk.contract.application import Application, ApplicationStatus, Rating, State, SubmissionAnswer
from kiosk.contract.platform import CertificateAnswer, StatusPage

PAGE = 200  # rows

TRANSITIONS: dict[State, tuple[State, ...]] = {
    "received": ("accepted", "in_progress", "materials_missing", "completed", "returned"),
    "accepted": ("in_progress", "materials_missing", "completed", "returned"),
    "in_progress": ("materials_missing", "completed", "returned"),
    "materials_missing": ("accepted", "in_progress", "returned"),
    "completed": (),
    "returned": (),
}
assert set(TRANSITIONS) == set(get_args(State))


@dataclass(frozen=True, slots=True)
class Kept:
    """One application as it lies here."""

    application: Application
    status: ApplicationStatus
    received_at: datetime
    deliveries: int


@dataclass(frozen=True, slots=True)
class Applications:
    database: PlatformDatabase

    def answered(self, key: str, body_sha256: str) -> SubmissionAnswer | None:
        """The answer this key got before, and counts the delivery. Raises Refusal 409 when it came with another body."""
        with self.database.transaction() as database:
            row = self.database.one("SELECT * FROM submission WHERE key = ?", key)
            if row is None:
                return None
            if row["body_sha256"] != body_sha256:
                raise Refusal(409, "key-reused", "同一键值已用于另一份申请", field="key")
            database.execute("UPDATE submission SET deliveries = deliveries + 1 WHERE key = ?", (key,))
        return SubmissionAnswer.model_validate_json(row["answer"])

    def keep(
        self,
        application: Application,
        status: ApplicationStatus,
        *,
        body_sha256: str,
        carried_by: str,
        received_at: datetime,
    ) -> SubmissionAnswer:
        """Raises Refusal 409 when the number belongs to another application."""
        answer = SubmissionAnswer(
            key=application.key,
            number=application.number,
            state=status.state,
            version=status.version,
            received_at=received_at,
            certificate=status.certificate,
        )
        with self.database.transaction() as database:
            if self.database.one("SELECT 1 FROM application WHERE number = ?", application.number):
                raise Refusal(409, "number-taken", "回执编号已属于另一份申请", field="number")
            database.execute(
                "INSERT INTO submission VALUES (?, ?, ?, 1)",
                (str(application.key), body_sha256, answer.model_dump_json()),
            )
            database.execute(
                "INSERT INTO application VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    application.number,
                    str(application.key),
                    carried_by,
                    application.matter,
                    application.matter_version,
                    application.applicant.id_number,
                    application.model_dump_json(),
                    received_at.isoformat(),
                    status.model_dump_json(),
                ),
            )
            self._record(status, carried_by, "platform")
        return answer

    def get(self, number: str) -> Kept | None:
        row = self.database.one(
            "SELECT a.document, a.status, a.received_at, s.deliveries FROM application a JOIN submission s USING (key)"
            " WHERE a.number = ?",
            number,
        )
        if row is None:
            return None
        return Kept(
            application=Application.model_validate_json(row["document"]),
            status=ApplicationStatus.model_validate_json(row["status"]),
            received_at=datetime.fromisoformat(row["received_at"]),
            deliveries=row["deliveries"],
        )

    def newest(self, limit: int = 100) -> list[Kept]:
        rows = self.database.all("SELECT number FROM application ORDER BY received_at DESC, number LIMIT ?", limit)
        return [kept for row in rows if (kept := self.get(row["number"])) is not None]

    def of_person(self, id_number: str) -> list[ApplicationStatus]:
        rows = self.database.all(
            "SELECT status FROM application WHERE id_number = ? ORDER BY received_at DESC", id_number
        )
        return [ApplicationStatus.model_validate_json(row["status"]) for row in rows]

    def history(self, number: str) -> list[tuple[ApplicationStatus, str]]:
        """Each state it was in, oldest first, and who set it."""
        rows = self.database.all("SELECT document, by FROM status_change WHERE number = ? ORDER BY seq", number)
        return [(ApplicationStatus.model_validate_json(row["document"]), row["by"]) for row in rows]

    def move(
        self, number: str, state: State, *, note: str, by: str, now: datetime, certificate: bool = False
    ) -> ApplicationStatus:
        """`certificate`: from now on there is one. Raises Refusal: 404 for an unknown number, 409 for a step that is not allowed."""
        with self.database.transaction():
            kept = self.get(number)
            if kept is None:
                raise Refusal(404, "application-unknown", "没有这份申请", field="number")
            old = kept.status
            if state not in TRANSITIONS[old.state]:
                raise Refusal(409, "state-step", f"不能从 {old.state} 变为 {state}", field="state")
            closed = state in ("completed", "returned")
            arrived = old.state == "materials_missing" and state != "materials_missing"
            status = old.model_copy(
                update={
                    "state": state,
                    "version": old.version + 1,
                    "changed_at": now,
                    "note": note,
                    "certificate": old.certificate or certificate,
                    "due": None if closed or arrived else old.due,
                    "missing": [] if closed or arrived else old.missing,
                }
            )
            self._set(status, by)
        return status

    def issue(self, number: str, certificate: CertificateAnswer, pdf: bytes) -> None:
        """Files the certificate; the status says that there is one."""
        with self.database.transaction() as database:
            database.execute(
                "INSERT INTO certificate VALUES (?, ?, ?, ?, ?)",
                (number, certificate.verification_code, certificate.issued_at.isoformat(), pdf, certificate.sha256),
            )

    def certificate(self, number: str) -> CertificateAnswer | None:
        return _certificate(self.database.one("SELECT * FROM certificate WHERE number = ?", number))

    def certificate_by_code(self, code: str) -> CertificateAnswer | None:
        return _certificate(self.database.one("SELECT * FROM certificate WHERE code = ?", code))

    def statuses(self, terminal: str, seq: int) -> StatusPage:
        rows = self.database.all(
            "SELECT seq, document FROM status_change WHERE terminal = ? AND seq > ? ORDER BY seq LIMIT ?",
            terminal,
            seq,
            PAGE,
        )
        return StatusPage(
            seq=rows[-1]["seq"] if rows else seq,
            statuses=[ApplicationStatus.model_validate_json(row["document"]) for row in rows],
        )

    def rate(self, rating: Rating, now: datetime) -> None:
        """The same rating again is no second one. Raises Refusal: 422 for an unknown number, 409 for another grade."""
        with self.database.transaction() as database:
            if self.database.one("SELECT 1 FROM application WHERE number = ?", rating.number) is None:
                raise Refusal(422, "application-unknown", "没有这份申请", field="number")
            known = self.database.one("SELECT grade, reasons FROM rating WHERE number = ?", rating.number)
            reasons = json.dumps(rating.reasons, ensure_ascii=False)
            if known is None:
                database.execute(
                    "INSERT INTO rating VALUES (?, ?, ?, ?)", (rating.number, rating.grade, reasons, now.isoformat())
                )
            elif (known["grade"], known["reasons"]) != (rating.grade, reasons):
                raise Refusal(409, "rated-already", "这份申请已评价过", field="number")

    def _set(self, status: ApplicationStatus, by: str) -> None:
        with self.database.transaction() as database:
            database.execute(
                "UPDATE application SET status = ? WHERE number = ?", (status.model_dump_json(), status.number)
            )
            row = self.database.one("SELECT carried_by FROM application WHERE number = ?", status.number)
            assert row is not None
            self._record(status, row["carried_by"], by)

    def _record(self, status: ApplicationStatus, terminal: str, by: str) -> None:
        with self.database.transaction() as database:
            database.execute(
                "INSERT INTO status_change (number, terminal, document, by) VALUES (?, ?, ?, ?)",
                (status.number, terminal, status.model_dump_json(), by),
            )


def _certificate(row: sqlite3.Row | None) -> CertificateAnswer | None:
    if row is None:
        return None
    return CertificateAnswer(
        number=row["number"],
        verification_code=row["code"],
        issued_at=datetime.fromisoformat(row["issued_at"]),
        pdf=b64encode(row["pdf"]).decode(),
        sha256=row["sha256"],
    )
