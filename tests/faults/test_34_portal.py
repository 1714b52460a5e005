"""Somebody else answers, and says that all is well."""

import pytest

from tests.faults.conftest import Scene
from tests.faults.rules import portal


@pytest.mark.fault(34)
def test_fault_34_captive_portal(scene: Scene) -> None:
    """A portal answers every request with 200 and HTML: offline, nothing is marked sent, and all goes out when it has gone."""
    scene.proxy.rule("*", ".*", portal(), times=None)
    behind = len(scene.agent.log)
    number = scene.terminal.submit()
    scene.agent.said("with text/html: not the platform", after=behind)
    scene.proxy.until(lambda seen: sum(one.told == 200 and not one.statuses for one in seen) >= 3)
    assert scene.outbox.waiting() == 1
    assert scene.outbox.status(number) is None
    assert scene.central.application(number) is None
    scene.proxy.forget()
    scene.delivered(number)


@pytest.mark.fault(34)
def test_fault_34_a_portal_in_the_middle_of_a_delivery(scene: Scene) -> None:
    """Only the submission itself is answered by the portal: the application still waits, and is one when it has come through."""
    scene.proxy.rule("POST", "/v1/submissions", portal(), times=2)
    number = scene.terminal.submit()
    scene.delivered(number)
    told = [one.statuses for one in scene.proxy.seen if one.path == "/v1/submissions"]
    assert told == [(), (), (201,)]
