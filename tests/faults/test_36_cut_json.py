"""An answer that ends before its end."""

import pytest

from tests.faults.conftest import Scene
from tests.faults.rules import ChangeAnswer, CutAnswer


@pytest.mark.fault(36)
def test_fault_36_cut_json(scene: Scene) -> None:
    """Answers cut in the middle, with a right length and with the connection: nothing of them is applied, and the next whole one is."""
    number = scene.terminal.submit()
    scene.delivered(number)
    half = ChangeAnswer(lambda body: body[: len(body) // 2])
    cut = [scene.proxy.rule("GET", "/v1/(statuses|catalogue)", half, times=None)]
    behind = len(scene.agent.log)
    scene.central.move(number, "accepted")
    scene.agent.said("an answer that is none", after=behind)
    cut.append(scene.proxy.rule("GET", "/v1/statuses", CutAnswer(-5), times=None))
    scene.proxy.forget(cut[0])
    behind = len(scene.agent.log)
    scene.agent.said("agent.round outcome=cut off", after=behind)
    status = scene.outbox.status(number)
    assert status is not None
    assert (status.state, status.version) == ("received", 1)
    scene.proxy.forget()
    behind = len(scene.agent.log)
    scene.agent.said("statuses=1", after=behind)
    status = scene.outbox.status(number)
    assert status is not None
    assert (status.state, status.version) == ("accepted", 2)


@pytest.mark.fault(36)
def test_fault_36_a_cut_word_about_an_application(scene: Scene) -> None:
    """The answer to a submission is cut JSON: the application waits, goes again with the same key and is one."""
    scene.proxy.rule("POST", "/v1/submissions", ChangeAnswer(lambda body: body[:-1]))
    number = scene.terminal.submit()
    scene.delivered(number)
    sent = [one for one in scene.proxy.seen if one.path == "/v1/submissions"]
    assert [one.statuses for one in sent] == [(201,), (200,)]
    assert len({one.request.body for one in sent}) == 1
