"""One set of emulated hardware for the whole folder: its services take seconds to start."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.devices.emulated.bench import EmulatedHardware


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="package")
def running_hardware() -> Iterator[EmulatedHardware]:
    with EmulatedHardware() as hardware:
        yield hardware


@pytest.fixture
def hardware(running_hardware: EmulatedHardware) -> Iterator[EmulatedHardware]:
    """As nobody has touched it yet."""
    yield running_hardware
    running_hardware.resident_reader.plug()
    running_hardware.resident_reader.pull_card()
    running_hardware.resident_reader.faults.clear()
    running_hardware.social_card.pull()
    running_hardware.camera.take_away()
    running_hardware.camera.faults.clear()
    running_hardware.printer.faults.clear()
    running_hardware.printer.take_pages()
