"""ipptool judges the queue, and what the driver relies on of any printer."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from kiosk.devices.emulated.bench import EmulatedHardware

OURS = Path(__file__).parent / "ipp" / "driver.test"


@pytest.fixture(scope="module")
def hardware() -> Iterator[EmulatedHardware]:
    """Of its own: the suites leave jobs behind that come out later."""
    with EmulatedHardware() as running:
        yield running


@pytest.fixture
def paper(tmp_path: Path, page: bytes) -> Path:
    written = tmp_path / "page.pdf"
    written.write_bytes(page)
    return written


def judged(uri: str, suite: str, paper: Path) -> str:
    done = subprocess.run(
        ["ipptool", "-tI", "-f", str(paper), uri, suite], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Summary: " in done.stdout, done.stderr
    return done.stdout


def failures(told: str) -> list[str]:
    """Each with the lines that say why."""
    blocks = told.split("[FAIL]\n")
    names = [block.splitlines()[-1].strip() for block in blocks[:-1]]
    return [f"{name}: {why[:200]}" for name, why in zip(names, blocks[1:], strict=True)]


def test_the_printer_tells_all_that_the_driver_relies_on(hardware: EmulatedHardware, paper: Path) -> None:
    assert failures(judged(hardware.printer.uri, str(OURS), paper)) == []


def test_the_queue_keeps_to_ipp_1_1(hardware: EmulatedHardware, paper: Path) -> None:
    queue = (
        f"ipp://{quote(hardware.configuration.cups_server, safe='')}/printers/{hardware.configuration.printer_queue}"
    )
    assert failures(judged(queue, "ipp-1.1.test", paper)) == []
