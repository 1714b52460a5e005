"""Licences on file (电子证照): what the platform can use again without a paper."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import insert, select

from central.store.database import PlatformDatabase
from central.store.tables import HoldingRow
from kiosk.contract.platform import HeldMaterial


@dataclass(frozen=True, slots=True)
class Holdings:
    database: PlatformDatabase

    def put(self, id_number: str, kind: str, issued_on: date, valid_to: date | None) -> str:
        """Its held_id."""
        held_id = uuid4().hex
        with self.database.transaction() as connection:
            connection.execute(
                insert(HoldingRow).values(
                    held_id=held_id, id_number=id_number, kind=kind, issued_on=issued_on, valid_to=valid_to
                )
            )
        return held_id

    def of(self, id_number: str, kinds: list[str], today: date) -> list[HeldMaterial]:
        """Of these kinds, the newest first."""
        statement = (
            select(HoldingRow.held_id, HoldingRow.kind, HoldingRow.issued_on, HoldingRow.valid_to)
            .where(HoldingRow.id_number == id_number, HoldingRow.kind.in_(kinds))
            .order_by(HoldingRow.issued_on.desc(), HoldingRow.held_id)
        )
        with self.database.reading() as connection:
            rows = connection.execute(statement).all()
        return [
            HeldMaterial(
                held_id=held_id,
                kind=kind,
                issued_on=issued_on,
                valid_to=valid_to,
                usable=valid_to is None or valid_to >= today,
            )
            for held_id, kind, issued_on, valid_to in rows
        ]
