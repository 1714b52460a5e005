"""Submissions that were refused for good, for the operator: the terminal has parked them and somebody has to look."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from central.problems import Refusal
from central.store.database import PlatformDatabase
from central.store.engine import insert
from central.store.tables import RefusalRow, SubmissionRow
from kiosk.contract.application import Submission


@dataclass(frozen=True, slots=True)
class RefusedSubmission:
    """`taken_in`: under this key something was taken in, before or later; of `key-reused` that was the other body."""

    key: str
    kind: str
    field: str
    number: str
    matter: str
    terminal: str
    first_at: datetime
    last_at: datetime
    times: int
    taken_in: bool


@dataclass(frozen=True, slots=True)
class Refusals:
    database: PlatformDatabase

    def record(self, submission: Submission, terminal: str, refusal: Refusal, now: datetime) -> None:
        values = {
            "key": str(submission.key),
            "kind": refusal.kind,
            "field": refusal.problem.field or "",
            "number": submission.number,
            "matter": submission.matter,
            "terminal": terminal,
            "last_at": now,
        }
        with self.database.transaction() as connection:
            first = insert(connection, RefusalRow).values(**values, first_at=now, times=1)
            connection.execute(
                first.on_conflict_do_update(
                    index_elements=[RefusalRow.key, RefusalRow.kind], set_=values | {"times": RefusalRow.times + 1}
                )
            )

    def newest(self, limit: int = 100) -> list[RefusedSubmission]:
        taken_in = exists().where(SubmissionRow.key == RefusalRow.key)
        statement = (
            select(
                RefusalRow.key,
                RefusalRow.kind,
                RefusalRow.field,
                RefusalRow.number,
                RefusalRow.matter,
                RefusalRow.terminal,
                RefusalRow.first_at,
                RefusalRow.last_at,
                RefusalRow.times,
                taken_in.label("taken_in"),
            )
            .order_by(RefusalRow.last_at.desc(), RefusalRow.key)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [RefusedSubmission(**row) for row in connection.execute(statement).mappings()]
