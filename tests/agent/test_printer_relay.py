"""The terminal's questions to the printer go through the agent: three operations, one printer, nothing else."""

import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import cups
import pytest

from kiosk.agent.printer_relay import LONGEST, PrinterRelay
from kiosk.agent.server import AgentServer, Reachability
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.printers.direct import straight
from kiosk.devices.printers.ipp import Exchange, operation, printer_reasons
from kiosk.languages.fault import KnownFault
from kiosk.offline.remote.port import PlatformPort, Unreachable
from kiosk.offline.remote.questions import AgentQuestions


@pytest.fixture(scope="module")
def hardware() -> Iterator[EmulatedHardware]:
    with EmulatedHardware() as hardware:
        yield hardware


@pytest.fixture
def relay(hardware: EmulatedHardware) -> PrinterRelay:
    return PrinterRelay(hardware.configuration.printer_queue, hardware.configuration.cups_server)


def offline() -> PlatformPort:
    raise Unreachable("no platform here")


@pytest.fixture
def over_the_socket(tmp_path: Path, relay: PrinterRelay) -> Iterator[Exchange]:
    """As the terminal has it."""
    server = AgentServer(
        tmp_path / "agent.sock", offline, Reachability(), lambda: None, relay, alive=lambda _: None, sending=dict
    )
    questions = AgentQuestions(tmp_path / "agent.sock")
    yield questions.printer
    questions.close()
    server.close()


def test_the_printer_answers_through_the_agent(hardware: EmulatedHardware, over_the_socket: Exchange) -> None:
    printer = hardware.printer
    assert printer_reasons(over_the_socket, printer.uri) == printer_reasons(partial(straight, printer.uri), printer.uri)


def test_a_printer_that_is_gone_is_told_from_an_agent_that_is_gone(
    hardware: EmulatedHardware, over_the_socket: Exchange, tmp_path: Path
) -> None:
    hardware.printer.unplug()
    try:
        with pytest.raises(KnownFault) as gone:
            printer_reasons(over_the_socket, hardware.printer.uri)
    finally:
        hardware.printer.plug()
    assert gone.value.fault.code == "printer_absent"
    nobody = AgentQuestions(tmp_path / "nobody.sock")
    with pytest.raises(KnownFault) as away:
        printer_reasons(nobody.printer, hardware.printer.uri)
    nobody.close()
    assert away.value.fault.code == "offline"


@pytest.mark.parametrize(
    "request_code",
    [cups.IPP_OP_PRINT_JOB, cups.IPP_OP_SEND_DOCUMENT, cups.IPP_OP_PURGE_JOBS, cups.IPP_OP_PAUSE_PRINTER],
)
def test_nothing_else_is_carried(hardware: EmulatedHardware, over_the_socket: Exchange, request_code: int) -> None:
    with pytest.raises(KnownFault) as refused:
        operation(over_the_socket, hardware.printer.uri, request_code)
    assert refused.value.fault.code == "agent_question"
    assert hardware.printer.printed == []


def test_what_is_no_question_is_refused(relay: PrinterRelay) -> None:
    for request in (b"", b"\x01", b"\x01\x01\x00\x0b" + bytes(LONGEST)):
        with pytest.raises(KnownFault) as refused:
            relay(request)
        assert refused.value.fault.code == "agent_question"


def test_it_goes_to_the_configured_printer_whatever_address_is_asked_for(
    hardware: EmulatedHardware, relay: PrinterRelay
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.2)
        printer_reasons(relay, f"ipp://127.0.0.1:{elsewhere.getsockname()[1]}/ipp/print")
        with pytest.raises(TimeoutError):
            elsewhere.accept()


def test_without_such_a_queue_there_is_no_printer(hardware: EmulatedHardware) -> None:
    relay = PrinterRelay("nosuch", hardware.configuration.cups_server)
    with pytest.raises(KnownFault) as absent:
        printer_reasons(relay, hardware.printer.uri)
    assert absent.value.fault.code == "printer_absent"
