"""How a machine becomes a terminal, gets its next certificate, and ceases to be one."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.x509 import CertificateSigningRequest
from sqlalchemy import Connection, delete, insert, select, update

from central import events
from central.identity.authority import TERMINAL_DAYS, Authority, certificate_request, key_sha256
from central.problems import Refusal
from central.store import streams
from central.store.database import PlatformDatabase
from central.store.tables import EnrolmentCodeRow, HeartbeatRow, TerminalCertificateRow, TerminalRow
from central.store.terminals import Terminal, close, closed_refusal
from kiosk.contract.platform import Enrolment, EnrolmentRequest, Renewal, RenewalRequest

_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
_CODE_LENGTH = 12
_KEEPS_ITS_NUMBER = ("", "revoked")
"""How a terminal may have ended whose machine goes on under its number. Not one that was put back or copied: its store would give
receipt numbers a second time."""


@dataclass(frozen=True, slots=True)
class Enrolments:
    database: PlatformDatabase
    authority: Authority
    catalogue_key: str
    """Base64, as in Enrolment."""

    def make_code(
        self, site: str, now: datetime, valid: timedelta = timedelta(minutes=15), *, terminal: str | None = None
    ) -> str:
        """A code for one machine at `site`. Only its hash is kept. `terminal`: for the machine of that terminal, or for the one that
        takes its place."""
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        with self.database.transaction() as connection:
            connection.execute(
                insert(EnrolmentCodeRow).values(
                    code_sha256=_sha256(code), site=site, valid_to=now + valid, terminal=terminal
                )
            )
        return code

    def enrol(self, asked: EnrolmentRequest, now: datetime) -> Enrolment:
        """Raises Refusal 422 for a code that is unknown, too old or spent by another key (it does not say which), and for a bad
        certificate request."""
        code = _sha256(asked.code.strip().upper())
        request = certificate_request(asked.request)
        key = key_sha256(request.public_key())
        with self.database.transaction() as connection:
            # One statement finds and spends it, so that of two machines with one code one is refused.
            found = connection.execute(
                update(EnrolmentCodeRow)
                .where(
                    EnrolmentCodeRow.code_sha256 == code,
                    EnrolmentCodeRow.used_at.is_(None),
                    EnrolmentCodeRow.valid_to >= now,
                )
                .values(used_at=now, key_sha256=key)
                .returning(EnrolmentCodeRow.site, EnrolmentCodeRow.terminal)
            ).one_or_none()
            if found is None:
                return self._again(connection, code, key, now)
            terminal = self._terminal(connection, found.site, found.terminal, asked.store, now)
            pem, serial = self._sign(connection, terminal.name, request, now)
            connection.execute(
                update(EnrolmentCodeRow).where(EnrolmentCodeRow.code_sha256 == code).values(serial=serial)
            )
        events.ENROLLED(terminal=terminal.name, serial=serial)
        return self._enrolment(terminal, pem)

    def renew(self, terminal: Terminal, asked: RenewalRequest, now: datetime) -> Renewal:
        """A key that has a certificate of which more than two thirds are left gets that one, for an answer can be lost. Earlier
        certificates go on until they end, so that nothing depends on when the machine changes over. Raises Refusal 403, 422."""
        request = certificate_request(asked.request)
        certificate = TerminalCertificateRow
        with self.database.transaction() as connection:
            closed = connection.scalar(
                select(TerminalRow.closed).where(TerminalRow.name == terminal.name).with_for_update()
            )
            if closed:
                raise closed_refusal(closed)
            known = connection.scalar(
                select(certificate.pem)
                .where(
                    certificate.terminal == terminal.name,
                    certificate.key_sha256 == key_sha256(request.public_key()),
                    certificate.revoked_at.is_(None),
                    certificate.not_after > now + timedelta(days=TERMINAL_DAYS) * 2 / 3,
                )
                .order_by(certificate.not_after.desc())
                .limit(1)
            )
            if known is not None:
                return Renewal(certificate=known)
            pem, serial = self._sign(connection, terminal.name, request, now)
        events.RENEWED(terminal=terminal.name, serial=serial)
        return Renewal(certificate=pem)

    def _again(self, connection: Connection, code: str, key: str, now: datetime) -> Enrolment:
        """The same machine with the same code: the answer it did not get."""
        certificate = TerminalCertificateRow
        row = connection.execute(
            select(TerminalRow.number, TerminalRow.name, TerminalRow.site, certificate.pem)
            .join(certificate, certificate.terminal == TerminalRow.name)
            .join(EnrolmentCodeRow, EnrolmentCodeRow.serial == certificate.serial)
            .where(
                EnrolmentCodeRow.code_sha256 == code,
                EnrolmentCodeRow.key_sha256 == key,
                certificate.revoked_at.is_(None),
                certificate.not_after > now,
                TerminalRow.closed == "",
            )
        ).one_or_none()
        if row is None:
            raise Refusal(422, "enrolment-code", "登记码无效或已过期", field="code")
        events.ENROLLED_AGAIN(terminal=row.name)
        return self._enrolment(Terminal(row.number, row.name, row.site), row.pem)

    def _terminal(self, connection: Connection, site: str, earlier: str | None, store: str, now: datetime) -> Terminal:
        """The terminal of the code, a new one unless the machine goes on as the one it was."""
        if earlier is not None:
            was = connection.execute(
                select(TerminalRow.number, TerminalRow.store, TerminalRow.closed)
                .where(TerminalRow.name == earlier)
                .with_for_update()
            ).one()
            if store and was.store == store and was.closed in _KEEPS_ITS_NUMBER:
                self._begin_anew(connection, earlier, site, now)
                return Terminal(was.number, earlier, site)
            if not was.closed:
                close(connection, earlier, "replaced", now)
        number = streams.take(connection, streams.TERMINALS)
        if number > 9999:
            raise Refusal(409, "terminals-full", "终端编号已用完")
        name = f"T{number:04}"
        connection.execute(
            insert(TerminalRow).values(number=number, name=name, site=site, store=store, enrolled_at=now)
        )
        return Terminal(number, name, site)

    def _begin_anew(self, connection: Connection, name: str, site: str, now: datetime) -> None:
        certificate = TerminalCertificateRow
        connection.execute(
            update(certificate)
            .where(certificate.terminal == name, certificate.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        connection.execute(delete(HeartbeatRow).where(HeartbeatRow.terminal == name))
        connection.execute(
            update(TerminalRow).where(TerminalRow.name == name).values(closed="", closed_at=None, site=site)
        )

    def _sign(
        self, connection: Connection, terminal: str, request: CertificateSigningRequest, now: datetime
    ) -> tuple[str, str]:
        signed = self.authority.sign_terminal(request, terminal, now)
        connection.execute(
            insert(TerminalCertificateRow).values(
                serial=signed.serial,
                terminal=terminal,
                key_sha256=signed.key_sha256,
                pem=signed.pem,
                issued_at=now,
                not_after=signed.not_after,
            )
        )
        return signed.pem, signed.serial

    def _enrolment(self, terminal: Terminal, pem: str) -> Enrolment:
        return Enrolment(
            terminal=terminal.name,
            terminal_number=terminal.number,
            site=terminal.site,
            certificate=pem,
            authority=self.authority.pem,
            platform_key=self.database.public_key,
            catalogue_key=self.catalogue_key,
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
