"""The platform has done it and the agent never hears of it."""

import pytest

from tests.faults.conftest import Scene
from tests.faults.rules import CutAnswer, LoseAnswer


@pytest.mark.fault(22)
def test_fault_22_answer_lost_after_commit(scene: Scene) -> None:
    """The answer is lost, and the next one cut in its middle: the same bytes go again and get the stored answer; one application."""
    scene.proxy.rule("POST", "/v1/submissions", LoseAnswer())
    scene.proxy.rule("POST", "/v1/submissions", CutAnswer(-20))
    number = scene.terminal.submit()
    scene.delivered(number)
    sent = [one for one in scene.proxy.seen if one.path == "/v1/submissions"]
    assert [one.statuses for one in sent] == [(201,), (200,), (200,)]
    assert [one.told for one in sent] == [None, None, 200]
    assert len({one.request.body for one in sent}) == 1
    held = scene.central.application(number)
    assert held is not None
    assert held.deliveries == 3
