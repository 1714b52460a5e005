"""`kioskctl emulate` drives the hardware of another process through its control socket."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from kiosk.desk.house import CONTROL
from kiosk.desk.network import Cable
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.control import ControlServer
from kiosk.technician.commands import main

Kioskctl = Callable[..., Result]


@pytest.fixture
def cable() -> Iterator[Cable]:
    cable = Cable(("127.0.0.1", 1))
    yield cable
    cable.close()


@pytest.fixture
def kioskctl(tmp_path: Path, hardware: EmulatedHardware, cable: Cable) -> Iterator[Kioskctl]:
    more = {"cut_network": cable.cut, "mend_network": cable.mend}
    with ControlServer(tmp_path / CONTROL, hardware, more):
        yield lambda *arguments: CliRunner().invoke(main, ["emulate", "--run", str(tmp_path), *arguments])


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    state: dict[str, Any] = json.loads(result.output)
    return state


def test_cards(kioskctl: Kioskctl, hardware: EmulatedHardware) -> None:
    assert told(kioskctl("card", "put", "王小明"))["card"] is True
    assert told(kioskctl("card", "take"))["card"] is False
    assert told(kioskctl("card", "put", "张三", "659900199003080245"))["card"] is True
    assert told(kioskctl("card", "put", "ayshe", "--social"))["social_card"] is True
    assert told(kioskctl("card", "take", "--social"))["social_card"] is False


def test_paper(kioskctl: Kioskctl, hardware: EmulatedHardware, tmp_path: Path) -> None:
    empty = Path(hardware.camera.source).read_bytes()
    picture = tmp_path / "white.png"
    cv2.imwrite(str(picture), np.full((60, 80, 3), 255, np.uint8))
    told(kioskctl("paper", "lay", str(picture)))
    assert Path(hardware.camera.source).read_bytes() != empty
    told(kioskctl("paper", "take"))
    assert Path(hardware.camera.source).read_bytes() == empty


def test_printer_reader_and_network(kioskctl: Kioskctl, cable: Cable) -> None:
    assert told(kioskctl("printer", "empty"))["printer_troubles"] == ["no_paper"]
    assert told(kioskctl("printer", "jam"))["printer_troubles"] == ["jam", "no_paper"]
    assert told(kioskctl("printer", "fill"))["printer_troubles"] == ["jam"]
    assert told(kioskctl("printer", "clear"))["printer_troubles"] == []
    assert told(kioskctl("reader", "unplug"))["reader_plugged"] is False
    assert told(kioskctl("reader", "plug"))["reader_plugged"] is True
    told(kioskctl("network", "cut"))
    assert not cable.whole
    told(kioskctl("network", "mend"))
    assert cable.whole


def test_faults(kioskctl: Kioskctl, hardware: EmulatedHardware) -> None:
    told(kioskctl("fail", "resident_reader", "noise"))
    assert [hardware.resident_reader.faults.take() for _ in range(2)] == ["noise", None]
    told(kioskctl("fail", "resident_reader", "mute", "--repeatedly"))
    assert [hardware.resident_reader.faults.take() for _ in range(2)] == ["mute", "mute"]
    told(kioskctl("slow", "resident_reader", "0.5"))
    assert hardware.resident_reader.faults.seconds == 0.5
    told(kioskctl("garble", "resident_reader", "cut"))
    assert hardware.resident_reader.faults.answer(b"abcd", lambda seconds: None) == b"ab"
    told(kioskctl("garble", "resident_reader", "hex:00ff", "--repeatedly"))
    assert hardware.resident_reader.faults.answer(b"abcd", lambda seconds: None) == b"\x00\xff"
    told(kioskctl("clear", "resident_reader"))
    assert hardware.resident_reader.faults.take() is None
    assert hardware.resident_reader.faults.answer(b"abcd") == b"abcd"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("card", "put", "孙悟空"), "nobody is called"),
        (("card", "put", "张三", "659900199003080240"), "check digit"),
        (("fail", "camera", "hungry"), "absent, broken"),
        (("fail", "toaster", "absent"), "there are: camera, printer"),
        (("garble", "camera", "politely"), "there are: flipped"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(kioskctl: Kioskctl, arguments: tuple[str, ...], words: str) -> None:
    result = kioskctl(*arguments)
    assert result.exit_code != 0
    assert words in result.output
    assert "Traceback" not in result.output


def test_without_a_demo_it_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["emulate", "--run", str(tmp_path), "state"])
    assert result.exit_code == 1
    assert f"no demo runs in {tmp_path}" in result.output
