"""What an office has on file of a person, as the certificate of one matter states it. The reference platform has no such data of
its own: operators put it there."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field, TypeAdapter

from central.store.database import PlatformDatabase
from kiosk.contract.application import Message
from kiosk.matters.conditions import Answers, holds
from kiosk.matters.model import Key


class RecordRow(Message):
    """Label and value in Chinese, as the office states them."""

    label: str = Field(min_length=1, max_length=40)
    value: str = Field(min_length=1, max_length=200)
    when: dict[Key, list[str]] = Field({}, description="stated only where the applicant chose so; empty: always")


_ROWS = TypeAdapter(list[RecordRow])


@dataclass(frozen=True, slots=True)
class Records:
    database: PlatformDatabase

    def put(self, id_number: str, matter: str, rows: Sequence[RecordRow]) -> None:
        """In place of what was on file."""
        document = _ROWS.dump_json(list(rows)).decode()
        with self.database.transaction() as database:
            database.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", (id_number, matter, document))

    def of(self, id_number: str, matter: str, answers: Answers) -> list[RecordRow] | None:
        """The rows that apply to these answers. None: nothing is on file, or nothing of what was asked for."""
        kept = self.database.one("SELECT rows FROM record WHERE id_number = ? AND matter = ?", id_number, matter)
        rows = [] if kept is None else _ROWS.validate_json(kept["rows"])
        return [row for row in rows if holds({**row.when}, answers)] or None
