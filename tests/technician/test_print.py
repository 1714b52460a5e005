"""`kioskctl print` follows a page to its end and says by its exit code whether it was printed."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from reportlab.pdfgen.canvas import Canvas

from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.technician.commands import main


@pytest.fixture(scope="module")
def hardware() -> Iterator[EmulatedHardware]:
    with EmulatedHardware() as running:
        yield running


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    written = BytesIO()
    canvas = Canvas(written)
    for _ in range(2):
        canvas.drawString(100, 700, "test page")
        canvas.showPage()
    canvas.save()
    path = tmp_path / "two.pdf"
    path.write_bytes(written.getvalue())
    return path


def printing(hardware: EmulatedHardware, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["print", "--server", hardware.configuration.cups_server, *arguments])


def test_it_ends_with_0_when_all_pages_came_out_and_tells_each_step(hardware: EmulatedHardware, paper: Path) -> None:
    done = printing(hardware, "--json", "--copies", "2", "--two-sided", str(paper))
    assert done.exit_code == 0, done.output
    events = [json.loads(line) for line in done.output.splitlines()]
    assert events[0]["event"] == "queued"
    assert events[-1] == {"event": "printed", "pages": 4, "out": 4}
    assert hardware.printer.pages_out == 4
    hardware.printer.take_pages()


@pytest.mark.parametrize("name", ["letter.txt", "torn.pdf"])
def test_what_is_no_whole_pdf_is_refused_with_words_and_nothing_is_sent(
    hardware: EmulatedHardware, paper: Path, name: str
) -> None:
    spoilt = paper.with_name(name)
    spoilt.write_bytes(b"hello" if name.endswith("txt") else paper.read_bytes()[:-200])
    done = printing(hardware, str(spoilt))
    assert done.exit_code == 1
    assert "没有送去打印" in done.output
    assert hardware.printer.pages_out == 0


def test_without_such_a_queue_it_says_so_and_ends_with_1(hardware: EmulatedHardware, paper: Path) -> None:
    done = printing(hardware, "--queue", "nosuch", "--json", str(paper))
    assert done.exit_code == 1
    assert json.loads(done.output.splitlines()[-1])["reason"] == "printer_not_configured"


def test_without_a_printer_it_ends_with_1(hardware: EmulatedHardware, paper: Path) -> None:
    hardware.printer.unplug()
    try:
        done = printing(hardware, "--json", str(paper))
    finally:
        hardware.printer.plug()
    assert done.exit_code == 1, done.output
    assert json.loads(done.output.splitlines()[-1])["reason"] == "printer_absent"
    assert hardware.printer.pages_out == 0
