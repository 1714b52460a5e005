"""Certificates that were issued, by application and by the code that is printed on them."""

from base64 import b64encode
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute

from central.store.database import PlatformDatabase
from central.store.tables import CertificateRow
from kiosk.contract.platform import CertificateAnswer


@dataclass(frozen=True, slots=True)
class IssuedCertificates:
    database: PlatformDatabase

    def put(self, certificate: CertificateAnswer, pdf: bytes) -> None:
        """Once for an application, within the transaction that says so in its status."""
        with self.database.transaction() as connection:
            connection.execute(
                insert(CertificateRow).values(
                    number=certificate.number,
                    code=certificate.verification_code,
                    issued_at=certificate.issued_at,
                    pdf=pdf,
                    sha256=certificate.sha256,
                )
            )

    def of(self, number: str) -> CertificateAnswer | None:
        return self._one(CertificateRow.number, number)

    def by_code(self, code: str) -> CertificateAnswer | None:
        return self._one(CertificateRow.code, code)

    def _one(self, column: InstrumentedAttribute[str], value: str) -> CertificateAnswer | None:
        statement = select(
            CertificateRow.number,
            CertificateRow.code,
            CertificateRow.issued_at,
            CertificateRow.pdf,
            CertificateRow.sha256,
        ).where(column == value)
        with self.database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            return None
        number, code, issued_at, pdf, sha256 = row
        return CertificateAnswer(
            number=number, verification_code=code, issued_at=issued_at, pdf=b64encode(pdf).decode(), sha256=sha256
        )
