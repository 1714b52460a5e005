"""Applications and where they stand. Only here does a state change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from central.problems import Refusal
from central.store import streams
from central.store.database import PlatformDatabase
from central.store.epochs import Epochs
from central.store.tables import ApplicationRow, StatusChangeRow, SubmissionRow
from kiosk.contract.application import Application, ApplicationStatus, State, SubmissionAnswer
from kiosk.contract.platform import StatusPage

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
    """One application as it lies here. `seq`: its place among all submissions."""

    application: Application
    status: ApplicationStatus
    received_at: datetime
    deliveries: int
    seq: int


@dataclass(frozen=True, slots=True)
class Applications:
    database: PlatformDatabase
    epochs: Epochs

    def answered(self, key: str, body_sha256: str) -> SubmissionAnswer | None:
        """The answer this key got before, and counts the delivery. Raises Refusal 409 when it came with another body."""
        statement = select(
            SubmissionRow.body_sha256, SubmissionRow.answer, SubmissionRow.epoch, SubmissionRow.seq
        ).where(SubmissionRow.key == key)
        with self.database.reading() as connection:
            if connection.execute(statement).one_or_none() is None:
                return None
        with self.database.transaction() as connection:
            row = connection.execute(statement.with_for_update()).one()
            if row.body_sha256 != body_sha256:
                raise Refusal(409, "key-reused", "同一键值已用于另一份申请", field="key")
            answer = SubmissionAnswer.model_validate_json(row.answer)
            changes: dict[str, Any] = {"deliveries": SubmissionRow.deliveries + 1}
            if not self.epochs.now().holds(row.epoch, row.seq):
                # The mark of that epoch is lower than what is really held. With a place in this epoch the terminal is at rest.
                epoch, seq = self.epochs.place(connection)
                answer = answer.model_copy(update={"epoch": epoch, "seq": seq})
                changes |= {"epoch": epoch, "seq": seq, "answer": answer.model_dump_json()}
            connection.execute(update(SubmissionRow).where(SubmissionRow.key == key).values(**changes))
        return answer

    def keep(
        self,
        application: Application,
        status: ApplicationStatus,
        *,
        body_sha256: str,
        carried_by: str,
        received_at: datetime,
    ) -> SubmissionAnswer:
        """Within the transaction of all that belongs to it. Raises Refusal 409 when the number belongs to another application."""
        with self.database.transaction() as connection:
            epoch, seq = self.epochs.place(connection)
            answer = SubmissionAnswer(
                key=application.key,
                number=application.number,
                state=status.state,
                version=status.version,
                received_at=received_at,
                certificate=status.certificate,
                by_hand=status.by_hand,
                epoch=epoch,
                seq=seq,
            )
            connection.execute(
                insert(SubmissionRow).values(
                    key=str(application.key),
                    body_sha256=body_sha256,
                    answer=answer.model_dump_json(),
                    deliveries=1,
                    epoch=epoch,
                    seq=seq,
                )
            )
            try:
                connection.execute(
                    insert(ApplicationRow).values(
                        number=application.number,
                        key=str(application.key),
                        carried_by=carried_by,
                        matter=application.matter,
                        matter_version=application.matter_version,
                        id_number=application.applicant.id_number,
                        document=application.model_dump_json(),
                        received_at=received_at,
                        status=status.model_dump_json(),
                    )
                )
            except IntegrityError as error:
                raise Refusal(409, "number-taken", "回执编号已属于另一份申请", field="number") from error
            _record(connection, status, carried_by, "platform")
        return answer

    def get(self, number: str) -> Kept | None:
        return next(iter(self._kept(_KEPT.where(ApplicationRow.number == number))), None)

    def newest(self, limit: int = 100) -> list[Kept]:
        return self._kept(_KEPT.order_by(SubmissionRow.seq.desc()).limit(limit))

    def after(self, seq: int, limit: int = PAGE) -> list[Kept]:
        """In the order in which they were taken in, after a place among all submissions."""
        return self._kept(_KEPT.where(SubmissionRow.seq > seq).order_by(SubmissionRow.seq).limit(limit))

    def of_person(self, id_number: str) -> list[ApplicationStatus]:
        statement = (
            select(ApplicationRow.status)
            .where(ApplicationRow.id_number == id_number)
            .order_by(ApplicationRow.received_at.desc(), ApplicationRow.number)
        )
        with self.database.reading() as connection:
            return [ApplicationStatus.model_validate_json(status) for status in connection.scalars(statement)]

    def history(self, number: str) -> list[tuple[ApplicationStatus, str]]:
        """Each state it was in, oldest first, and who set it."""
        statement = (
            select(StatusChangeRow.document, StatusChangeRow.by)
            .where(StatusChangeRow.number == number)
            .order_by(StatusChangeRow.seq)
        )
        with self.database.reading() as connection:
            rows = connection.execute(statement).all()
        return [(ApplicationStatus.model_validate_json(document), by) for document, by in rows]

    def move(
        self, number: str, state: State, *, note: str, by: str, now: datetime, certificate: bool = False
    ) -> ApplicationStatus:
        """`certificate`: from now on there is one. Raises Refusal: 404 for an unknown number, 409 for a step that is not allowed."""
        with self.database.transaction() as connection:
            row = connection.execute(
                select(ApplicationRow.status, ApplicationRow.carried_by)
                .where(ApplicationRow.number == number)
                .with_for_update()
            ).one_or_none()
            if row is None:
                raise Refusal(404, "application-unknown", "没有这份申请", field="number")
            old = ApplicationStatus.model_validate_json(row.status)
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
            connection.execute(
                update(ApplicationRow).where(ApplicationRow.number == number).values(status=status.model_dump_json())
            )
            _record(connection, status, row.carried_by, by)
        return status

    def statuses(self, terminal: str, seq: int, epoch: str = "") -> StatusPage:
        """Changes after the cursor, of what this terminal carried. From 0 when the cursor is of another epoch, or none of ours."""
        ours = self.epochs.cursor(terminal, epoch, seq)
        with self.database.reading() as connection:
            current = self.epochs.now().epoch
            after = seq if ours and epoch in ("", current) else 0
            statement = (
                select(StatusChangeRow.seq, StatusChangeRow.document)
                .where(StatusChangeRow.terminal == terminal, StatusChangeRow.seq > after)
                .order_by(StatusChangeRow.seq)
                .limit(PAGE)
            )
            rows = connection.execute(statement).all()
        return StatusPage(
            epoch=current,
            seq=rows[-1].seq if rows else after,
            statuses=[ApplicationStatus.model_validate_json(row.document) for row in rows],
        )

    def _kept(self, statement: Select[str, str, datetime, int, int]) -> list[Kept]:
        with self.database.reading() as connection:
            rows = connection.execute(statement).all()
        return [
            Kept(
                Application.model_validate_json(document),
                ApplicationStatus.model_validate_json(status),
                received_at,
                deliveries,
                seq,
            )
            for document, status, received_at, deliveries, seq in rows
        ]


_KEPT = select(
    ApplicationRow.document,
    ApplicationRow.status,
    ApplicationRow.received_at,
    SubmissionRow.deliveries,
    SubmissionRow.seq,
).join(SubmissionRow, SubmissionRow.key == ApplicationRow.key)


def _record(connection: Connection, status: ApplicationStatus, terminal: str, by: str) -> None:
    connection.execute(
        insert(StatusChangeRow).values(
            seq=streams.take(connection, streams.STATUSES),
            number=status.number,
            terminal=terminal,
            document=status.model_dump_json(),
            by=by,
        )
    )
