"""Whose certificate this is. Asked of the database at every request, many at a time, so that a revocation counts at once on every
node and nothing has to be remembered or forgotten."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from central.store.batches import Batches
from central.store.database import PlatformDatabase
from central.store.tables import TerminalCertificateRow, TerminalRow
from central.store.terminals import Terminal


@dataclass(frozen=True, slots=True)
class Known:
    """A certificate that this platform gave, and its terminal."""

    terminal: Terminal
    serial: str
    pem: str
    not_after: datetime
    revoked: bool


class KnownCertificates:
    """Close it at the end."""

    def __init__(self, database: PlatformDatabase) -> None:
        self._database = database
        self._batches = Batches("certificates", self._find)

    def by_serial(self, serial: str) -> "Future[Known | None]":
        return self._batches.put(serial)

    def close(self) -> None:
        self._batches.close()

    def _find(self, serials: Sequence[str]) -> list[Known | None]:
        certificate = TerminalCertificateRow
        statement = (
            select(
                certificate.serial,
                certificate.pem,
                certificate.not_after,
                certificate.revoked_at,
                TerminalRow.number,
                TerminalRow.name,
                TerminalRow.site,
                TerminalRow.closed,
            )
            .join(TerminalRow, TerminalRow.name == certificate.terminal)
            .where(certificate.serial.in_(set(serials)))
        )
        with self._database.reading() as connection:
            found = {
                row.serial: Known(
                    Terminal(row.number, row.name, row.site, row.closed),
                    row.serial,
                    row.pem,
                    row.not_after,
                    row.revoked_at is not None,
                )
                for row in connection.execute(statement)
            }
        return [found.get(serial) for serial in serials]
