"""The document camera over VideoCapture: on only while it is watched, and honest about what it sees."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.cameras.capture import CaptureCamera, opencv
from kiosk.devices.cameras.shot import View
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.pages import Condition, photograph
from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import KnownFault
from tests.devices.conftest import QUICK
from tests.devices.heard import PATIENCE, Heard


@pytest.fixture
def states() -> "Heard[DeviceState]":
    return Heard()


@pytest.fixture
def views() -> "Heard[View]":
    return Heard()


@pytest.fixture
def camera(hardware: EmulatedHardware, states: "Heard[DeviceState]") -> Iterator[CaptureCamera]:
    camera = CaptureCamera(hardware.configuration.camera_source, back_off=QUICK)
    camera.watch(states)
    camera.start()
    states.until(lambda state: state.phase is Phase.READY)
    yield camera
    camera.close()


def test_it_is_off_until_watched_and_off_again_after(
    camera: CaptureCamera, states: "Heard[DeviceState]", views: "Heard[View]"
) -> None:
    assert camera._capture is None
    stop = camera.open(views)
    views.until(lambda view: True)
    states.until(lambda state: state.phase is Phase.BUSY)
    stop()
    stop()
    states.until(lambda state: state.phase is Phase.READY)
    assert camera._capture is None


def test_the_live_picture_follows_what_is_laid_there(
    hardware: EmulatedHardware, camera: CaptureCamera, views: "Heard[View]"
) -> None:
    camera.open(views)
    for condition, code in ((None, "camera_no_page"), ("blurred", "camera_blurred"), ("good", None)):
        if condition:
            hardware.camera.lay_sample(condition)
        views.until(lambda view, code=code: (view.advice.code if view.advice else None) == code)


def test_a_shot_is_of_the_page_that_lies_there_when_asked(
    hardware: EmulatedHardware, camera: CaptureCamera, views: "Heard[View]"
) -> None:
    camera.open(views)
    for condition, code in (("good", None), ("glare", "camera_glare"), ("blurred", "camera_blurred"), ("good", None)):
        hardware.camera.lay_sample(condition)
        shot = camera.shoot().result(PATIENCE)
        assert (shot.fault.code if shot.fault else None) == code
        assert bool(shot.jpeg) is (code is None)


def test_a_photograph_from_a_file_can_be_laid_there(
    hardware: EmulatedHardware, camera: CaptureCamera, views: "Heard[View]", tmp_path: Path
) -> None:
    paper = tmp_path / "paper.png"
    opencv().imwrite(str(paper), photograph(Condition.LYING))
    hardware.camera.lay_paper(paper)
    camera.open(views)
    shot = camera.shoot().result(PATIENCE)
    assert shot.width > shot.height
    with pytest.raises(ValueError, match="not a picture"):
        hardware.camera.lay_paper(tmp_path)


def test_nobody_gets_a_picture_of_a_camera_that_is_off(camera: CaptureCamera) -> None:
    with pytest.raises(KnownFault):
        camera.shoot().result(PATIENCE)


def test_unplugged_while_watched_and_back(
    hardware: EmulatedHardware, camera: CaptureCamera, states: "Heard[DeviceState]", views: "Heard[View]"
) -> None:
    camera.open(views)
    views.until(lambda view: True)
    hardware.camera.unplug()
    gone = states.until(lambda state: state.phase is Phase.ABSENT)
    assert gone.fault is not None and gone.fault.code == "camera_absent"
    with pytest.raises(KnownFault):
        camera.shoot().result(PATIENCE)
    hardware.camera.plug()
    states.until(lambda state: state.phase is Phase.BUSY)
    hardware.camera.lay_sample("good")
    assert camera.shoot().result(PATIENCE).fault is None


def test_half_a_picture_is_an_absent_camera_and_not_a_bug(
    hardware: EmulatedHardware, camera: CaptureCamera, states: "Heard[DeviceState]", views: "Heard[View]"
) -> None:
    camera.open(views)
    views.until(lambda view: True)
    hardware.camera.faults.fail_repeatedly("broken")
    gone = states.until(lambda state: state.fault is not None)
    assert gone.fault is not None and gone.fault.code == "camera_absent"
    hardware.camera.faults.clear()
    states.until(lambda state: state.phase is Phase.BUSY)


def test_shot_after_shot_is_good(hardware: EmulatedHardware, camera: CaptureCamera, views: "Heard[View]") -> None:
    hardware.camera.lay_sample("good")
    camera.open(views)
    views.until(lambda view: view.advice is None)
    for _ in range(3):
        assert camera.shoot().result(PATIENCE).fault is None
