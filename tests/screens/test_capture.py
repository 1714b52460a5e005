"""Paper under the document camera: advice while it lies there, a page that can be read or a word why not."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtQuick import QQuickItem

from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import Fault, Mender
from kiosk.screens.application import LANDSCAPE, PORTRAIT
from tests.screens.conftest import Shown
from tests.screens.hands import READY
from tests.screens.steps import at_materials, shot, view

GONE = DeviceState(Phase.ABSENT, Fault("camera_absent", Mender.TECHNICIAN))


@pytest.fixture
def framed(shown: Shown) -> Shown:
    """The camera is on; four pages are wanted at most."""
    at_materials(shown)
    shown.hands.tap("material_household_register_capture")
    return shown


def seen(shown: Shown, advice: str | None = None, *, page: bool = True) -> None:
    shown.machine.camera.show(view(advice, page=page))
    shown.hands.settle()


def take(shown: Shown, shade: int = 240) -> bytes:
    shown.machine.camera.shot = shot(shade=shade)
    seen(shown)
    shown.hands.tap("shoot")
    shown.hands.wait(lambda: shown.hands.find("use") is not None, "the page is shown")
    return shown.machine.camera.shot.jpeg


def test_it_says_which_paper_and_how_to_lay_it(framed: Shown) -> None:
    assert framed.says("拍：户口簿") and framed.says("一页一页放") and framed.says("请把纸平放在拍照台上")
    assert not framed.item("shoot").isEnabled(), "nothing lies there yet"
    seen(framed)
    assert framed.item("shoot").isEnabled()


def test_advice_is_given_in_words_and_stays_long_enough_to_be_read(framed: Shown) -> None:
    seen(framed, "camera_glare")
    assert framed.says("纸上有反光")
    seen(framed, "camera_dark")
    assert framed.says("纸上有反光"), "words that change with every frame cannot be read"


def test_a_page_that_is_used_is_handed_in_and_the_camera_goes_off(framed: Shown) -> None:
    page = take(framed)
    assert not framed.machine.camera.is_open, "while a page is looked at, nothing is filmed"
    framed.hands.tap("use")
    assert framed.at("materials") and framed.says("已拍好，1 页")
    choice = framed.stage.visit.materials["household_register"]
    assert (choice.way, choice.pages) == ("captured", [page])
    assert framed.stage.pages_taken == []


def test_a_blurred_page_is_refused_with_words_and_the_live_picture_goes_on(framed: Shown) -> None:
    framed.machine.camera.shot = shot("camera_blurred")
    seen(framed)
    framed.hands.tap("shoot")
    framed.hands.wait(lambda: framed.says("照片不清楚"), "it is said why")
    assert framed.machine.camera.is_open and framed.hands.find("use") is None
    seen(framed)
    assert framed.says("照片不清楚"), "the word stays while the paper is put right"
    take(framed)
    assert framed.says("看得清吗？")


def test_a_page_that_is_not_seen_when_it_is_taken_can_be_taken_again(framed: Shown) -> None:
    seen(framed)
    framed.hands.tap("shoot")
    framed.hands.wait(lambda: framed.item("shoot").isEnabled(), "it can be taken again")
    assert framed.machine.camera.is_open


def test_again_goes_back_to_the_live_picture(framed: Shown) -> None:
    take(framed)
    framed.hands.tap("again")
    assert framed.machine.camera.is_open and framed.hands.find("use") is None


def test_several_pages_are_taken_up_to_the_most(framed: Shown) -> None:
    pages = []
    for number in range(1, 4):
        pages.append(take(framed, 200 + number))
        assert framed.says(f"第 {number} 页，最多 4 页")
        framed.hands.tap("add_page")
    pages.append(take(framed, 250))
    assert framed.hands.find("add_page") is None, "four are the most"
    framed.hands.tap("use")
    assert framed.stage.visit.materials["household_register"].pages == pages


def test_help_and_another_language_keep_the_pages_taken(framed: Shown) -> None:
    first = take(framed, 201)
    framed.hands.tap("add_page")
    framed.hands.tap("rail_help")
    framed.hands.tap("rail_back")
    assert framed.at("capture") and framed.says("第 2 页")
    second = take(framed, 202)
    framed.hands.tap("language_kk")
    assert framed.says("2-بەت") and framed.hands.find("use") is not None
    framed.hands.tap("use")
    assert framed.stage.visit.materials["household_register"].pages == [first, second]


def test_back_hands_nothing_in_and_the_camera_goes_off(framed: Shown) -> None:
    take(framed)
    framed.hands.tap("add_page")
    framed.hands.tap("rail_back")
    assert framed.at("materials") and not framed.machine.camera.is_open
    assert "household_register" not in framed.stage.visit.materials and framed.stage.pages_taken == []


def test_a_camera_that_goes_away_shows_the_other_way_and_comes_back(framed: Shown) -> None:
    seen(framed)
    framed.machine.camera.become(GONE)
    framed.hands.wait(lambda: framed.says("摄像头现在用不了"), "it is said")
    assert framed.hands.find("shoot") is None and framed.hands.find("camera_view") is None
    framed.machine.camera.become(READY)
    framed.hands.wait(lambda: framed.hands.find("shoot") is not None, "it goes on")
    framed.machine.camera.become(GONE)
    framed.hands.tap("other_way")
    assert framed.at("materials") and framed.hands.find("material_household_register_promise") is not None


def test_a_page_already_taken_is_not_lost_with_the_camera(framed: Shown) -> None:
    take(framed)
    framed.machine.camera.become(GONE)
    framed.hands.tap("use")
    assert framed.at("materials") and framed.says("已拍好，1 页")


def _inside(item: QQuickItem, shown: Shown) -> bool:
    box = item.mapRectToScene(item.boundingRect())
    return box.top() >= 0 and box.bottom() <= shown.screen.window.height() and box.height() > 0


@pytest.mark.parametrize("language", ["zh", "ug", "kk"])
@pytest.mark.parametrize("mode", ["plain", "large", "reach"])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["upright", "lying"])
def test_picture_and_buttons_are_seen_without_scrolling(framed: Shown, size: QSize, mode: str, language: str) -> None:
    framed.screen.window.resize(size)
    if mode != "plain":
        framed.stage.toggle(mode)
    if language != "zh":
        framed.hands.tap(f"language_{language}")
    take(framed)
    picture = framed.item("camera_view").mapRectToScene(framed.item("camera_view").boundingRect())
    assert picture.height() >= 230
    for name in ("use", "again", "add_page"):
        button = framed.item(name)
        box = button.mapRectToScene(button.boundingRect())
        assert _inside(button, framed) and box.height() >= 88
        assert not box.intersects(picture), f"{name} lies over the picture"
