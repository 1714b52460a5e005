"""Printing through a real cupsd to an IPP printer: a page comes out once, or is nowhere."""

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.printers.cups import CupsPrinter, Limits
from kiosk.devices.printers.direct import straight
from kiosk.devices.printers.ipp import Exchange
from kiosk.devices.printers.job import JobPhase, JobState, Pages, Sides
from kiosk.devices.printers.reasons import stopping_fault, warnings
from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import Fault, KnownFault
from tests.devices.conftest import QUICK
from tests.devices.heard import Heard

LIMITS = Limits(look=0.1, follow=0.05, stopped=1.0, silent=20.0)


@pytest.fixture(scope="session")
def three_pages() -> bytes:
    written = BytesIO()
    canvas = Canvas(written)
    for number in range(1, 4):
        canvas.drawString(100, 700, f"page {number}")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


@pytest.fixture
def states() -> "Heard[DeviceState]":
    return Heard()


@pytest.fixture
def job() -> "Heard[JobState]":
    return Heard()


def asked(hardware: EmulatedHardware) -> Exchange:
    return partial(straight, hardware.printer.uri)


def nobody(request: bytes) -> bytes:
    """As while the agent is away: nobody carries a question to the printer."""
    raise KnownFault(Fault("offline"))


@pytest.fixture
def printer(hardware: EmulatedHardware, states: "Heard[DeviceState]") -> Iterator[CupsPrinter]:
    found = hardware.configuration
    printer = CupsPrinter(found.printer_queue, found.cups_server, asked(hardware), limits=LIMITS, back_off=QUICK)
    printer.watch(states)
    printer.start()
    states.until(lambda state: state.phase is Phase.READY)
    yield printer
    printer.close()


def over(state: JobState) -> bool:
    return state.over


def stopped(code: str) -> Callable[[JobState], bool]:
    return lambda state: state.phase is JobPhase.STOPPED and state.fault is not None and state.fault.code == code


def attention(code: str) -> Callable[[DeviceState], bool]:
    return lambda state: state.phase is Phase.ATTENTION and state.fault is not None and state.fault.code == code


def test_a_page_is_queued_printing_and_printed(
    hardware: EmulatedHardware, printer: CupsPrinter, job: "Heard[JobState]", page: bytes
) -> None:
    printer.print(page, job)
    assert job.until(lambda state: True).phase is JobPhase.QUEUED
    assert job.until(lambda state: state.phase is not JobPhase.QUEUED).phase is JobPhase.PRINTING
    assert job.until(over).phase is JobPhase.PRINTED
    (printed,) = hardware.printer.printed
    assert "CANARY" in PdfReader(printed).pages[0].extract_text()


def test_nothing_of_a_page_stays_on_disk_when_its_job_is_over(
    hardware: EmulatedHardware, printer: CupsPrinter, job: "Heard[JobState]", page: bytes
) -> None:
    printer.print(page, job)
    job.until(over)
    hardware.printer.jam()
    stop = printer.print(page, job)
    job.until(stopped("printer_jam"))
    stop()
    job.until(over)
    documents = [path for path in Path(hardware.print_spool).rglob("*") if path.is_file()]
    assert not [path for path in documents if path.name.startswith("d")]
    assert not [path for path in documents if b"CANARY" in path.read_bytes()]


def test_copies(hardware: EmulatedHardware, printer: CupsPrinter, job: "Heard[JobState]", page: bytes) -> None:
    printer.print(page, job, copies=2)
    assert job.until(over).phase is JobPhase.PRINTED
    assert len(hardware.printer.printed) == 2
    with pytest.raises(ValueError, match="copy"):
        printer.print(page, job, copies=0)


def test_a_printer_without_paper_is_known_before_anything_is_printed(
    hardware: EmulatedHardware, printer: CupsPrinter, states: "Heard[DeviceState]"
) -> None:
    hardware.printer.empty_tray()
    states.until(attention("printer_no_paper"))
    hardware.printer.fill()
    states.until(lambda state: state.phase is Phase.READY)


def test_out_of_paper_stops_the_job_and_paper_lets_it_go_on(
    hardware: EmulatedHardware, states: "Heard[DeviceState]", job: "Heard[JobState]", page: bytes
) -> None:
    found = hardware.configuration
    patient = CupsPrinter(
        found.printer_queue, found.cups_server, asked(hardware), limits=Limits(look=0.1, follow=0.05), back_off=QUICK
    )
    patient.watch(states)
    patient.start()
    states.until(lambda state: state.phase is Phase.READY)
    hardware.printer.empty_tray()
    patient.print(page, job)
    job.until(stopped("printer_no_paper"))
    assert hardware.printer.printed == []
    hardware.printer.fill()
    assert job.until(over).phase is JobPhase.PRINTED
    assert len(hardware.printer.printed) == 1
    patient.close()


def test_a_jam_that_nobody_clears_gives_the_page_up_and_it_never_comes_out(
    hardware: EmulatedHardware, printer: CupsPrinter, job: "Heard[JobState]", page: bytes
) -> None:
    hardware.printer.jam()
    printer.print(page, job)
    job.until(stopped("printer_jam"))
    failed = job.until(over)
    assert failed.phase is JobPhase.FAILED and failed.fault is not None and failed.fault.code == "printer_jam"
    hardware.printer.clear_jam()
    later: Heard[JobState] = Heard()
    printer.print(page, later)
    assert later.until(over).phase is JobPhase.PRINTED
    assert len(hardware.printer.printed) == 1, "the next person gets their page alone"


def test_a_cancelled_page_never_comes_out(
    hardware: EmulatedHardware, printer: CupsPrinter, job: "Heard[JobState]", page: bytes
) -> None:
    hardware.printer.faults.fail_next("open")
    stop = printer.print(page, job)
    job.until(stopped("printer_open"))
    stop()
    failed = job.until(over)
    assert failed.fault is not None and failed.fault.code == "print_cancelled"
    hardware.printer.faults.clear()
    later: Heard[JobState] = Heard()
    printer.print(page, later)
    later.until(over)
    assert len(hardware.printer.printed) == 1


def test_a_printer_that_is_gone_fails_jobs_at_once_and_comes_back(
    hardware: EmulatedHardware, printer: CupsPrinter, states: "Heard[DeviceState]", job: "Heard[JobState]", page: bytes
) -> None:
    hardware.printer.unplug()
    gone = states.until(lambda state: state.phase is Phase.ABSENT)
    assert gone.fault is not None and gone.fault.code == "printer_absent"
    printer.print(page, job)
    assert job.events[-1] == JobState(JobPhase.FAILED, gone.fault)
    hardware.printer.plug()
    states.until(lambda state: state.phase is Phase.READY)
    assert hardware.printer.printed == [], "nothing is printed later for nobody"


def test_a_printer_that_goes_in_the_middle_of_a_job_is_told(
    hardware: EmulatedHardware, printer: CupsPrinter, states: "Heard[DeviceState]", job: "Heard[JobState]", page: bytes
) -> None:
    hardware.printer.jam()
    printer.print(page, job)
    job.until(stopped("printer_jam"))
    hardware.printer.unplug()
    failed = job.until(over)
    assert failed.phase is JobPhase.FAILED
    hardware.printer.faults.clear()
    hardware.printer.plug()
    states.until(lambda state: state.phase is Phase.READY)
    assert hardware.printer.printed == []


def test_a_terminal_that_died_leaves_no_page_for_the_next_person(
    hardware: EmulatedHardware, job: "Heard[JobState]", states: "Heard[DeviceState]", page: bytes
) -> None:
    found = hardware.configuration
    first = CupsPrinter(found.printer_queue, found.cups_server, asked(hardware), limits=LIMITS, back_off=QUICK)
    first.watch(states)
    first.start()
    states.until(lambda state: state.phase is Phase.READY)
    hardware.printer.jam()
    first.print(page, job)
    job.until(stopped("printer_jam"))
    first.close()
    assert job.until(over).phase is JobPhase.FAILED
    hardware.printer.faults.clear()
    second = CupsPrinter(found.printer_queue, found.cups_server, asked(hardware), limits=LIMITS, back_off=QUICK)
    states.events.clear()
    second.start()
    second.watch(states)
    states.until(lambda state: state.phase is Phase.READY)
    second.print(page, job)
    job.until(over)
    assert len(hardware.printer.printed) == 1
    second.close()


def test_while_nobody_carries_questions_to_the_printer_pages_still_come_out(
    hardware: EmulatedHardware, states: "Heard[DeviceState]", job: "Heard[JobState]", page: bytes
) -> None:
    found = hardware.configuration
    printer = CupsPrinter(found.printer_queue, found.cups_server, nobody, limits=LIMITS, back_off=QUICK)
    printer.watch(states)
    printer.start()
    states.until(lambda state: state.phase is Phase.READY)
    printer.print(page, job)
    assert job.until(over).phase is JobPhase.PRINTED
    assert len(hardware.printer.printed) == 1
    printer.close()


def test_a_queue_that_does_not_exist_is_for_the_technician(
    hardware: EmulatedHardware, states: "Heard[DeviceState]"
) -> None:
    printer = CupsPrinter("nosuch", hardware.configuration.cups_server, asked(hardware), back_off=QUICK)
    printer.watch(states)
    printer.start()
    failed = states.until(lambda state: state.fault is not None)
    assert failed.phase is Phase.FAILED and failed.fault is not None and failed.fault.code == "printer_not_configured"
    printer.close()


def test_without_cups_the_printer_is_absent(tmp_path: Path, states: "Heard[DeviceState]") -> None:
    printer = CupsPrinter("kiosk", str(tmp_path / "nothing"), nobody, back_off=QUICK)
    printer.watch(states)
    printer.start()
    absent = states.until(lambda state: state.fault is not None)
    assert absent.phase is Phase.ABSENT
    printer.close()


@pytest.mark.parametrize("severity", ["", "-error", "-warning", "-report"])
def test_reasons_are_known_whatever_their_severity(severity: str) -> None:
    fault = stopping_fault([f"media-empty{severity}"])
    assert fault is not None and fault.code == "printer_no_paper"


@given(st.permutations(["media-empty-error", "media-jam-error", "toner-low-warning"]))
def test_a_jam_comes_before_paper_in_any_order(reasons: list[str]) -> None:
    fault = stopping_fault(reasons)
    assert fault is not None and fault.code == "printer_jam"


@pytest.mark.parametrize("reason", ["none", "media-low-report", "toner-low-warning", "cups-ipp-conformance-failure"])
def test_what_only_runs_low_does_not_stop_anybody(reason: str) -> None:
    assert stopping_fault([reason]) is None


def test_printed_is_what_the_printer_has_counted(
    hardware: EmulatedHardware, printer: CupsPrinter, job: "Heard[JobState]", three_pages: bytes
) -> None:
    printer.print(three_pages, job)
    assert job.until(over) == JobState(JobPhase.PRINTED, None, Pages(3, 3))
    assert hardware.printer.pages_out == 3


def test_while_nobody_can_ask_the_printer_it_is_not_claimed_that_pages_were_counted(
    hardware: EmulatedHardware, states: "Heard[DeviceState]", job: "Heard[JobState]", page: bytes
) -> None:
    found = hardware.configuration
    printer = CupsPrinter(found.printer_queue, found.cups_server, nobody, limits=LIMITS, back_off=QUICK)
    printer.watch(states)
    printer.start()
    states.until(lambda state: state.phase is Phase.READY)
    printer.print(page, job)
    assert job.until(over) == JobState(JobPhase.PRINTED, None, Pages(1, None))
    printer.close()


def test_a_jam_on_the_second_of_three_pages_is_told_exactly_and_goes_on_when_it_is_cleared(
    hardware: EmulatedHardware, states: "Heard[DeviceState]", job: "Heard[JobState]", three_pages: bytes
) -> None:
    found = hardware.configuration
    patient = CupsPrinter(
        found.printer_queue, found.cups_server, asked(hardware), limits=Limits(look=0.1, follow=0.05), back_off=QUICK
    )
    patient.watch(states)
    patient.start()
    states.until(lambda state: state.phase is Phase.READY)
    hardware.printer.stop_after(1)
    patient.print(three_pages, job)
    assert job.until(stopped("printer_jam")).pages == Pages(3, 1)
    hardware.printer.clear_jam()
    assert job.until(over) == JobState(JobPhase.PRINTED, None, Pages(3, 3))
    assert hardware.printer.pages_out == 3, "the rest came, and no page twice"
    patient.close()


def test_a_document_that_is_given_up_half_way_says_how_much_of_it_lies_there(
    hardware: EmulatedHardware, printer: CupsPrinter, job: "Heard[JobState]", three_pages: bytes
) -> None:
    hardware.printer.stop_after(2)
    printer.print(three_pages, job)
    given_up = job.until(over)
    assert given_up.phase is JobPhase.FAILED and given_up.pages == Pages(3, 2)
    assert given_up.pages.in_part
    hardware.printer.clear_jam()
    assert hardware.printer.pages_out == 2


def test_sides_are_two_where_asked_and_one_otherwise(
    hardware: EmulatedHardware, printer: CupsPrinter, job: "Heard[JobState]", page: bytes
) -> None:
    printer.print(page, job, sides=Sides.TWO)
    job.until(over)
    printer.print(page, job)
    job.until(over)
    form, certificate = hardware.printer.options
    assert form.endswith(" two-sided-long-edge") and certificate.endswith(" one-sided")


def test_paper_of_another_size_is_said_before_anything_is_printed(
    hardware: EmulatedHardware, printer: CupsPrinter, states: "Heard[DeviceState]"
) -> None:
    hardware.printer.faults.fail_next("wrong_size")
    states.until(attention("printer_wrong_paper"))
    hardware.printer.faults.clear()
    states.until(lambda state: state.phase is Phase.READY)


def test_what_runs_low_is_the_technicians_and_stops_nobody(
    hardware: EmulatedHardware, printer: CupsPrinter, job: "Heard[JobState]", page: bytes
) -> None:
    warned: Heard[tuple[str, ...]] = Heard()
    stop = printer.watch_warnings(warned)
    hardware.printer.faults.fail_next("low_ink")
    hardware.printer.faults.fail_next("low_paper")
    warned.until(lambda now: now == ("ink_low", "paper_low"))
    assert printer.state.usable
    printer.print(page, job)
    assert job.until(over).phase is JobPhase.PRINTED
    hardware.printer.faults.clear()
    warned.until(lambda now: now == ())
    stop()


def test_a_printer_that_vanishes_for_a_moment_is_not_gone_and_prints_once(
    hardware: EmulatedHardware, states: "Heard[DeviceState]", job: "Heard[JobState]", page: bytes
) -> None:
    found = hardware.configuration
    calm = CupsPrinter(
        found.printer_queue, found.cups_server, asked(hardware), limits=Limits(look=1.0, follow=0.05), back_off=QUICK
    )
    calm.watch(states)
    calm.start()
    states.until(lambda state: state.phase is Phase.READY)
    hardware.printer.vanish(0.5)
    calm.print(page, job)
    ended = job.until(over, seconds=60)
    assert ended == JobState(JobPhase.PRINTED, None, Pages(1, 1))
    assert hardware.printer.pages_out == 1
    assert all(state.usable for state in states.events)
    calm.close()


def encrypted(page: bytes) -> bytes:
    writer, written = PdfWriter(clone_from=BytesIO(page)), BytesIO()
    writer.encrypt("secret")
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda page: b"GIF89a" + page[5:], "print_not_pdf"),
        (lambda page: page[: len(page) // 2], "print_torn"),
        (encrypted, "print_encrypted"),
    ],
)
def test_what_cannot_be_printed_is_refused_before_anything_is_sent(
    hardware: EmulatedHardware,
    printer: CupsPrinter,
    job: "Heard[JobState]",
    page: bytes,
    spoil: Callable[[bytes], bytes],
    code: str,
) -> None:
    printer.print(spoil(page), job)
    failed = job.until(over)
    assert failed.fault is not None and failed.fault.code == code
    assert hardware.printer.pages_out == 0


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("input-media-size-change-error", "printer_wrong_paper"),
        ("stacker-jam-error", "printer_jam"),
        ("finisher-cover-open-error", "printer_open"),
        ("marker-waste-full-error", "printer_waste_full"),
        ("opc-life-over-error", "printer_worn"),
        ("fuser-over-temp-error", "printer_temperature"),
        ("interpreter-memory-exhausted-error", "printer_memory"),
        ("moving-to-paused", "printer_paused"),
        ("motor-failure-error", "printer_broken"),
        ("acme-flux-capacitor-error", "printer_other"),
    ],
)
def test_reasons_of_both_standards_stop_and_unknown_ones_are_said_to_be_unknown(reason: str, code: str) -> None:
    fault = stopping_fault([reason])
    assert fault is not None and fault.code == code


def test_an_unknown_warning_is_the_technicians_as_the_printer_gave_it() -> None:
    assert stopping_fault(["acme-dust-warning"]) is None
    assert warnings(["acme-dust-warning", "opc-near-eol-report", "none"]) == ("acme-dust-warning", "wears_out")
