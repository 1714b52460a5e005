"""What an office has on file of a person, as the certificate of one matter states it. The reference platform has no such data of
its own: operators put it there."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field, TypeAdapter
from sqlalchemy import select

from central.store.database import PlatformDatabase
from central.store.engine import insert
from central.store.tables import RecordRow as Row
from kiosk.contract.application import Message, Text
from kiosk.matters.conditions import Answers, holds
from kiosk.matters.model import Key


class RecordRow(Message):
    """Label and value in Chinese, as the office states them."""

    label: Text = Field(min_length=1, max_length=40)
    value: Text = Field(min_length=1, max_length=200)
    when: dict[Key, list[str]] = Field({}, description="stated only where the applicant chose so; empty: always")


_ROWS = TypeAdapter(list[RecordRow])


@dataclass(frozen=True, slots=True)
class Records:
    database: PlatformDatabase

    def put(self, id_number: str, matter: str, rows: Sequence[RecordRow]) -> None:
        """In place of what was on file."""
        document = _ROWS.dump_json(list(rows)).decode()
        with self.database.transaction() as connection:
            fresh = insert(connection, Row).values(id_number=id_number, matter=matter, rows=document)
            connection.execute(
                fresh.on_conflict_do_update(index_elements=[Row.id_number, Row.matter], set_={"rows": document})
            )

    def of(self, id_number: str, matter: str, answers: Answers) -> list[RecordRow] | None:
        """The rows that apply to these answers. None: nothing is on file, or nothing of what was asked for."""
        with self.database.reading() as connection:
            kept = connection.scalar(select(Row.rows).where(Row.id_number == id_number, Row.matter == matter))
        rows = [] if kept is None else _ROWS.validate_json(kept)
        return [row for row in rows if holds({**row.when}, answers)] or None
