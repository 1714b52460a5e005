"""Machines and the one-time codes by which they come to be known."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from central.problems import Refusal
from central.store import streams
from central.store.database import PlatformDatabase
from central.store.tables import EnrolmentCodeRow, TerminalRow
from kiosk.contract.platform import Enrolment

_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
_CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Terminal:
    number: int
    name: str
    site: str


@dataclass(frozen=True, slots=True)
class Terminals:
    database: PlatformDatabase
    catalogue_key: str
    """Base64, as in Enrolment."""

    def make_code(self, site: str, now: datetime, valid: timedelta = timedelta(minutes=15)) -> str:
        """A code for one machine at `site`. Only its hash is kept."""
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        with self.database.transaction() as connection:
            connection.execute(
                insert(EnrolmentCodeRow).values(code_sha256=_sha256(code), site=site, valid_to=now + valid)
            )
        return code

    def enrol(self, code: str, now: datetime) -> Enrolment:
        """Raises Refusal 422 for a code that is unknown, used or too old; it does not say which."""
        token = secrets.token_urlsafe(32)
        with self.database.transaction() as connection:
            # One statement finds and spends it, so that of two machines with one code one is refused.
            site = connection.scalar(
                update(EnrolmentCodeRow)
                .where(
                    EnrolmentCodeRow.code_sha256 == _sha256(code.strip().upper()),
                    EnrolmentCodeRow.used_at.is_(None),
                    EnrolmentCodeRow.valid_to >= now,
                )
                .values(used_at=now)
                .returning(EnrolmentCodeRow.site)
            )
            if site is None:
                raise Refusal(422, "enrolment-code", "登记码无效或已过期", field="code")
            number = streams.take(connection, streams.TERMINALS)
            if number > 9999:
                raise Refusal(409, "terminals-full", "终端编号已用完")
            name = f"T{number:04}"
            connection.execute(
                insert(TerminalRow).values(
                    number=number, name=name, site=site, token_sha256=_sha256(token), enrolled_at=now
                )
            )
        return Enrolment(
            terminal=name,
            terminal_number=number,
            site=site,
            token=token,
            platform_key=self.database.public_key,
            catalogue_key=self.catalogue_key,
        )

    def by_token(self, token: str) -> Terminal | None:
        return self._terminal(TerminalRow.token_sha256, _sha256(token))

    def by_name(self, name: str) -> Terminal | None:
        return self._terminal(TerminalRow.name, name)

    def _terminal(self, column: InstrumentedAttribute[str], value: str) -> Terminal | None:
        statement = select(TerminalRow.number, TerminalRow.name, TerminalRow.site).where(column == value)
        with self.database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else Terminal(*row)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
