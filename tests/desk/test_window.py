"""Every control of the desk acts on the real far end, and the desk shows how the far end stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from PySide6.QtCore import QRect

from kiosk.desk.hands import Hands
from kiosk.desk.network import Cable
from kiosk.desk.window.desk import Desk, side_by_side
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.people import PEOPLE
from kiosk.languages.language import Language
from kiosk.screens.application import prepare

AYSHE, WANG = PEOPLE["ayshe"], PEOPLE["wang"]


@dataclass
class Around:
    """What the House gives the desk, without a platform behind it."""

    hardware: EmulatedHardware
    cable: Cable
    console: str = "http://127.0.0.1:1/console"
    kept: list[dict[str, Any]] = field(default_factory=list)
    answers: bool = True

    def applications(self) -> list[dict[str, Any]]:
        if not self.answers:
            raise requests.ConnectionError
        return self.kept


@pytest.fixture
def around(hardware: EmulatedHardware) -> Iterator[Around]:
    cable = Cable(("127.0.0.1", 1))
    yield Around(hardware, cable)
    cable.close()


@pytest.fixture
def desk(around: Around, tmp_path: Path, qapp: object) -> Iterator[Desk]:
    prepare()
    desk = Desk(around, tmp_path)
    yield desk
    desk.close()
    assert desk.warnings == []


@pytest.fixture
def hands(desk: Desk) -> Hands:
    hands = Hands(desk.window, patience=10.0)
    hands.wait(desk.window.isExposed, "the desk is shown")
    return hands


def label(hands: Hands, name: str) -> str:
    item = hands.find(name)
    return "" if item is None else str(item.property("label"))


def test_cards_are_put_and_taken(hands: Hands, hardware: EmulatedHardware) -> None:
    resident, social = f"resident_{AYSHE.number}", f"social_{WANG.number}"
    hands.tap(resident)
    hands.wait(lambda: hardware.resident_reader.card_lies, "the card lies on the reader")
    hands.wait(lambda: label(hands, resident) == "拿走身份证", "the desk shows it")
    hands.tap(social)
    hands.wait(lambda: hardware.social_card.inserted, "the card is in the slot")
    hands.wait(lambda: label(hands, social) == "拔社保卡", "the desk shows it")
    hands.tap(resident)
    hands.wait(lambda: not hardware.resident_reader.card_lies, "the card is taken")
    hands.tap(social)
    hands.wait(lambda: not hardware.social_card.inserted, "the card is pulled")


def test_another_social_card_takes_the_place_of_the_one_in_the_slot(desk: Desk, hands: Hands) -> None:
    hands.tap(f"social_{WANG.number}")
    hands.wait(lambda: desk.presenter.socialIn == WANG.number, "the first is in")
    hands.tap(f"social_{AYSHE.number}")
    hands.wait(lambda: desk.presenter.socialIn == AYSHE.number, "the second is in")
    assert desk.presenter.trouble == ""


def test_the_reader_loses_its_cable(desk: Desk, hands: Hands, hardware: EmulatedHardware) -> None:
    hands.tap("reader")
    hands.wait(lambda: not hardware.resident_reader.plugged, "the reader is gone")
    hands.wait(lambda: not desk.presenter.readerPlugged, "the desk shows it")


def test_a_card_that_was_put_by_somebody_else_is_seen(desk: Desk, hands: Hands, hardware: EmulatedHardware) -> None:
    hardware.resident_reader.put_card(WANG.resident_card())
    hands.wait(lambda: desk.presenter.anyCard, "the desk sees a card")
    assert desk.presenter.cardOn == "", "but not whose: this desk did not put it there"


def test_paper_lies_under_the_camera(hands: Hands, desk: Desk, hardware: EmulatedHardware) -> None:
    view = Path(hardware.camera.source)
    empty = view.read_bytes()
    hands.tap("paper_glare")
    hands.wait(lambda: view.read_bytes() != empty, "the camera sees paper")
    assert desk.presenter.paperOn == "glare"
    desk.presenter.takePaper()
    hands.wait(lambda: view.read_bytes() == empty, "the camera sees the desk again")


def test_the_printer_runs_out_of_paper_and_jams(desk: Desk, hands: Hands, hardware: EmulatedHardware) -> None:
    hands.tap("tray")
    hands.wait(lambda: desk.presenter.printer == "没纸", "no paper")
    hands.tap("jam")
    hands.wait(lambda: hardware.printer.troubles == ["jam", "no_paper"], "and a jam")
    desk.presenter.fill()
    desk.presenter.clearJam()
    hands.wait(lambda: desk.presenter.printer == "正常", "both are mended")


def test_the_network_is_cut_and_mended(desk: Desk, hands: Hands, around: Around) -> None:
    hands.tap("network")
    hands.wait(lambda: not around.cable.whole, "the cable is cut")
    hands.wait(lambda: not desk.presenter.networkWhole, "the desk shows it")
    desk.presenter.mend()
    hands.wait(lambda: desk.presenter.networkWhole, "the cable is whole")
    hands.tap("cut_at_submit")
    hands.wait(lambda: desk.presenter.cutAwaited, "the next submission will be cut")


def test_what_the_platform_has_is_shown_in_words(desk: Desk, hands: Hands, around: Around) -> None:
    around.kept = [{"number": "0001-000001-9", "matter": "YJS-2024A-09", "state": "received"}]
    hands.wait(lambda: desk.presenter.platform == "1 件", "the desk has looked")
    assert desk.presenter.applications == [{"number": "0001-000001-9", "matter": "新生儿出生", "state": "已收到"}]
    around.answers = False
    hands.wait(lambda: desk.presenter.platform == "没有回答", "the platform is gone")


def test_the_last_words_of_the_terminal_come_first(desk: Desk, hands: Hands) -> None:
    for number in range(6):
        desk.presenter.hear(Language.CHINESE, f"第 {number} 句")
    hands.wait(lambda: len(desk.presenter.said) == 4, "the words arrived")
    assert [one["text"] for one in desk.presenter.said] == ["第 5 句", "第 4 句", "第 3 句", "第 2 句"]


@pytest.mark.parametrize("display", [(1920, 1080), (2560, 1440), (1366, 768), (3840, 2160)])
def test_both_windows_stand_side_by_side_on_the_display(display: tuple[int, int]) -> None:
    whole = QRect(0, 0, *display)
    terminal, desk = side_by_side(whole)
    assert whole.contains(terminal) and whole.contains(desk)
    assert not terminal.intersects(desk)
    assert abs(terminal.width() / terminal.height() - 1080 / 1920) < 0.01
    assert terminal.width() <= 1080
