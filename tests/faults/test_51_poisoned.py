"""An application whose sending kills the agent, again and again; one whose bytes are not those the platform knows."""

import pytest

from kiosk.contract.sealing import seal
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.sending import INTERRUPTIONS
from tests.faults.conftest import SUBMISSIONS, Scene
from tests.faults.rules import Stall


@pytest.mark.fault(51)
def test_fault_51_row_that_crashes_the_sender(scene: Scene) -> None:
    """Whenever it is on its way the agent dies. Each attempt is counted before it is made, so it is parked after eight such ends; the
    one behind it arrives meanwhile; and when an operator lets it go again it is sent as any other."""
    scene.kill_agent()
    poison, good = scene.terminal.submit(), scene.terminal.submit()
    rule = scene.proxy.rule("POST", SUBMISSIONS, Stall(), times=None, containing=poison.encode())
    # The first attempt got somewhere: its attachments arrived. The others end as they began.
    for blow in range(1, INTERRUPTIONS + 2):
        assert scene.outbox.parked() == {}
        scene.restart_agent()
        scene.proxy.until(lambda _, blow=blow: len(scene.submissions(poison)) == blow)  # type: ignore[misc]
        scene.kill_agent()
    agent = scene.restart_agent()
    agent.said(f"sync.parked number={poison} reason=sender_crashed")
    assert scene.outbox.parked() == {poison: "sender_crashed"}
    agent.said("agent.round outcome=whole")
    assert scene.outbox.waiting() == 0
    assert scene.central.application(good) is not None
    scene.proxy.forget(rule)
    assert Deliveries(scene.store).again(poison)
    assert scene.delivered(poison).deliveries == 1


@pytest.mark.fault(23)
def test_fault_23_same_key_other_body(scene: Scene) -> None:
    """The platform has an application; its bytes on the machine are then others (a disk that lies): it refuses them under that key,
    keeps what it has, and the machine parks it and tells the operator in its next heartbeat."""
    scene.proxy.rule("POST", SUBMISSIONS, Stall(forward=True))
    number = scene.terminal.submit()
    scene.proxy.until(lambda _: len(scene.submissions(number)) == 1)
    scene.kill_agent()
    other = seal(b"{}", scene.credentials.require().platform_key)
    scene.store.write(
        lambda database: database.execute("UPDATE outbox SET sealed = ? WHERE number = ?", (other, number))
    ).result()
    scene.restart_agent().said(f"sync.parked number={number}")
    reason = scene.outbox.parked()[number]
    assert reason == "409 urn:xinzhizhu:problem:key-reused key"
    held = scene.central.application(number)
    assert held is not None
    assert held.application.number == number
    told = f'"{number}":"{reason}"'.encode()
    scene.proxy.until(lambda seen: any(one.path == "/v1/heartbeats" and told in one.request.body for one in seen))
