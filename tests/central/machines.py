"""Machines as the platform sees them: a key, a certificate, and requests that are signed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.contract.platform import DeviceReport, Enrolment, EnrolmentRequest, Heartbeat, QueueReport, StoreReport
from kiosk.contract.signing import keyid, new_nonce, serial_of, sign_request


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def csr(key: ec.EllipticCurvePrivateKey) -> str:
    made = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


@dataclass(slots=True)
class Machine(httpx.Auth):
    """Signs what it sends: `httpx.Client(auth=machine)`. `now` is its clock."""

    now: Callable[[], datetime]
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)
    store: str = "store"
    boot: str = "boot-1"
    counter: int = 0
    terminal: str = ""
    certificate: str = ""
    requires_request_body = True

    def request(self, code: str) -> EnrolmentRequest:
        return EnrolmentRequest(code=code, request=csr(self.key), store=self.store)

    def is_now(self, enrolment: Enrolment) -> None:
        self.terminal, self.certificate = enrolment.terminal, enrolment.certificate

    @property
    def serial(self) -> str:
        return serial_of(x509.load_pem_x509_certificate(self.certificate.encode()).serial_number)

    @property
    def client_cert(self) -> dict[str, str]:
        """What a load balancer adds that has checked the certificate (RFC 9440)."""
        return {"Client-Cert": f":{''.join(self.certificate.strip().splitlines()[1:-1])}:"}

    def signature(self, request: httpx.Request, nonce: str | None = None) -> dict[str, str]:
        return sign_request(
            request.method,
            str(request.url),
            request.headers,
            request.content,
            self.key,
            keyid(self.terminal, self.serial),
            self.now(),
            nonce or new_nonce(),
        )

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:
        request.headers.update(self.signature(request))
        yield request

    def beat(self) -> Heartbeat:
        """The next one."""
        self.counter += 1
        return self.last_beat()

    def last_beat(self) -> Heartbeat:
        return Heartbeat(
            store=self.store,
            boot_id=self.boot,
            counter=self.counter,
            version="0.1.0",
            at=self.now(),
            monotonic_s=1.0,
            terminal="running",
            devices={"printer": DeviceReport(state="ready")},
            queue=QueueReport(waiting=0),
            kept=StoreReport(free_bytes=1_000_000),
        )
