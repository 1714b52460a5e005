"""A terminal that a new process would serve better ends when nobody is there; the question never holds the screen."""

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from kiosk.languages.fault import Fault, KnownFault
from kiosk.renewal import Renewal

SOON = 1  # ms
PATIENCE = 20_000


class Machine:
    """`answer` is what the slow question says; it waits for `told`."""

    def __init__(self) -> None:
        self.free = True
        self.ended = 0
        self.asked: list[str] = []
        self.told = threading.Event()
        self.answer: Callable[[], bool] = lambda: True

    def wants_anew(self) -> bool:
        self.asked.append(threading.current_thread().name)
        assert self.told.wait(60)
        return self.answer()

    def end(self) -> None:
        self.ended += 1

    def renewal(self) -> Renewal:
        return Renewal(self.wants_anew, lambda: self.free, self.end, SOON)


@pytest.fixture
def machine(qapp: object) -> Machine:
    return Machine()


def test_while_the_stores_are_being_opened_the_event_loop_turns_and_the_question_is_asked_once(
    machine: Machine, qtbot: QtBot
) -> None:
    renewal = machine.renewal()
    qtbot.waitUntil(lambda: len(machine.asked) == 1, timeout=PATIENCE)
    assert machine.asked == ["renewal"], "on a thread of its own"
    turned = []
    for _ in range(20):
        renewal._timer.timeout.connect(lambda: turned.append(1))
    qtbot.waitUntil(lambda: len(turned) > 100, timeout=PATIENCE)
    assert len(machine.asked) == 1
    machine.told.set()
    qtbot.waitUntil(lambda: machine.ended > 0, timeout=PATIENCE)
    renewal.stop()


def test_somebody_who_came_meanwhile_is_not_sent_away(machine: Machine, qtbot: QtBot) -> None:
    renewal = machine.renewal()
    qtbot.waitUntil(lambda: len(machine.asked) == 1, timeout=PATIENCE)
    machine.free = False
    machine.told.set()
    qtbot.waitUntil(lambda: not renewal._asking, timeout=PATIENCE)
    assert machine.ended == 0
    machine.free = True
    qtbot.waitUntil(lambda: machine.ended > 0, timeout=PATIENCE)
    renewal.stop()


def test_a_store_that_cannot_be_opened_is_asked_again(machine: Machine, qtbot: QtBot) -> None:
    def refuse() -> bool:
        raise KnownFault(Fault("store_broken"))

    machine.answer = refuse
    machine.told.set()
    renewal = machine.renewal()
    qtbot.waitUntil(lambda: len(machine.asked) > 2, timeout=PATIENCE)
    assert machine.ended == 0
    renewal.stop()


def test_after_stop_an_answer_is_not_heard(machine: Machine, qtbot: QtBot) -> None:
    renewal = machine.renewal()
    qtbot.waitUntil(lambda: len(machine.asked) == 1, timeout=PATIENCE)
    renewal.stop()
    machine.told.set()
    qtbot.waitUntil(lambda: not renewal._asking, timeout=PATIENCE)
    assert machine.ended == 0
