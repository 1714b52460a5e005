"""Machines and the one-time codes by which they come to be known."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from central.problems import Refusal
from central.store.database import PlatformDatabase
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

    def make_code(self, site: str, now: datetime, valid: timedelta = timedelta(minutes=15)) -> str:
        """A code for one machine at `site`. Only its hash is kept."""
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        with self.database.transaction() as database:
            database.execute(
                "INSERT INTO enrolment_code VALUES (?, ?, ?, NULL)", (_sha256(code), site, (now + valid).isoformat())
            )
        return code

    def enrol(self, code: str, now: datetime) -> Enrolment:
        """Raises Refusal 422 for a code that is unknown, used or too old; it does not say which."""
        token = secrets.token_urlsafe(32)
        with self.database.transaction() as database:
            found = self.database.one(
                "SELECT * FROM enrolment_code WHERE code_sha256 = ?", _sha256(code.strip().upper())
            )
            if found is None or found["used_at"] or datetime.fromisoformat(found["valid_to"]) < now:
                raise Refusal(422, "enrolment-code", "登记码无效或已过期", field="code")
            database.execute(
                "UPDATE enrolment_code SET used_at = ? WHERE code_sha256 = ?", (now.isoformat(), found["code_sha256"])
            )
            last = self.database.one("SELECT coalesce(max(number), 0) AS number FROM terminal")
            number = (last["number"] if last else 0) + 1
            if number > 9999:
                raise Refusal(409, "terminals-full", "终端编号已用完")
            name = f"T{number:04}"
            database.execute(
                "INSERT INTO terminal VALUES (?, ?, ?, ?, ?)",
                (number, name, found["site"], _sha256(token), now.isoformat()),
            )
        return Enrolment(
            terminal=name,
            terminal_number=number,
            site=found["site"],
            token=token,
            platform_key=self.database.public_key,
        )

    def by_token(self, token: str) -> Terminal | None:
        return self._terminal("token_sha256", _sha256(token))

    def by_name(self, name: str) -> Terminal | None:
        return self._terminal("name", name)

    def _terminal(self, column: str, value: str) -> Terminal | None:
        row = self.database.one(f"SELECT number, name, site FROM terminal WHERE {column} = ?", value)
        return None if row is None else Terminal(row["number"], row["name"], row["site"])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
