"""The emulated hardware, started once for all tests of this folder; each test finds it mended and empty."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.supervisor import BackOff

QUICK = BackOff(first=0.05, longest=0.2)


@pytest.fixture(scope="session")
def running_hardware() -> Iterator[EmulatedHardware]:
    with EmulatedHardware() as hardware:
        yield hardware


@pytest.fixture
def hardware(running_hardware: EmulatedHardware) -> Iterator[EmulatedHardware]:
    yield running_hardware
    running_hardware.resident_reader.faults.clear()
    running_hardware.resident_reader.pull_card()
    running_hardware.resident_reader.plug()
    running_hardware.social_card.faults.clear()
    running_hardware.social_card.pull()
    running_hardware.camera.faults.clear()
    running_hardware.camera.take_away()
    running_hardware.printer.plug()
    running_hardware.printer.faults.clear()
    running_hardware.printer.take_pages()
    running_hardware.loudspeaker.on_change = None


@pytest.fixture(scope="session")
def page() -> bytes:
    """A PDF page with words that can be looked for on disk."""
    written = BytesIO()
    canvas = Canvas(written, pageCompression=0)
    canvas.drawString(100, 700, "CANARY 659900")
    canvas.save()
    return written.getvalue()
