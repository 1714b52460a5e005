"""The platform's own certificate authority: it signs terminals and, where no load balancer does TLS, the server.

ECDSA P-256 by `cryptography`. Key and certificate lie in one file for its owner only, so that there is never one without the
other; every node of a platform reads the same file. Terminals' certificates are good for clientAuth and nothing else, servers'
for serverAuth and nothing else: neither can stand in for the other (docs/decisions/0014-who-a-terminal-is.md).
"""

import hashlib
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from central.problems import Refusal
from central.store.secret_files import secret_file
from kiosk.contract.signing import serial_of

TERMINAL_DAYS = 90
_AUTHORITY_DAYS = 20 * 365
_SERVER_DAYS = 825
_CLOCKS_APART = timedelta(days=1)
"""Certificates begin a day earlier: a machine whose clock is a little behind can use what it was just given."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A terminal's certificate as the platform keeps it."""

    serial: str
    pem: str
    key_sha256: str
    """Of the public key (SubjectPublicKeyInfo, DER): which key it is, also across renewals."""
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Authority:
    certificate: x509.Certificate
    _key: ec.EllipticCurvePrivateKey

    @classmethod
    def open(cls, path: Path, now: datetime) -> "Authority":
        """From `path`, made there at first use. Two nodes that start at once end up with one authority."""
        document = secret_file(path, lambda: _fresh_authority(now))
        key = serialization.load_pem_private_key(document, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{path} holds no ECDSA key")
        return cls(x509.load_pem_x509_certificate(document), key)

    @property
    def pem(self) -> str:
        """What terminals and load balancers check certificates with."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def sign_terminal(self, request: x509.CertificateSigningRequest, terminal: str, now: datetime) -> Certificate:
        """For TERMINAL_DAYS from `now`. Of the request only the key counts; the name is the platform's to give."""
        not_after = (now + timedelta(days=TERMINAL_DAYS)).replace(microsecond=0)
        number = x509.random_serial_number()
        key = request.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)  # certificate_request let no other pass
        signed = self._sign(terminal, key, ExtendedKeyUsageOID.CLIENT_AUTH, now, not_after, number, ())
        return Certificate(
            serial_of(number), signed.public_bytes(serialization.Encoding.PEM).decode(), key_sha256(key), not_after
        )

    def server_certificate(self, hosts: Sequence[str], now: datetime) -> bytes:
        """A fresh key and its certificate as one PEM, for these host names and addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [_general_name(host) for host in hosts]
        signed = self._sign(
            hosts[0],
            key.public_key(),
            ExtendedKeyUsageOID.SERVER_AUTH,
            now,
            now + timedelta(days=_SERVER_DAYS),
            x509.random_serial_number(),
            names,
        )
        return _pem(key) + signed.public_bytes(serialization.Encoding.PEM)

    def _sign(
        self,
        name: str,
        key: ec.EllipticCurvePublicKey,
        use: x509.ObjectIdentifier,
        now: datetime,
        not_after: datetime,
        number: int,
        names: Sequence[x509.GeneralName],
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self.certificate.subject)
            .public_key(key)
            .serial_number(number)
            .not_valid_before(now - _CLOCKS_APART)
            .not_valid_after(not_after)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([use]), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self._key, hashes.SHA256())


def certificate_request(pem: str) -> x509.CertificateSigningRequest:
    """Raises Refusal 422 for what is no request, is not signed by its own key, or has another kind of key."""
    try:
        request = x509.load_pem_x509_csr(pem.encode())
        key = request.public_key()
        sound = (
            isinstance(key, ec.EllipticCurvePublicKey)
            and isinstance(key.curve, ec.SECP256R1)
            and request.is_signature_valid
        )
    except Exception as error:  # the parser's exceptions are many, and what it was given is anybody's
        raise Refusal(422, "certificate-request", "证书请求无效", field="request") from error
    if not sound:
        raise Refusal(422, "certificate-request", "证书请求无效", field="request")
    return request


def public_key(pem: str) -> ec.EllipticCurvePublicKey:
    """Of a certificate that this platform signed."""
    key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


def key_sha256(key: object) -> str:
    """Of a key that `certificate_request` let pass."""
    assert isinstance(key, ec.EllipticCurvePublicKey)
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def _fresh_authority(now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "新智助"),
            # Two platforms' authorities are told apart by their names as well.
            x509.NameAttribute(NameOID.COMMON_NAME, f"terminals {secrets.token_hex(4)}"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_APART)
        .not_valid_after(now + timedelta(days=_AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pem(key) + certificate.public_bytes(serialization.Encoding.PEM)


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
