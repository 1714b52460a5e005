"""Licences on file (电子证照): what the platform can use again without a paper."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from central.store.database import PlatformDatabase
from kiosk.contract.platform import HeldMaterial


@dataclass(frozen=True, slots=True)
class Holdings:
    database: PlatformDatabase

    def put(self, id_number: str, kind: str, issued_on: date, valid_to: date | None) -> str:
        """Its held_id."""
        held_id = uuid4().hex
        with self.database.transaction() as database:
            database.execute(
                "INSERT INTO holding VALUES (?, ?, ?, ?, ?)",
                (held_id, id_number, kind, issued_on.isoformat(), valid_to.isoformat() if valid_to else None),
            )
        return held_id

    def of(self, id_number: str, kinds: list[str], today: date) -> list[HeldMaterial]:
        """Of these kinds, the newest first."""
        marks = ", ".join("?" * len(kinds))
        rows = self.database.all(
            f"SELECT * FROM holding WHERE id_number = ? AND kind IN ({marks}) ORDER BY issued_on DESC, held_id",
            id_number,
            *kinds,
        )
        return [
            HeldMaterial(
                held_id=row["held_id"],
                kind=row["kind"],
                issued_on=date.fromisoformat(row["issued_on"]),
                valid_to=(valid_to := date.fromisoformat(row["valid_to"]) if row["valid_to"] else None),
                usable=valid_to is None or valid_to >= today,
            )
            for row in rows
        ]
