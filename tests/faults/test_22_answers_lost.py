"""The platform has done it and the agent never hears of it, or dies before it can keep what it heard."""

import pytest

from tests.faults.conftest import SUBMISSIONS, Scene
from tests.faults.rules import CutAnswer, LoseAnswer, Stall


@pytest.mark.fault(22)
def test_fault_22_answer_lost_after_commit(scene: Scene) -> None:
    """The answer is lost, and the next one cut in its middle: the same bytes go again and get the stored answer; one application."""
    scene.proxy.rule("POST", SUBMISSIONS, LoseAnswer())
    scene.proxy.rule("POST", SUBMISSIONS, CutAnswer(-20))
    number = scene.terminal.submit()
    held = scene.delivered(number)
    sent = scene.submissions(number)
    assert [one.statuses for one in sent] == [(201,), (200,), (200,)]
    assert [one.told for one in sent] == [None, None, 200]
    assert len({one.request.body for one in sent}) == 1
    assert held.deliveries == 3


@pytest.mark.fault(4)
def test_fault_04_killed_after_sending(scene: Scene) -> None:
    """The agent is killed while the answer is on its way: the next start sends the same key and bytes and gets the same receipt."""
    scene.proxy.rule("POST", SUBMISSIONS, Stall(forward=True))
    number = scene.terminal.submit()
    scene.proxy.until(lambda seen: any(one.path == SUBMISSIONS for one in seen))
    scene.kill_agent()
    assert scene.outbox.waiting() == 1
    assert scene.outbox.status(number) is None, "nothing says that it was submitted"
    scene.restart_agent()
    held = scene.delivered(number)
    first, second = scene.submissions(number)
    assert (first.statuses, second.statuses) == ((201,), (200,))
    assert first.request.body == second.request.body
    assert held.deliveries == 2
    status = scene.outbox.status(number)
    assert status is not None
    assert (status.state, status.version) == ("received", 1)
