"""The terminal process: first picture first, then the devices."""

import signal
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.compose import Terminal
from kiosk.configuration import Configuration
from kiosk.screens.application import Screen, prepare


def run_terminal(configuration: Configuration, *, full: bool) -> int:
    """Until the process is told to end; returns its exit code."""
    application = prepare(sys.argv)
    terminal = Terminal(configuration)
    screen = Screen(terminal.services, full=full)
    QTimer.singleShot(0, terminal.start)
    try:
        return run_until_told(application)
    finally:
        screen.close()
        terminal.close()


def run_until_told(application: QGuiApplication) -> int:
    """Qt's event loop; SIGTERM and SIGINT end it too. Returns the exit code."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.quit())
    # Python sees a signal only when it runs: a timer lets it, four times a second.
    heartbeat = QTimer(interval=250)
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start()
    return int(application.exec())
