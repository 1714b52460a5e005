"""What only the social security card's slot meets: a service that restarts, cards that differ."""

from collections.abc import Iterator

import pytest

from kiosk.devices.card_readers.events import CardEvent, CardFailed, CardRead, CardRemoved
from kiosk.devices.card_readers.social_reader import SocialReader
from kiosk.devices.card_readers.social_text import Addressing
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.pcsc import VpcdCard
from kiosk.devices.emulated.people import PEOPLE
from kiosk.devices.state import DeviceState, Phase
from tests.devices.conftest import QUICK
from tests.devices.heard import Heard

WANG = PEOPLE["wang"].social_card()


@pytest.fixture
def events() -> "Heard[CardEvent]":
    return Heard()


@pytest.fixture
def states() -> "Heard[DeviceState]":
    return Heard()


@pytest.fixture
def reader(hardware: EmulatedHardware, states: "Heard[DeviceState]") -> Iterator[SocialReader]:
    found = hardware.configuration
    reader = SocialReader(found.pcsc_reader, socket=found.pcsc_socket, back_off=QUICK)
    reader.watch(states)
    reader.start()
    states.until(lambda state: state.phase is Phase.READY)
    yield reader
    reader.close()


def test_it_is_back_by_itself_after_pcscd_restarts(
    hardware: EmulatedHardware, reader: SocialReader, states: "Heard[DeviceState]", events: "Heard[CardEvent]"
) -> None:
    reader.attend(events, address=False)
    hardware.social_card.insert(WANG)
    events.until_a(CardRead)
    hardware.restart_pcscd()
    states.until(lambda state: state.phase is Phase.ABSENT)
    events.until_a(CardRemoved)
    states.until(lambda state: state.phase is Phase.READY)
    hardware.social_card.insert(WANG)
    events.until_a(CardRead)


def test_a_card_of_another_kind_is_refused_in_words(
    hardware: EmulatedHardware, reader: SocialReader, events: "Heard[CardEvent]"
) -> None:
    hardware.social_card.faults.fail_next("other_card")
    reader.attend(events, address=False)
    hardware.social_card.insert(WANG)
    failed = events.until_a(CardFailed)
    assert isinstance(failed, CardFailed) and failed.fault.code == "card_type_unknown"


def test_cards_that_want_their_records_asked_for_by_tag_are_configured(
    hardware: EmulatedHardware, events: "Heard[CardEvent]"
) -> None:
    found = hardware.configuration
    by_tag = Addressing(by_tag=True, select_p1=0x02)
    card = VpcdCard(hardware.social_card.port, by_tag)
    reader = SocialReader(found.pcsc_reader, socket=found.pcsc_socket, addressing=by_tag, back_off=QUICK)
    reader.attend(events, address=False)
    reader.start()
    card.insert(WANG)
    read = events.until_a(CardRead)
    assert isinstance(read, CardRead) and read.identity.valid_to == WANG.expires
    card.pull()
    reader.close()


def test_a_machine_without_this_reader_says_so(hardware: EmulatedHardware, states: "Heard[DeviceState]") -> None:
    reader = SocialReader("Some Other Reader", socket=hardware.configuration.pcsc_socket, back_off=QUICK)
    reader.watch(states)
    reader.start()
    absent = states.until(lambda state: state.fault is not None)
    assert absent.phase is Phase.ABSENT
    reader.close()
