"""The network goes away in the middle of a batch."""

import pytest

from tests.faults.conftest import SUBMISSIONS, Scene
from tests.faults.rules import Stall


@pytest.mark.fault(40)
def test_fault_40_partition_in_a_batch(scene: Scene) -> None:
    """Six wait; the cable is cut after two answers, with the third taken in and its answer lost: what was answered stays delivered and
    is not sent again, the rest goes when the cable is back, and the platform has each of the six once."""
    scene.proxy.cut()
    numbers = [scene.terminal.submit() for _ in range(6)]
    stalled = scene.proxy.rule("POST", SUBMISSIONS, Stall(forward=True), after=2, times=1)
    scene.proxy.mend()
    scene.proxy.until(lambda seen: any(one.rule is stalled.trouble for one in seen))
    scene.proxy.cut()
    assert scene.outbox.waiting() == 4
    scene.proxy.mend()
    held = [scene.delivered(number) for number in numbers]
    assert [one.deliveries for one in held] == [1, 1, 2, 1, 1, 1]
    assert len({one.application.key for one in held}) == 6
    assert scene.outbox.waiting() == 0
