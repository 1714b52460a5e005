"""`serve --tls`: the platform's own process, real handshakes, certificates of its own authority."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from central.identity.authority import Authority
from kiosk.contract.platform import Enrolment
from tests.central.machines import Machine, csr
from tests.faults.conftest import PlatformProcess

STATUSES = "/v1/statuses"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    running = PlatformProcess(tmp_path_factory.mktemp("platform") / "data", "--tls")
    yield running
    running.kill()


def now() -> datetime:
    return datetime.now(UTC)


def client(platform: PlatformProcess, shown: Path | None = None) -> httpx.Client:
    context = ssl.create_default_context(cafile=str(platform.data / "authority.pem"))
    if shown is not None:
        context.load_cert_chain(shown)
    return httpx.Client(base_url=platform.address, verify=context, timeout=10)


def written(machine: Machine, path: Path) -> Path:
    """Key and certificate as OpenSSL reads them."""
    key = machine.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(key + machine.certificate.encode())
    return path


@pytest.fixture(scope="module")
def machine(platform: PlatformProcess) -> Machine:
    made = Machine(now)
    with client(platform) as web:
        answer = web.post("/v1/enrolments", json=made.request(platform.central.code()).model_dump())
    made.is_now(Enrolment.model_validate(answer.json()))
    return made


def test_a_certificate_opens_and_none_does_not(platform: PlatformProcess, machine: Machine, tmp_path: Path) -> None:
    assert platform.address.startswith("https://")
    with client(platform, written(machine, tmp_path / "machine.pem")) as web:
        assert web.get(STATUSES).status_code == 200
        assert web.post("/v1/heartbeats", json=machine.beat().model_dump(mode="json")).status_code == 200
    with client(platform) as stranger:
        assert stranger.get(STATUSES).status_code == 401
        assert stranger.get(STATUSES, auth=machine).status_code == 200, "a signature does as well"


def test_a_client_cert_header_is_nothing_to_a_node_that_trusts_no_proxy(
    platform: PlatformProcess, machine: Machine
) -> None:
    with client(platform) as web:
        assert web.get(STATUSES, headers=machine.client_cert).status_code == 401


def test_a_certificate_of_another_authority_ends_the_handshake(
    platform: PlatformProcess, machine: Machine, tmp_path: Path
) -> None:
    other = Authority.open(tmp_path / "other.key", now())
    false = Machine(now, terminal=machine.terminal)
    false.certificate = other.sign_terminal(
        x509.load_pem_x509_csr(csr(false.key).encode()), machine.terminal, now()
    ).pem
    with client(platform, written(false, tmp_path / "false.pem")) as web, pytest.raises(httpx.TransportError):
        web.get(STATUSES)


def test_the_servers_own_certificate_is_no_terminals(platform: PlatformProcess, tmp_path: Path) -> None:
    with client(platform, platform.data / "tls.pem") as web, pytest.raises(httpx.TransportError):
        web.get(STATUSES)


@pytest.mark.fault(44)
def test_fault_44_an_expired_certificate_ends_the_handshake(
    platform: PlatformProcess, machine: Machine, tmp_path: Path
) -> None:
    """A certificate that has ended opens no connection, whatever is asked; without one the machine enrols with a one-time code."""
    authority = Authority.open(platform.data / "authority.key", now())
    old = Machine(now, key=machine.key, terminal=machine.terminal)
    request = x509.load_pem_x509_csr(csr(old.key).encode())
    old.certificate = authority.sign_terminal(request, old.terminal, now() - timedelta(days=91)).pem
    with client(platform, written(old, tmp_path / "old.pem")) as web, pytest.raises(httpx.TransportError):
        web.post("/v1/renewals", json={"request": csr(old.key)})
    with client(platform) as web:
        again = web.post("/v1/enrolments", json=old.request(platform.central.code()).model_dump())
        assert again.status_code == 201
