"""Every device is served by a loop that survives whatever the hardware does."""

import logging
import threading

import pytest

from kiosk.devices.state import DeviceState, Phase
from kiosk.devices.supervisor import AbsentFault, BackOff, LastingFault, SupervisedDevice
from kiosk.languages.fault import Fault, KnownFault
from tests.devices.heard import Heard

GONE, STUCK, WRONG = Fault("reader_unplugged"), Fault("reader_mute"), Fault("printer_not_configured")


class Gadget(SupervisedDevice):
    """Its set-ups fail with the given errors, one after the other; then it runs until `break_with` or close."""

    def __init__(self, failures: list[Exception], back_off: BackOff) -> None:
        super().__init__("gadget", back_off)
        self._failures = failures
        self._interrupted = threading.Event()
        self._error: Exception | None = None
        self.torn_down: list[Fault | None] = []

    def break_with(self, error: Exception) -> None:
        self._error = error
        self._interrupted.set()

    def _set_up(self) -> None:
        if self._failures:
            raise self._failures.pop(0)

    def _run(self) -> None:
        self._interrupted.wait()
        self._interrupted.clear()
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _tear_down(self, fault: Fault | None) -> None:
        self.torn_down.append(fault)

    def _wake(self) -> None:
        self._interrupted.set()


class Pauses:
    """Stands in for the waiting between tries: remembers how long it would have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.roused: list[bool] = []

    def __call__(self, roused: threading.Event, seconds: float) -> bool:
        self.seconds.append(seconds)
        self.roused.append(roused.is_set())
        return roused.is_set()


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def states() -> "Heard[DeviceState]":
    return Heard()


def ready(state: DeviceState) -> bool:
    return state.phase is Phase.READY


def test_it_says_how_it_is_at_once_and_at_each_change(pauses: Pauses, states: "Heard[DeviceState]") -> None:
    gadget = Gadget([], BackOff(wait=pauses))
    gadget.watch(states)
    gadget.start()
    states.until(ready)
    gadget.close()
    states.until(lambda state: state == DeviceState(Phase.ABSENT))
    assert gadget.torn_down == [None]


def test_who_stopped_watching_hears_nothing_more(pauses: Pauses, states: "Heard[DeviceState]") -> None:
    gadget = Gadget([], BackOff(wait=pauses))
    early: Heard[DeviceState] = Heard()
    stop = gadget.watch(early)
    stop()
    stop()
    gadget.watch(states)
    gadget.start()
    states.until(ready)
    gadget.close()
    assert early.events == [DeviceState(Phase.ABSENT)]


def test_pauses_double_from_two_to_twenty_seconds(pauses: Pauses, states: "Heard[DeviceState]") -> None:
    gadget = Gadget([AbsentFault(GONE) for _ in range(6)], BackOff(wait=pauses))
    gadget.watch(states)
    gadget.start()
    states.until(ready)
    assert pauses.seconds == [2, 4, 8, 16, 20, 20]
    gadget.break_with(KnownFault(STUCK))
    states.until(lambda state: state == DeviceState(Phase.FAILED, STUCK))
    states.until(ready)
    assert pauses.seconds[6:] == [2], "after it was well the pauses begin anew"
    gadget.close()


def test_a_missing_device_is_absent_and_a_broken_one_failed(pauses: Pauses, states: "Heard[DeviceState]") -> None:
    gadget = Gadget([AbsentFault(GONE), KnownFault(STUCK)], BackOff(wait=pauses))
    gadget.watch(states)
    gadget.start()
    states.until(lambda state: state == DeviceState(Phase.ABSENT, GONE))
    states.until(lambda state: state == DeviceState(Phase.FAILED, STUCK))
    states.until(ready)
    gadget.close()
    assert gadget.torn_down == [GONE, STUCK, None]


def test_what_waiting_cannot_mend_is_not_tried_again_until_started(
    pauses: Pauses, states: "Heard[DeviceState]"
) -> None:
    gadget = Gadget([LastingFault(WRONG)], BackOff(wait=pauses))
    gadget.watch(states)
    gadget.start()
    states.until(lambda state: state == DeviceState(Phase.FAILED, WRONG, lasting=True))
    gadget.look_again()
    gadget.close()
    assert pauses.seconds == []
    gadget.start()
    states.until(ready)
    gadget.close()


def test_the_log_has_one_line_when_it_fails_and_one_when_it_is_back(
    pauses: Pauses, states: "Heard[DeviceState]", caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "kiosk.devices"):
        gadget = Gadget([AbsentFault(GONE) for _ in range(5)], BackOff(wait=pauses))
        gadget.watch(states)
        gadget.start()
        states.until(ready)
        gadget.close()
    assert [record.getMessage().split()[0] for record in caplog.records] == ["device_failed", "device_back"]


def test_a_bug_in_a_driver_neither_ends_the_device_nor_writes_what_it_read(
    pauses: Pauses, states: "Heard[DeviceState]", caplog: pytest.LogCaptureFixture
) -> None:
    gadget = Gadget([ValueError("王小明 659900198510010113")], BackOff(wait=pauses))
    gadget.watch(states)
    gadget.start()
    failed = states.until(lambda state: state.phase is Phase.FAILED)
    assert failed.fault is not None and failed.fault.code == "device_bug"
    states.until(ready)
    gadget.close()
    assert "王小明" not in caplog.text and "659900" not in caplog.text
    assert "ValueError" in caplog.text


def test_a_device_that_is_plugged_in_is_tried_at_once_and_its_pauses_are_short_again() -> None:
    states: Heard[DeviceState] = Heard()
    gadget = Gadget([AbsentFault(GONE)], BackOff(first=600, longest=600))
    gadget.watch(states)
    gadget.start()
    states.until(lambda state: state == DeviceState(Phase.ABSENT, GONE))
    gadget.look_again()
    states.until(ready)
    gadget.close()


def test_hardware_that_changed_while_all_was_well_does_not_hurry_the_next_pause(
    pauses: Pauses, states: "Heard[DeviceState]"
) -> None:
    gadget = Gadget([], BackOff(wait=pauses))
    gadget.watch(states)
    gadget.start()
    states.until(ready)
    gadget.look_again()
    gadget.break_with(KnownFault(STUCK))
    states.until(lambda state: state == DeviceState(Phase.FAILED, STUCK))
    states.until(ready)
    gadget.close()
    assert pauses.seconds == [2]
    assert pauses.roused == [False]


def test_closing_ends_a_long_pause_at_once() -> None:
    states: Heard[DeviceState] = Heard()
    gadget = Gadget([AbsentFault(GONE)], BackOff(first=600, longest=600))
    gadget.watch(states)
    gadget.start()
    states.until(lambda state: state == DeviceState(Phase.ABSENT, GONE))
    gadget.close()
    assert not any(thread.name == "device-gadget" for thread in threading.enumerate())
