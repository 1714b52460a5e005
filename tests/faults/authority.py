"""An authority of the test, and what it signs: the right names and dates, or wrong ones on purpose."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme


class Authority:
    """`file`: its certificate, for `platform_ca`. `folder` is made."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(self.file)

    def shows(self, host: str) -> ssl.SSLContext:
        """What a server of this name shows: valid from a month ago for three months, as such certificates are."""
        now = datetime.now(UTC)
        issued = self._authority.issue_cert(
            host, not_before=now - timedelta(days=30), not_after=now + timedelta(days=60)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(context)
        return context
