"""How a machine becomes a terminal, shows that it is one, and ceases to be one. On SQLite and on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from central.api.app import create_app
from central.identity.known import KnownCertificates
from central.identity.nonces import Nonces
from central.platform import Platform
from central.problems import Refusal
from central.store.tables import NonceRow
from kiosk.contract.platform import EnrolmentRequest, RenewalRequest
from kiosk.contract.signing import Signed, new_nonce
from tests.central.conftest import enrolled
from tests.central.machines import Machine, csr, new_key
from tests.offline.people import NOON

PROBLEM = "urn:xinzhizhu:problem:"


@pytest.fixture
def machine(platform: Platform) -> Machine:
    made = Machine(platform.now)
    enrolled(platform, made)
    return made


def ask(web: TestClient, machine: Machine, path: str = "/v1/statuses") -> tuple[int, str]:
    answer = web.get(path, auth=machine)
    return answer.status_code, answer.json().get("type", "").removeprefix(PROBLEM)


# Enrolment


def test_a_machine_gets_a_certificate_for_its_own_key(platform: Platform, web: TestClient) -> None:
    machine = Machine(platform.now)
    code = platform.enrolments.make_code("测试大厅", NOON)
    answer = web.post("/v1/enrolments", json=machine.request(code.lower()).model_dump())
    assert (answer.status_code, answer.json()["site"]) == (201, "测试大厅")
    certificate = x509.load_pem_x509_certificate(answer.json()["certificate"].encode())
    assert certificate.public_key() == machine.key.public_key()
    assert certificate.subject.rfc4514_string() == f"CN={answer.json()['terminal']}"
    assert certificate.not_valid_after_utc - NOON == timedelta(days=90)
    authority = x509.load_pem_x509_certificate(answer.json()["authority"].encode())
    certificate.verify_directly_issued_by(authority)
    [use] = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert use == x509.ExtendedKeyUsageOID.CLIENT_AUTH


def test_an_old_code_and_an_invented_one_are_refused_alike(platform: Platform, web: TestClient) -> None:
    machine = Machine(platform.now)
    old = platform.enrolments.make_code("测试大厅", NOON - timedelta(minutes=16))
    answers = [
        web.post("/v1/enrolments", json=machine.request(code).model_dump()).json() for code in (old, "AAAABBBBCCCC")
    ]
    assert answers[0] == answers[1]
    assert (answers[0]["status"], answers[0]["field"]) == (422, "code")


def test_a_lost_answer_is_asked_for_again_and_another_key_gets_nothing(platform: Platform, web: TestClient) -> None:
    machine, thief = Machine(platform.now), Machine(platform.now)
    code = platform.enrolments.make_code("测试大厅", NOON)
    first = web.post("/v1/enrolments", json=machine.request(code).model_dump())
    again = web.post("/v1/enrolments", json=machine.request(code).model_dump())
    assert again.status_code == 201
    assert again.json() == first.json()
    refused = web.post("/v1/enrolments", json=thief.request(code).model_dump())
    assert (refused.status_code, refused.json()["field"]) == (422, "code")


def test_of_many_machines_with_one_code_one_becomes_a_terminal(platform: Platform) -> None:
    code = platform.enrolments.make_code("测试大厅", NOON)

    def enrol(machine: Machine) -> str:
        try:
            return platform.enrolments.enrol(machine.request(code), NOON).terminal
        except Refusal as refusal:
            return refusal.kind

    with ThreadPoolExecutor(6) as pool:
        got = sorted(pool.map(enrol, [Machine(platform.now) for _ in range(6)]))
    assert got == ["T0001", *["enrolment-code"] * 5]


def test_each_machine_has_its_own_number(platform: Platform) -> None:
    numbers = [enrolled(platform, Machine(platform.now)).terminal_number for _ in range(3)]
    assert numbers == [1, 2, 3]


def rsa_request() -> str:
    key = rsa.generate_private_key(65537, 2048)
    made = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


def another_curve() -> str:
    return csr(ec.generate_private_key(ec.SECP384R1()))


def a_key_it_does_not_hold() -> str:
    """The request of one key with the signature of another."""
    der = bytearray(x509.load_pem_x509_csr(csr(new_key()).encode()).public_bytes(serialization.Encoding.DER))
    der[-1] ^= 1
    return x509.load_der_x509_csr(bytes(der)).public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize(
    "request_of", [lambda: "", lambda: "no request", rsa_request, another_curve, a_key_it_does_not_hold]
)
def test_a_bad_request_spends_no_code(platform: Platform, web: TestClient, request_of: Callable[[], str]) -> None:
    code = platform.enrolments.make_code("测试大厅", NOON)
    refused = web.post("/v1/enrolments", json=EnrolmentRequest(code=code, request=request_of()).model_dump())
    assert (refused.status_code, refused.json()["field"]) == (422, "request")
    assert platform.enrolments.enrol(Machine(platform.now).request(code), NOON).terminal == "T0001"


# Signatures


def test_a_signed_request_works_once(platform: Platform, web: TestClient, machine: Machine) -> None:
    request = web.build_request("GET", "/v1/statuses")
    headers = machine.signature(request)
    assert web.get("/v1/statuses", headers=headers).status_code == 200
    again = web.get("/v1/statuses", headers=headers)
    assert (again.status_code, again.json()["type"]) == (401, f"{PROBLEM}signature-repeated")
    assert ask(web, machine) == (200, "")


def test_a_nonce_is_known_to_every_node_and_forgotten_when_its_time_is_over(platform: Platform) -> None:
    signed = Signed("T0001/abc", new_nonce(), NOON)
    clock = [NOON]
    nodes = [Nonces(platform.database, lambda: clock[0]) for _ in range(2)]

    def kept() -> int:
        with platform.database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(NonceRow)) or 0

    assert nodes[0].use(signed).result(10)
    assert not nodes[1].use(signed).result(10)
    assert kept() == 1
    clock[0] += timedelta(minutes=6)
    assert nodes[1].use(replace(signed, nonce=new_nonce(), created=clock[0])).result(10)
    assert kept() == 1, "the old one is gone"
    for node in nodes:
        node.close()


def test_the_same_nonce_sixteen_times_at_once_counts_once(platform: Platform) -> None:
    signed = Signed("T0001/abc", new_nonce(), NOON)
    nodes = [Nonces(platform.database, platform.now) for _ in range(2)]
    used = [nodes[i % 2].use(signed) for i in range(16)]
    assert sum(one.result(10) for one in used) == 1
    for node in nodes:
        node.close()


def test_a_clock_apart_is_told_the_time(platform: Platform, web: TestClient, machine: Machine) -> None:
    machine.now = lambda: NOON + timedelta(minutes=6)
    assert ask(web, machine) == (401, "signature-clock")


def test_a_body_changed_on_the_way_may_be_sent_again(platform: Platform, web: TestClient, machine: Machine) -> None:
    request = web.build_request("POST", "/v1/renewals", json={"request": csr(machine.key)})
    headers = machine.signature(request) | {"Content-Type": "application/json"}
    changed = web.post("/v1/renewals", content=request.content + b" ", headers=headers)
    assert (changed.status_code, changed.json()["type"]) == (503, f"{PROBLEM}body-changed")
    assert changed.headers["retry-after"] == "1"
    assert web.post("/v1/renewals", content=request.content, headers=headers).status_code == 200


def test_nobody_signs_as_another(platform: Platform, web: TestClient, machine: Machine) -> None:
    other = Machine(platform.now)
    enrolled(platform, other)
    other.certificate = machine.certificate
    assert ask(web, other) == (401, "signature-invalid")
    other.terminal = machine.terminal
    assert ask(web, other) == (401, "signature-invalid")


# Certificates by a proxy (RFC 9440); by TLS itself: test_tls.py


@pytest.mark.parametrize(("from_where", "answered"), [("10.0.0.7", 200), ("10.1.0.7", 401)])
def test_a_certificate_in_a_header_is_believed_from_a_trusted_proxy_only(
    platform: Platform, machine: Machine, from_where: str, answered: int
) -> None:
    app = create_app(platform, trusted=[ip_network("10.0.0.0/24")])
    web = TestClient(app, client=(from_where, 4711))
    assert web.get("/v1/statuses", headers=machine.client_cert).status_code == answered


def test_a_certificate_that_is_not_the_very_one_we_gave_opens_nothing(platform: Platform, machine: Machine) -> None:
    """A load balancer that checks too little hands on what anybody made."""
    web = TestClient(create_app(platform, trusted=[ip_network("10.0.0.7")]), client=("10.0.0.7", 4711))
    ours = x509.load_pem_x509_certificate(machine.certificate.encode())
    key = new_key()
    forged = (
        x509.CertificateBuilder()
        .subject_name(ours.subject)
        .issuer_name(ours.issuer)
        .public_key(key.public_key())
        .serial_number(ours.serial_number)
        .not_valid_before(NOON - timedelta(days=1))
        .not_valid_after(NOON + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    thief = replace(machine, certificate=forged.public_bytes(serialization.Encoding.PEM).decode())
    refused = web.get("/v1/statuses", headers=thief.client_cert)
    assert (refused.status_code, refused.json()["type"]) == (401, f"{PROBLEM}certificate-unknown")
    for nonsense in ("", ":", "::", ":AAAA:", "AAAA", ":!:"):
        assert web.get("/v1/statuses", headers={"Client-Cert": nonsense}).status_code == 401


# Renewal and endings


def test_a_certificate_is_renewed_with_a_fresh_key_and_both_work_until_the_old_one_ends(
    platform: Platform, web: TestClient, machine: Machine
) -> None:
    fresh = replace(machine, key=new_key())
    body = RenewalRequest(request=csr(fresh.key)).model_dump()
    answers = [web.post("/v1/renewals", json=body, auth=machine) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json(), "an answer can be lost"
    fresh.certificate = answers[0].json()["certificate"]
    assert fresh.serial != machine.serial
    assert ask(web, machine) == (200, "")
    assert ask(web, fresh) == (200, "")


def test_the_same_key_gets_a_new_certificate_when_two_thirds_are_over(platform: Platform, machine: Machine) -> None:
    terminal = platform.terminals.by_name(machine.terminal)
    assert terminal is not None
    asked = RenewalRequest(request=csr(machine.key))
    early = platform.enrolments.renew(terminal, asked, NOON + timedelta(days=29)).certificate
    assert early == machine.certificate
    due = platform.enrolments.renew(terminal, asked, NOON + timedelta(days=61)).certificate
    assert due != machine.certificate


def test_a_certificate_that_has_ended_cannot_ask_for_another(platform: Platform, web: TestClient) -> None:
    machine = Machine(platform.now)
    code = platform.enrolments.make_code("测试大厅", NOON - timedelta(days=91))
    machine.is_now(platform.enrolments.enrol(machine.request(code), NOON - timedelta(days=91)))
    assert ask(web, machine) == (401, "certificate-expired")
    renewal = web.post("/v1/renewals", json={"request": csr(machine.key)}, auth=machine)
    assert renewal.status_code == 401


def test_a_revoked_terminal_is_refused_everywhere_but_at_enrolment(
    platform: Platform, web: TestClient, machine: Machine
) -> None:
    platform.terminals.revoke(machine.terminal, NOON)
    for path in ("/v1/statuses", "/v1/catalogue"):
        assert ask(web, machine, path) == (403, "terminal-revoked")
    beat = web.post("/v1/heartbeats", json=machine.beat().model_dump(mode="json"), auth=machine)
    assert (beat.status_code, beat.json()["type"]) == (403, f"{PROBLEM}terminal-revoked")
    assert web.post("/v1/renewals", json={"request": csr(machine.key)}, auth=machine).status_code == 403
    assert enrolled(platform, replace(machine)).terminal == "T0002"


def test_the_operators_code_for_a_terminal_keeps_its_number_for_the_same_store(
    platform: Platform, web: TestClient, machine: Machine
) -> None:
    """Receipt numbers count on in the store; the earlier certificates are worth nothing any more."""
    platform.terminals.revoke(machine.terminal, NOON)
    code = platform.enrolments.make_code("新大厅", NOON, terminal=machine.terminal)
    again = replace(machine, key=new_key())
    again.is_now(platform.enrolments.enrol(again.request(code), NOON))
    assert again.terminal == machine.terminal
    assert ask(web, again) == (200, "")
    assert ask(web, machine) == (401, "certificate-unknown")


def test_another_store_takes_a_terminals_place_under_a_new_number(
    platform: Platform, web: TestClient, machine: Machine
) -> None:
    code = platform.enrolments.make_code("测试大厅", NOON, terminal=machine.terminal)
    other = Machine(platform.now, store="another store")
    other.is_now(platform.enrolments.enrol(other.request(code), NOON))
    assert other.terminal == "T0002"
    assert ask(web, machine) == (403, "terminal-revoked")


def test_a_store_that_went_back_gets_a_new_number_whatever_the_code(
    platform: Platform, web: TestClient, machine: Machine
) -> None:
    for _ in range(5):
        beat(web, machine)
    restored = replace(machine, boot="boot-2", counter=1)
    assert beat(web, restored) == (403, "terminal-restored")
    code = platform.enrolments.make_code("测试大厅", NOON, terminal=machine.terminal)
    assert platform.enrolments.enrol(restored.request(code), NOON).terminal == "T0002"


def beat(web: TestClient, machine: Machine) -> tuple[int, str]:
    answer = web.post("/v1/heartbeats", json=machine.beat().model_dump(mode="json"), auth=machine)
    return answer.status_code, answer.json().get("type", "").removeprefix(PROBLEM)


def test_a_heartbeat_is_answered_with_the_life_of_the_database_and_when_to_come_again(
    platform: Platform, web: TestClient, machine: Machine
) -> None:
    answers = [web.post("/v1/heartbeats", json=machine.beat().model_dump(mode="json"), auth=machine) for _ in range(8)]
    said = [answer.json() for answer in answers]
    assert {one["epoch"] for one in said} == {platform.epochs.now().epoch}
    assert all(30 <= one["next_s"] <= 60 for one in said)
    assert len({one["next_s"] for one in said}) > 1, "jittered"
    [seen] = platform.fleet.page(NOON)
    assert (seen.name, seen.troubles) == (machine.terminal, [])
    assert seen.heartbeat is not None
    assert seen.heartbeat.counter == 8


def test_of_two_nodes_that_hear_two_machines_of_one_identity_both_close_it(
    platform: Platform, web: TestClient, machine: Machine
) -> None:
    """Whichever node hears which: the trace is in the database."""
    other_node = TestClient(create_app(replace(platform, known=KnownCertificates(platform.database))))
    copy = replace(machine, boot="boot-2")
    said = [beat(web, machine), beat(web, machine), beat(other_node, copy), beat(web, machine), beat(other_node, copy)]
    assert said[-2:] == [(403, "terminal-cloned")] * 2
    assert ask(web, machine) == (403, "terminal-cloned")
