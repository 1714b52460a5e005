"""The contract of every card reader, run on each driver over its real interface."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from kiosk.devices.card_readers.attending import AttendedReader
from kiosk.devices.card_readers.events import CardEvent, CardFailed, CardPlaced, CardRead, CardRemoved
from kiosk.devices.card_readers.resident_reader import ResidentReader
from kiosk.devices.card_readers.social_reader import SocialReader
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.faults import FaultPlan
from kiosk.devices.emulated.people import PEOPLE, Person
from kiosk.devices.state import DeviceState, Phase
from tests.devices.conftest import QUICK
from tests.devices.heard import Heard


@dataclass
class Bench:
    """A driver and the hands at its far end."""

    reader: AttendedReader
    put: Callable[[Person], None]
    pull: Callable[[], None]
    faults: FaultPlan
    events: Heard[CardEvent]
    states: Heard[DeviceState]
    presence: Heard[bool]


@pytest.fixture(params=["resident", "social"])
def bench(request: pytest.FixtureRequest, hardware: EmulatedHardware) -> Iterator[Bench]:
    found = hardware.configuration
    reader: AttendedReader
    if request.param == "resident":
        far_end = hardware.resident_reader
        reader = ResidentReader(found.sam_port, back_off=QUICK)
        put, pull, faults = (lambda who: far_end.put_card(who.resident_card())), far_end.pull_card, far_end.faults
    else:
        card = hardware.social_card
        reader = SocialReader(found.pcsc_reader, socket=found.pcsc_socket, back_off=QUICK)
        put, pull, faults = (lambda who: card.insert(who.social_card())), card.pull, card.faults
    bench = Bench(reader, put, pull, faults, Heard(), Heard(), Heard())
    reader.watch(bench.states)
    reader.watch_presence(bench.presence)
    reader.start()
    bench.states.until(lambda state: state.phase is Phase.READY)
    yield bench
    reader.close()


def test_a_card_is_placed_read_and_removed(bench: Bench) -> None:
    bench.reader.attend(bench.events, address=False)
    bench.put(PEOPLE["wang"])
    read = bench.events.until_a(CardRead)
    assert isinstance(read, CardRead)
    assert (read.identity.name, read.identity.number) == (PEOPLE["wang"].name, PEOPLE["wang"].number)
    assert read.identity.address == ""
    bench.pull()
    bench.events.until_a(CardRemoved)
    assert not bench.reader.card_present


def test_a_card_that_lies_there_already_is_read_at_once(bench: Bench) -> None:
    bench.put(PEOPLE["ayshe"])
    bench.presence.until(lambda present: present)
    bench.reader.attend(bench.events, address=False)
    bench.events.until_a(CardPlaced)
    bench.events.until_a(CardRead)


def test_a_card_that_was_read_before_is_read_again_for_the_next_attendance(bench: Bench) -> None:
    stop = bench.reader.attend(bench.events, address=False)
    bench.put(PEOPLE["ayshe"])
    bench.events.until_a(CardRead)
    stop()
    bench.reader.attend(bench.events, address=False)
    bench.events.until_a(CardPlaced)
    bench.events.until_a(CardRead)


def test_one_card_is_read_once(bench: Bench) -> None:
    bench.reader.attend(bench.events, address=False)
    bench.put(PEOPLE["ayshe"])
    bench.events.until_a(CardRead)
    bench.pull()
    bench.events.until_a(CardRemoved)
    bench.put(PEOPLE["nurlan"])
    second = bench.events.until_a(CardRead)
    assert isinstance(second, CardRead) and second.identity.name == PEOPLE["nurlan"].name
    assert bench.events.events == []


def test_between_attendances_a_card_left_behind_is_only_noticed(bench: Bench) -> None:
    stop = bench.reader.attend(bench.events, address=False)
    stop()
    stop()
    bench.put(PEOPLE["ayshe"])
    bench.presence.until(lambda present: present)
    bench.pull()
    bench.presence.until(lambda present: not present)
    assert bench.events.events == []


def test_a_card_pulled_while_it_is_read_is_told_and_can_be_tried_again(bench: Bench) -> None:
    bench.faults.fail_next("pulled_while_read")
    bench.reader.attend(bench.events, address=False)
    bench.put(PEOPLE["gulnar"])
    failed = bench.events.until_a(CardFailed)
    assert isinstance(failed, CardFailed) and failed.fault.code == "card_pulled"
    bench.events.until_a(CardRemoved)
    bench.pull()
    bench.put(PEOPLE["gulnar"])
    bench.events.until_a(CardRead)
    assert bench.reader.state.phase is Phase.READY


def test_a_card_that_cannot_be_read_is_told_after_a_second_try(bench: Bench) -> None:
    code = "read_failed" if "read_failed" in bench.faults.codes else "unreadable"
    bench.reader.attend(bench.events, address=False)
    bench.faults.fail_next(code)
    bench.put(PEOPLE["gulnar"])
    bench.events.until_a(CardRead)
    bench.pull()
    bench.events.until_a(CardRemoved)
    bench.faults.fail_repeatedly(code)
    bench.put(PEOPLE["gulnar"])
    failed = bench.events.until_a(CardFailed)
    assert isinstance(failed, CardFailed) and failed.fault.code == "card_unreadable"


def test_a_closed_reader_says_that_the_card_is_gone_and_starts_again(bench: Bench) -> None:
    bench.reader.attend(bench.events, address=False)
    bench.put(PEOPLE["wang"])
    bench.events.until_a(CardRead)
    bench.reader.close()
    bench.events.until_a(CardRemoved)
    bench.reader.start()
    bench.events.until_a(CardRead)
