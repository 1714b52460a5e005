"""What only the reader for resident ID cards meets: a cable, a noisy line, a module that is broken."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.card_readers.events import CardEvent, CardFailed, CardRead, CardRemoved
from kiosk.devices.card_readers.resident_reader import ResidentReader
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.people import PEOPLE
from kiosk.devices.state import DeviceState, Phase
from tests.devices.conftest import QUICK
from tests.devices.heard import Heard

WANG = PEOPLE["wang"].resident_card()


@pytest.fixture
def events() -> "Heard[CardEvent]":
    return Heard()


@pytest.fixture
def states() -> "Heard[DeviceState]":
    return Heard()


@pytest.fixture
def reader(hardware: EmulatedHardware, states: "Heard[DeviceState]") -> Iterator[ResidentReader]:
    reader = ResidentReader(hardware.configuration.sam_port, back_off=QUICK, answer_within=0.5)
    reader.watch(states)
    reader.start()
    states.until(lambda state: state.phase is Phase.READY)
    yield reader
    reader.close()


def failure(events: "Heard[CardEvent]") -> str:
    failed = events.until_a(CardFailed)
    assert isinstance(failed, CardFailed)
    return failed.fault.code


def test_the_address_is_read_only_when_the_form_asks(
    hardware: EmulatedHardware, reader: ResidentReader, events: "Heard[CardEvent]"
) -> None:
    reader.attend(events, address=True)
    hardware.resident_reader.put_card(WANG)
    read = events.until_a(CardRead)
    assert isinstance(read, CardRead) and read.identity.address == WANG.address


def test_unplugged_and_back(
    hardware: EmulatedHardware, reader: ResidentReader, states: "Heard[DeviceState]", events: "Heard[CardEvent]"
) -> None:
    reader.attend(events, address=False)
    hardware.resident_reader.put_card(WANG)
    events.until_a(CardRead)
    hardware.resident_reader.unplug()
    gone = states.until(lambda state: state.phase is Phase.ABSENT)
    assert gone.fault is not None and gone.fault.code == "reader_unplugged"
    events.until_a(CardRemoved)
    hardware.resident_reader.plug()
    states.until(lambda state: state.phase is Phase.READY)
    events.until_a(CardRead)


def test_unplugged_in_the_middle_of_a_read(
    hardware: EmulatedHardware, reader: ResidentReader, states: "Heard[DeviceState]", events: "Heard[CardEvent]"
) -> None:
    hardware.resident_reader.faults.fail_next("unplugged_while_read")
    reader.attend(events, address=False)
    hardware.resident_reader.put_card(WANG)
    assert failure(events) == "reader_unplugged"
    events.until_a(CardRemoved)
    states.until(lambda state: state.phase is Phase.ABSENT)
    hardware.resident_reader.plug()
    events.until_a(CardRead)


def test_a_reader_that_was_never_there_is_found_when_it_comes(tmp_path: Path, states: "Heard[DeviceState]") -> None:
    reader = ResidentReader(str(tmp_path / "nothing"), back_off=QUICK)
    reader.watch(states)
    reader.start()
    absent = states.until(lambda state: state.fault is not None)
    assert absent.phase is Phase.ABSENT
    reader.close()


@pytest.mark.parametrize("fault", ["wrong_checksum", "noise", "read_failed"])
def test_one_bad_answer_on_the_line_is_not_noticed_by_the_person(
    hardware: EmulatedHardware, reader: ResidentReader, events: "Heard[CardEvent]", fault: str
) -> None:
    hardware.resident_reader.faults.fail_next(fault)
    reader.attend(events, address=False)
    hardware.resident_reader.put_card(WANG)
    events.until_a(CardRead)


def test_a_line_that_always_spoils_the_answer_is_told(
    hardware: EmulatedHardware, reader: ResidentReader, events: "Heard[CardEvent]"
) -> None:
    hardware.resident_reader.faults.fail_repeatedly("wrong_checksum")
    reader.attend(events, address=False)
    hardware.resident_reader.put_card(WANG)
    assert failure(events) == "reader_garbled"


@pytest.mark.parametrize("fault", ["cut_frame", "mute"])
def test_a_reader_that_stops_answering_is_told(
    hardware: EmulatedHardware, reader: ResidentReader, events: "Heard[CardEvent]", fault: str
) -> None:
    hardware.resident_reader.faults.fail_next(fault)
    reader.attend(events, address=False)
    hardware.resident_reader.put_card(WANG)
    assert failure(events) == "reader_mute"


def test_a_module_without_authorisation_is_for_the_technician(
    hardware: EmulatedHardware, reader: ResidentReader, events: "Heard[CardEvent]"
) -> None:
    hardware.resident_reader.faults.fail_next("not_authorised")
    reader.attend(events, address=False)
    hardware.resident_reader.put_card(WANG)
    assert failure(events) == "reader_broken"


def test_another_document_is_refused_in_words(
    hardware: EmulatedHardware, reader: ResidentReader, events: "Heard[CardEvent]"
) -> None:
    reader.attend(events, address=False)
    hardware.resident_reader.put_card(replace(WANG, document_type="J"))
    assert failure(events) == "card_type_unknown"


def test_a_card_left_selected_by_a_terminal_that_died_is_found_again(hardware: EmulatedHardware) -> None:
    events: Heard[CardEvent] = Heard()
    hardware.resident_reader.put_card(WANG)
    for _ in range(2):
        reader = ResidentReader(hardware.configuration.sam_port, back_off=QUICK)
        reader.attend(events, address=False)
        reader.start()
        events.until_a(CardRead)
        reader.close()


def test_a_card_that_lies_there_is_read_anew_at_each_attendance(
    hardware: EmulatedHardware, reader: ResidentReader
) -> None:
    present: Heard[bool] = Heard()
    reader.watch_presence(present)
    hardware.resident_reader.put_card(WANG)
    present.until(lambda is_there: is_there)
    for _ in range(5):
        events: Heard[CardEvent] = Heard()
        stop = reader.attend(events, address=True)
        events.until_a(CardRead)
        stop()
