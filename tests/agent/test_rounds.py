"""Rounds against a real platform over a network that does what networks do: nothing is lost, nothing happens twice."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from kiosk.contract.application import Rating
from kiosk.contract.platform import HeldQuestion
from kiosk.languages.language import Language
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.circuit import Circuit
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.membership import NotEnrolled
from kiosk.offline.remote.pauses import Pauses
from kiosk.offline.remote.port import Unreachable
from kiosk.offline.store.stores import Stores
from kiosk.offline.sync import SyncEngine
from tests.agent.conftest import Between, Central, connecting, membership_of
from tests.offline.people import BIRTH, application, matter

Engine = Callable[..., SyncEngine]


@pytest.fixture
def engine(machine: Stores, credentials: CredentialsFile) -> Engine:
    def make(address: str, code: str | None = None) -> SyncEngine:
        membership = membership_of(credentials, code)
        return SyncEngine(
            KeptCatalogue(machine.catalogue),
            Deliveries(machine.kept),
            membership,
            connecting(address, membership),
            circuit=Circuit(0.01),
            pauses=Pauses(0.01),
        )

    return make


def submitted(outbox: KeptOutbox, terminal: str) -> str:
    made, documents = application(matter(), outbox.next_number(), terminal=terminal)
    outbox.submit(made, documents).result()
    return made.number


def html(handler: BaseHTTPRequestHandler, status: int = 200) -> bool:
    page = b"<html>Welcome to Free WiFi</html>"
    handler.send_response(status)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(len(page)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(page)
    return True


def test_a_first_round_enrols_fills_the_catalogue_and_delivers(
    central: Central, engine: Engine, outbox: KeptOutbox, credentials: CredentialsFile, machine: Stores
) -> None:
    first = engine(central.address, central.code()).round()
    assert first.enrolled
    assert first.unreachable is None
    assert BIRTH in [tile.code for tile in KeptCatalogue(machine.catalogue).tiles(Language.UYGHUR)]
    number = submitted(outbox, credentials.require().terminal)
    outbox.rate(Rating(number=number, grade=4)).result()
    second = engine(central.address).round()
    assert second.delivered == [number]
    held = central.application(number)
    assert held is not None
    assert held.deliveries == 1
    status = outbox.status(number)
    assert status is not None
    assert status.state == "received"
    central.move(number, "accepted")
    assert engine(central.address).round().statuses >= 1
    status = outbox.status(number)
    assert status is not None
    assert (status.state, status.version) == ("accepted", 2)
    assert Deliveries(machine.kept).ratings() == []


def test_without_a_code_that_works_it_says_so(central: Central, engine: Engine) -> None:
    for code in (None, "AAAABBBBCCCC"):
        with pytest.raises(NotEnrolled):
            engine(central.address, code).round()


def test_the_answer_lost_after_the_platform_committed_is_one_application(
    central: Central,
    engine: Engine,
    between: Callable[..., Between],
    outbox: KeptOutbox,
    credentials: CredentialsFile,
    machine: Stores,
) -> None:
    engine(central.address, central.code()).round()
    number = submitted(outbox, credentials.require().terminal)
    lost = threading.Event()

    def lose_first_answer(proxy: Between, handler: BaseHTTPRequestHandler, body: bytes) -> bool:
        if handler.path == "/v1/submissions" and not lost.is_set():
            assert proxy.forward(handler, body).status_code == 201
            lost.set()
            handler.close_connection = True
            return True
        return False

    done = engine(between(lose_first_answer).address).round()
    assert lost.is_set()
    assert done.delivered == [number]
    held = central.application(number)
    assert held is not None
    assert held.deliveries == 2


def test_a_wait_room_page_is_no_platform(
    central: Central,
    engine: Engine,
    between: Callable[..., Between],
    outbox: KeptOutbox,
    credentials: CredentialsFile,
) -> None:
    engine(central.address, central.code()).round()
    number = submitted(outbox, credentials.require().terminal)
    portal = between(lambda _proxy, handler, _body: html(handler))
    done = engine(portal.address).round()
    assert done.unreachable is not None
    assert "text/html" in done.unreachable
    assert outbox.waiting() == 1
    assert outbox.status(number) is None
    connect = connecting(portal.address, membership_of(credentials))
    with connect(None) as client, pytest.raises(Unreachable):
        client.held(HeldQuestion(id_number="0", kinds=[]))
    assert engine(central.address).round().delivered == [number]


def test_uploads_that_somebody_swallows_are_sent_again_and_nothing_is_parked(
    central: Central,
    engine: Engine,
    between: Callable[..., Between],
    outbox: KeptOutbox,
    credentials: CredentialsFile,
) -> None:
    """A box in the middle says that attachments are there which never arrive: the platform then says which are missing."""
    engine(central.address, central.code()).round()
    number = submitted(outbox, credentials.require().terminal)

    def swallow_uploads(_proxy: Between, handler: BaseHTTPRequestHandler, body: bytes) -> bool:
        if "/attachments/" not in handler.path:
            return False
        digest, size = handler.path.rpartition("/")[2], json.loads(body)["size"]
        claim = json.dumps({"sealed_sha256": digest, "size": size, "offset": size, "complete": True}).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(claim)))
        handler.end_headers()
        handler.wfile.write(claim)
        return True

    first = engine(between(swallow_uploads).address).round()
    assert (first.delivered, first.parked) == ([], [])
    assert first.unreachable is not None
    assert outbox.waiting() == 1
    assert engine(central.address).round().delivered == [number]


def test_a_poisoned_application_is_parked_and_the_next_one_arrives(
    central: Central, engine: Engine, outbox: KeptOutbox, credentials: CredentialsFile
) -> None:
    engine(central.address, central.code()).round()
    terminal = credentials.require().terminal
    bad, documents = application(matter(), outbox.next_number(), terminal=terminal, components=["vaccination"])
    outbox.submit(bad, documents).result()
    good = submitted(outbox, terminal)
    done = engine(central.address).round()
    assert (done.parked, done.delivered) == ([bad.number], [good])
    assert "components" in outbox.parked()[bad.number]
    assert engine(central.address).round().parked == []


def test_one_that_breaks_the_platform_does_not_hold_up_the_next(
    central: Central,
    engine: Engine,
    between: Callable[..., Between],
    outbox: KeptOutbox,
    credentials: CredentialsFile,
) -> None:
    engine(central.address, central.code()).round()
    terminal = credentials.require().terminal
    first, second = submitted(outbox, terminal), submitted(outbox, terminal)

    def break_on_first(_proxy: Between, handler: BaseHTTPRequestHandler, body: bytes) -> bool:
        return html(handler, 500) if first.encode() in body else False

    done = engine(between(break_on_first).address).round()
    assert done.delivered == [second]
    assert done.unreachable == "HTTP 500"
    assert outbox.waiting() == 1
    assert engine(central.address).round().delivered == [first]


def test_no_network_at_all_changes_nothing(
    central: Central, engine: Engine, outbox: KeptOutbox, credentials: CredentialsFile
) -> None:
    engine(central.address, central.code()).round()
    submitted(outbox, credentials.require().terminal)
    assert engine("http://127.0.0.1:1").round().unreachable == "no connection"
    assert outbox.waiting() == 1
