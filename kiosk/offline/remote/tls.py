"""TLS to the platform: whom we believe, who we are, and certificates' dates judged by the time that is trusted.

OpenSSL would judge dates by the machine's clock, and a clock that is a year off would cut the machine from the platform, from
where alone it can learn what time it is. So OpenSSL's own check of dates is off, and the dates of the whole chain are looked at
here, after the handshake and before the first byte of a request. docs/decisions/0016-what-time-is-trusted.md.
"""

import os
import ssl
from pathlib import Path
from typing import Any

import certifi
from cryptography import x509
from urllib3.connection import HTTPConnection, HTTPSConnection

from kiosk.offline.remote.clock import Noted, PlatformTime
from kiosk.offline.remote.cut import Cut
from kiosk.offline.remote.identity import Machine
from kiosk.offline.remote.port import Way

_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL; Python has no name for it


def context(way: Way) -> ssl.SSLContext:
    """Raises OSError when the file of authorities cannot be read or holds none (ssl.SSLError is one)."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks the chain and the host's name
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_verify_locations(certifi.where())
    if way.authority is not None:
        made.load_verify_locations(way.authority)
    made.verify_flags |= _NO_CHECK_TIME
    if way.machine is not None:
        _show(made, way.machine)
    return made


def check_authority(file: Path) -> None:
    """Raises ValueError when the file cannot be read or holds no authority."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError as error:
        raise ValueError(f"platform_ca {file}: {error.strerror or error}") from error


def _show(made: ssl.SSLContext, machine: Machine) -> None:
    """OpenSSL reads certificate and key from a file: one in memory that only this process sees."""
    handle = os.memfd_create("machine", os.MFD_CLOEXEC)
    try:
        with open(handle, "wb", closefd=False) as file:
            file.write(machine.pem())
        made.load_cert_chain(f"/proc/self/fd/{handle}")
    finally:
        os.close(handle)


class Plain(HTTPConnection):
    """HTTP to loopback, on a socket that the deadline can cut."""

    def __init__(self, *values: Any, cut: Cut, **options: Any) -> None:
        super().__init__(*values, **options)
        self._cut = cut

    def connect(self) -> None:
        super().connect()
        self._cut.socket = self.sock


class Judged(HTTPSConnection):
    """HTTPS on a socket that the deadline can cut, and only while the platform's certificates can be valid."""

    def __init__(self, *values: Any, cut: Cut, time: PlatformTime, **options: Any) -> None:
        super().__init__(*values, **options)
        self._cut = cut
        self._time = time

    def connect(self) -> None:
        super().connect()
        assert isinstance(self.sock, ssl.SSLSocket)
        try:
            _judge(self.sock, self._time.noted)
        except BaseException:
            self.close()
            raise
        self._cut.socket = self.sock


def _judge(connection: ssl.SSLSocket, noted: Noted) -> None:
    """Raises ssl.SSLError. The verified chain has a public way to it from Python 3.13 on only; 3.11 has it on the inner object."""
    chain: list[Any] = connection._sslobj.get_verified_chain()  # type: ignore[attr-defined]
    for one in chain:
        certificate = x509.load_pem_x509_certificate(one.public_bytes().encode())
        if not noted.may_be_valid(certificate.not_valid_before_utc, certificate.not_valid_after_utc):
            raise ssl.SSLError("a certificate of the platform is not valid at this time")
