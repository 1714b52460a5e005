"""The terminal process: first picture first, then the devices."""

import gc
import logging
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from sdnotify import SystemdNotifier

# Qt comes last: PySide watches every import after its own and reads the source of what is imported, a tenth of a second in all.
from kiosk.compose import Terminal
from kiosk.configuration import Configuration
from kiosk.languages import direction, keyboards, messages, pinyin  # noqa: F401 - for the screens
from kiosk.visit import idle, journey  # noqa: F401

# isort: split
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from kiosk.renewal import Renewal
from kiosk.screens.application import Screen, prepare

log = logging.getLogger(__name__)

_PULSE_MS = 2000  # the agent ends us after 20 s of silence (kiosk/agent/watch.py)
ANEW = 75
"""Exit code of a terminal that nobody uses, whose store broke or can be opened at last: systemd starts it again, in order."""


def run_terminal(
    configuration: Configuration, *, full: bool, shown: Callable[[Screen], None] = lambda screen: None
) -> int:
    """Until the process is told to end; returns its exit code. `shown` is called once, before the first frame."""
    application = prepare(sys.argv)
    terminal = Terminal(configuration)
    screen = Screen(terminal.services, full=full)
    end_visits_at_bugs(screen)
    shown(screen)

    pulse = Pulse(terminal.alive)

    def stands() -> None:
        gc.freeze()  # what was loaded until now is never garbage
        gc.enable()
        terminal.start()
        pulse.start()

    after_first_frame(screen.window, stands)
    renewal = Renewal(
        terminal.wants_anew, free=lambda: screen.shell.conductor.waiting, end=lambda: application.exit(ANEW)
    )
    try:
        return run_until_told(application)
    finally:
        renewal.stop()
        pulse.stop()
        screen.close()
        terminal.close()


class Pulse:
    """Says from Qt's event loop that it turns, to systemd and to the agent; a thread would say so while no finger is answered.

    Whichever of the two misses it first ends this process, and systemd starts it anew.
    """

    def __init__(self, say: Callable[[], None]) -> None:
        """`say` tells the agent, and returns at once."""
        self._say = say
        self._systemd = SystemdNotifier()
        self._timer = QTimer(interval=_PULSE_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """The first picture stands."""
        self._systemd.notify("READY=1")
        self._beat()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._systemd.notify("STOPPING=1")

    def _beat(self) -> None:
        self._systemd.notify("WATCHDOG=1")
        self._say()


def end_visits_at_bugs(screen: Screen) -> None:
    """What nobody foresaw ends the visit, not the terminal. Only its kind and place are logged: its words may be a person's."""

    def bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        place = traceback.extract_tb(trace)[-1] if trace else None
        log.error("bug %s at %s", kind.__name__, f"{Path(place.filename).name}:{place.lineno}" if place else "?")
        if issubclass(kind, Exception):
            screen.shell.bug()

    sys.excepthook = bug


def after_first_frame(window: QQuickWindow, call: Callable[[], None]) -> None:
    """Calls once, from the event loop, when the window has drawn for the first time."""

    def drawn() -> None:
        window.frameSwapped.disconnect(connection)
        call()

    connection = window.frameSwapped.connect(drawn, Qt.ConnectionType.QueuedConnection)


def run_until_told(application: QGuiApplication) -> int:
    """Qt's event loop; SIGTERM and SIGINT end it too. Returns the exit code."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.quit())
    # Python sees a signal only when it runs: a timer lets it, four times a second.
    heartbeat = QTimer(interval=250)
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start()
    return int(application.exec())
