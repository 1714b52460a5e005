"""What the camera makes of a picture: a page straightened, or the reason why not."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.cameras.capture import opencv
from kiosk.devices.cameras.page import LONG_SIDE, MOST_BYTES, SHORT_SIDE, find, look, shoot, view
from kiosk.devices.cameras.shot import Picture
from kiosk.devices.emulated.pages import SIZE, Condition, photograph

cv2 = opencv()  # not imported, for it would change what Qt finds


@pytest.fixture(scope="module")
def good() -> Picture:
    return photograph()


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Condition.NONE, "camera_no_page"),
        (Condition.BLURRED, "camera_blurred"),
        (Condition.GLARE, "camera_glare"),
        (Condition.DARK, "camera_dark"),
        (Condition.CUT_OFF, "camera_cut_off"),
    ],
)
def test_a_page_that_an_office_could_not_read_is_refused_with_the_reason(condition: Condition, code: str) -> None:
    shot = shoot(photograph(condition))
    assert shot.fault is not None and shot.fault.code == code
    assert shot.jpeg == b""


@pytest.mark.parametrize(
    ("condition", "upright"), [(Condition.GOOD, True), (Condition.LYING, False)], ids=["upright", "lying"]
)
def test_a_good_page_becomes_a_small_a4_picture_that_lies_as_it_lay(condition: Condition, upright: bool) -> None:
    shot = shoot(photograph(condition))
    assert shot.fault is None
    assert 0 < len(shot.jpeg) <= MOST_BYTES
    assert (shot.height > shot.width) is upright
    assert max(shot.width, shot.height) <= LONG_SIDE and min(shot.width, shot.height) <= SHORT_SIDE
    decoded = cv2.imdecode(np.frombuffer(shot.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None and decoded.shape == (shot.height, shot.width, 3)
    assert shot.width / shot.height == pytest.approx(210 / 297 if upright else 297 / 210, rel=0.02)


@settings(max_examples=8)
@given(st.floats(-8, 8))
def test_corners_are_found_within_four_pixels_of_the_search_picture_at_any_angle(angle: float) -> None:
    corners = find(photograph(angle=angle))
    assert corners is not None
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1.0)[:, :2]
    sheet = np.array([[-620, -877], [620, -877], [620, 877], [-620, 877]]) @ turn.T
    truth = (sheet + np.array(SIZE) / 2) / np.array(SIZE)
    assert np.abs((corners - truth) * (640, 480)).max() < 4


def test_a_straightened_page_keeps_its_top_at_the_top(good: Picture) -> None:
    straight = look(good).straight
    assert straight is not None
    grey = cv2.cvtColor(straight, cv2.COLOR_BGR2GRAY)
    title, foot = grey[100:240, 150:1000], grey[1650:1740, 150:1000]
    assert title.std() > 20 > foot.std(), "the title stands above, the margin below"


def test_a_hand_on_the_desk_is_not_a_page() -> None:
    picture = photograph(Condition.NONE)
    cv2.circle(picture, (1200, 900), 500, (170, 180, 210), -1)
    assert find(picture) is None


def test_pale_print_is_not_taken_for_blurred_print(good: Picture) -> None:
    pale = np.where(good > 150, good, (good.astype(np.int16) // 3 + 130).astype(np.uint8))
    fault = look(pale.astype(np.uint8)).fault
    assert fault is None or fault.code != "camera_blurred"


def test_a_view_is_small_and_has_the_outline_and_advice(good: Picture) -> None:
    seen = view(good, 960)
    assert seen.picture.shape == (720, 960, 3)
    assert seen.advice is None and len(seen.outline) == 4
    (left, top), _, (right, bottom), _ = seen.outline
    assert left < right and top < bottom
    assert view(photograph(Condition.NONE), 960).outline == ()


def test_importing_the_camera_neither_loads_opencv_nor_points_qt_elsewhere() -> None:
    script = (
        "import os, sys\n"
        "import kiosk.devices.cameras.capture as capture\n"
        "assert 'cv2' not in sys.modules\n"
        "capture.opencv()\n"
        "assert 'cv2' in sys.modules\n"
        "assert not {'QT_QPA_PLATFORM_PLUGIN_PATH', 'QT_QPA_FONTDIR'} & set(os.environ)\n"
    )
    # Without what another test's import of OpenCV may have left behind here.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QT_QPA_")}
    subprocess.run([sys.executable, "-c", script], check=True, env=clean)
