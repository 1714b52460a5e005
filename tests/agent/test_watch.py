"""The watch over the terminal's process, with real processes that hang, die and come again."""

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from kiosk.agent.watch import TerminalWatch

# Says that it is there, then ends at SIGTERM, or does not.
OBEYS = "import signal, sys; print('up', flush=True); signal.pause()"
HANGS = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []
    yield running
    for one in running:
        one.kill()
        one.wait()
        assert one.stdout is not None
        one.stdout.close()


def start(running: list[subprocess.Popen[str]], code: str) -> subprocess.Popen[str]:
    running.append(subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True))
    assert running[-1].stdout is not None
    assert running[-1].stdout.readline() == "up\n"
    return running[-1]


class Told:
    """Counts what is to be reported, and waits for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._times = 0

    def __call__(self) -> None:
        with self._changed:
            self._times += 1
            self._changed.notify_all()

    def until(self, times: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._times >= times, 20), self._times


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def watch(told: Told) -> Iterator[TerminalWatch]:
    opened = TerminalWatch(told, silent_s=0.6, grace_s=0.3)
    yield opened
    opened.close()


@pytest.mark.fault(58)
def test_fault_58_hanging_terminal_is_ended(
    watch: TerminalWatch,
    told: Told,
    processes: list[subprocess.Popen[str]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A terminal whose event loop hangs and that ignores SIGTERM is killed and reported; the one that systemd starts then is watched
    anew."""
    caplog.set_level(logging.INFO)
    hanging = start(processes, HANGS)
    assert watch.report() == "absent"
    watch.alive(hanging.pid)
    assert watch.report() == "running"
    told.until(2)
    assert watch.report() == "silent"
    assert hanging.wait(20) == -signal.SIGKILL
    told.until(3)
    assert watch.report() == "absent"
    second = start(processes, OBEYS)
    watch.alive(second.pid)
    assert watch.report() == "running"
    said = [record.getMessage() for record in caplog.records]
    assert f"watch.terminal_silent process={hanging.pid}" in said
    assert f"watch.terminal_killed process={hanging.pid}" in said


def test_one_that_ends_when_asked_is_not_killed(
    watch: TerminalWatch, told: Told, processes: list[subprocess.Popen[str]]
) -> None:
    silent = start(processes, OBEYS)
    watch.alive(silent.pid)
    assert silent.wait(20) == -signal.SIGTERM
    told.until(3)
    assert watch.report() == "silent", "though it has ended before anybody asked"
    assert watch.report() == "absent"


def test_one_that_speaks_is_left_alone_and_its_end_is_noticed(
    watch: TerminalWatch, told: Told, processes: list[subprocess.Popen[str]]
) -> None:
    speaking = start(processes, OBEYS)
    stop = threading.Event()

    def speak() -> None:
        while not stop.wait(0.1):
            watch.alive(speaking.pid)

    speaker = threading.Thread(target=speak)
    speaker.start()
    with pytest.raises(subprocess.TimeoutExpired):
        speaking.wait(1.5)
    assert watch.report() == "running"
    stop.set()
    speaker.join()
    speaking.kill()
    told.until(2)
    assert watch.report() == "absent"


def test_who_has_ended_before_its_word_arrives_is_absent(
    watch: TerminalWatch, processes: list[subprocess.Popen[str]]
) -> None:
    gone = start(processes, OBEYS)
    gone.kill()
    gone.wait()
    watch.alive(gone.pid)
    assert watch.report() == "absent"
