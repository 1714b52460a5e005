"""A platform that fails, is busy, or asks for patience: the same key again, as long as it takes."""

import pytest

from kiosk.languages.fault import KnownFault
from kiosk.offline.remote.questions import AgentQuestions
from kiosk.offline.store.stores import Stores
from tests.faults.conftest import SUBMISSIONS, Scene
from tests.faults.rules import Answer, portal, problem


@pytest.mark.fault(25)
def test_fault_25_500_502_504(scene: Scene) -> None:
    """Whatever fails, and however often, the same bytes go again under the same key, with pauses; nothing is parked."""
    for status in (500, 502, 504, 500):
        scene.proxy.rule("POST", SUBMISSIONS, Answer(status, {"Content-Type": "text/html"}, b"<html>"))
    number = scene.terminal.submit()
    scene.delivered(number)
    sent = scene.submissions(number)
    assert [one.told for one in sent] == [500, 502, 504, 500, 201]
    assert len({(one.request.body, one.request.header("Idempotency-Key")) for one in sent}) == 1
    assert scene.outbox.parked() == {}


@pytest.mark.fault(26)
@pytest.mark.parametrize("status", [429, 503])
def test_fault_26_far_retry_after(scene: Scene, machine: Stores, status: int) -> None:
    """All is silent for as long as the platform asks, though a person submits meanwhile, who waits for nothing; then all goes."""
    scene.proxy.rule("*", ".*", problem(status, "busy", retry_after=2))
    scene.proxy.until(lambda seen: any(one.told == status for one in seen))
    number = scene.terminal.submit()
    questions = AgentQuestions(machine.kept.path.with_name("agent.sock"))
    questions.notice()
    scene.delivered(number)
    questions.close()
    busy = next(place for place, one in enumerate(scene.proxy.seen) if one.told == status)
    asked, after = scene.proxy.seen[busy : busy + 2]
    assert after.at - asked.at >= 2


@pytest.mark.fault(26)
def test_fault_26_a_question_is_answered_at_once(scene: Scene, machine: Stores) -> None:
    """A platform that says "in a day" is offline to the person who asks it something: told within the deadline, never held up."""
    scene.proxy.rule("*", ".*", problem(503, "maintenance", retry_after=86_400), times=None)
    questions = AgentQuestions(machine.kept.path.with_name("agent.sock"), deadline=5)
    with pytest.raises(KnownFault, match="offline"):
        questions.progress(id_number="0").result(6)
    questions.close()


@pytest.mark.fault(24)
def test_fault_24_same_key_still_being_worked_on(scene: Scene) -> None:
    """409 with Retry-After: the same key again when the platform said, and then its answer; nothing is parked."""
    scene.proxy.rule("POST", SUBMISSIONS, problem(409, "in-progress", retry_after=1), times=2)
    number = scene.terminal.submit()
    scene.delivered(number)
    first, second, third = scene.submissions(number)
    assert [one.told for one in (first, second, third)] == [409, 409, 201]
    assert second.at - first.at >= 1
    assert third.at - second.at >= 1
    assert len({one.request.body for one in (first, second, third)}) == 1


@pytest.mark.fault(34)
def test_fault_34_captive_portal_before_the_agent(scene: Scene) -> None:
    """Every request is answered 200 with HTML for a while: nothing is marked as sent, and all arrives when the portal is gone."""
    rule = scene.proxy.rule("*", ".*", portal(), times=None)
    number = scene.terminal.submit()
    scene.agent.said("text/html: not the platform")
    assert scene.outbox.waiting() == 1
    assert scene.outbox.status(number) is None
    scene.proxy.forget(rule)
    scene.delivered(number)
