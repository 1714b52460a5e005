"""The one fault interface: every far end fails by a code, is slow, and says wrong bytes, and is well again after `clear`."""

import socket
import threading
from functools import partial
from pathlib import Path

import pytest

from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.control import ControlClient, ControlServer, far_ends
from kiosk.devices.emulated.faults import FaultPlan, Garble, garbled
from kiosk.devices.emulated.wire import GarbledWire
from kiosk.devices.printers.direct import straight
from kiosk.devices.printers.ipp import printer_reasons
from kiosk.languages.fault import KnownFault


def test_every_far_end_takes_every_kind_of_fault_from_another_process(hardware: EmulatedHardware) -> None:
    with ControlServer(hardware.folder / "control", hardware):
        client = ControlClient(hardware.folder / "control")
        for device in far_ends(hardware):
            client.do("slow_down", device=device, seconds=0.01)
            client.do("garble_next", device=device, how="flipped")
            client.do("garble_repeatedly", device=device, how="hex:00FF")
            client.do("clear", device=device)
            with pytest.raises(ValueError, match="there are: flipped, cut"):
                client.do("garble_next", device=device, how="politely")
            with pytest.raises(ValueError, match="there are: "):
                client.do("fail_next", device=device, code="boredom")
            with pytest.raises(ValueError, match="before it is asked"):
                client.do("slow_down", device=device, seconds=-1)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (Garble.FLIPPED, b"\x01\x12\x03"),
        (Garble.CUT, b"\x01"),
        (Garble.DOUBLED, b"\x01\x02\x03\x01\x02\x03"),
        (Garble.SILENT, b""),
        (b"else", b"else"),
    ],
)
def test_bytes_go_wrong_in_known_ways(how: Garble | bytes, said: bytes) -> None:
    assert garbled(b"\x01\x02\x03", how) == said


def test_noise_comes_before_what_was_meant() -> None:
    said = garbled(b"\x01\x02\x03", Garble.NOISE)
    assert said.endswith(b"\x01\x02\x03") and len(said) > 3


@pytest.mark.parametrize("how", Garble)
def test_nothing_can_be_garbled_too(how: Garble) -> None:
    garbled(b"", how)


def test_garbled_answers_come_in_order_then_always_then_never() -> None:
    plan = FaultPlan()
    plan.garble_repeatedly(Garble.SILENT)
    plan.garble_next(Garble.CUT)
    assert [plan.answer(b"abcd") for _ in range(3)] == [b"ab", b"", b""]
    plan.clear()
    assert plan.answer(b"abcd") == b"abcd"


def test_a_slow_answer_waits_as_long_as_was_asked_until_cleared() -> None:
    plan, waited = FaultPlan(), list[float]()
    plan.slow_down(1.5)
    assert plan.answer(b"x", waited.append) == b"x"
    plan.clear()
    plan.answer(b"x", waited.append)
    assert waited == [1.5]


def test_a_wire_changes_only_what_comes_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as far_end:
        asked: list[bytes] = []

        def serve() -> None:
            line, _ = far_end.accept()
            with line:
                asked.append(line.recv(100))
                line.sendall(b"good day")

        serving = threading.Thread(target=serve)
        serving.start()
        plan = FaultPlan()
        plan.garble_next(Garble.CUT)
        wire = GarbledWire(far_end.getsockname()[1], plan)
        wire.start()
        try:
            with socket.create_connection(("127.0.0.1", wire.port), 10) as line:
                line.sendall(b"hello")
                assert line.recv(100) == b"good"
                assert line.recv(100) == b"", "the far end hung up, and so does the wire"
        finally:
            wire.stop()
            serving.join()
    assert asked == [b"hello"]


def test_a_wire_to_nobody_hangs_up(hardware: EmulatedHardware) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = taken.getsockname()[1]
    wire = GarbledWire(nobody, FaultPlan())
    wire.start()
    try:
        with socket.create_connection(("127.0.0.1", wire.port), 10) as line:
            line.settimeout(10)
            assert line.recv(1) == b""
    finally:
        wire.stop()


def test_a_slow_camera_shows_late_and_a_cleared_one_at_once(hardware: EmulatedHardware) -> None:
    camera = hardware.camera
    empty = Path(camera.source).read_bytes()
    camera.faults.slow_down(600)
    camera.lay_sample()
    assert Path(camera.source).read_bytes() == empty
    camera.faults.clear()
    laid = Path(camera.source).read_bytes()
    assert laid != empty
    camera.faults.garble_repeatedly(Garble.CUT)
    assert Path(camera.source).read_bytes() == laid[: len(laid) // 2]
    camera.faults.clear()
    assert Path(camera.source).read_bytes() == laid


def test_a_printer_answers_wrong_bytes_at_its_wire(hardware: EmulatedHardware) -> None:
    there = hardware.printer.wire_uri
    assert printer_reasons(partial(straight, there), there) is not None
    hardware.printer.faults.garble_repeatedly(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\x02\x00\x00")
    with pytest.raises(KnownFault):
        printer_reasons(partial(straight, there), there)
