"""Who this machine is to the platform: a key that never leaves it, the certificate for that key, and how both are renewed.

A key lies in a file of its own, named by its public half; the certificate in the credentials says which one is in use, so that
key and certificate cannot fall apart at a power cut. The next key is made and on the disk before anything is asked for it: an
enrolment or renewal whose answer was lost is asked again with the same key and gets an answer for it.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.contract.signing import keyid, serial_of

_RENEW_AFTER = 2 / 3  # of a certificate's life


@dataclass(frozen=True)
class Machine:
    """A terminal's name, certificate and key, to show and to sign with."""

    terminal: str
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @cached_property
    def keyid(self) -> str:
        return keyid(self.terminal, serial_of(self.certificate.serial_number))

    def pem(self) -> bytes:
        """Key and certificate, for OpenSSL."""
        return _pem(self.key) + self.certificate.public_bytes(serialization.Encoding.PEM)

    def due(self, now: datetime) -> bool:
        """Whether two thirds of the certificate's life are over."""
        begins, ends = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        return now >= begins + (ends - begins) * _RENEW_AFTER

    def expired(self, now: datetime) -> bool:
        return now > self.certificate.not_valid_after_utc


@dataclass(frozen=True, slots=True)
class Keys:
    """The folder of the machine's keys: the one in use and, while a certificate is asked for, the next one."""

    folder: Path

    def machine(self, terminal: str, certificate: str) -> Machine | None:
        """None when the key of this certificate is not here: the credentials were carried from another machine."""
        try:
            made = x509.load_pem_x509_certificate(certificate.encode())
            return Machine(terminal, made, _load(self.folder / _name(made.public_key())))
        except (OSError, ValueError):
            return None

    def next(self, present: Machine | None) -> ec.EllipticCurvePrivateKey:
        """The key a certificate was asked for and not yet got, else a new one. On the disk when it returns."""
        used = None if present is None else _name(present.key.public_key())
        for path in sorted(self.folder.glob("*.key")):
            if path.name != used:
                try:
                    return _load(path)
                except ValueError:
                    path.unlink()  # half written at a power cut: nothing was asked for it yet
        key = ec.generate_private_key(ec.SECP256R1())
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(self.folder / _name(key.public_key()), _pem(key))
        return key

    def forget_all_but(self, present: Machine | None) -> None:
        used = None if present is None else _name(present.key.public_key())
        for path in self.folder.glob("*.key*"):
            if path.name != used:
                path.unlink(missing_ok=True)


def request(key: ec.EllipticCurvePrivateKey) -> str:
    """PKCS #10, PEM. The name in it is empty: the platform gives it."""
    made = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


def is_for(certificate: str, key: ec.EllipticCurvePrivateKey) -> bool:
    try:
        return x509.load_pem_x509_certificate(certificate.encode()).public_key() == key.public_key()
    except ValueError:
        return False


def _name(key: object) -> str:
    assert isinstance(key, ec.EllipticCurvePublicKey)
    encoded = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(encoded).hexdigest()[:32] + ".key"


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _load(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("not an elliptic curve key")
    return key


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, for its owner only, and on the disk when it returns."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
