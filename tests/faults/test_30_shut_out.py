"""The platform does not take this machine any more, or its certificate is over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.languages.fault import KnownFault
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.readiness import MachineReadiness
from kiosk.offline.remote.credentials import CredentialsFile, Standing
from kiosk.offline.remote.questions import AgentQuestions
from kiosk.offline.store.stores import Stores
from tests.faults.clock import WrongClock
from tests.faults.conftest import PlatformProcess, Scene, StartAgent, TerminalProcess
from tests.faults.rules import problem


@pytest.mark.fault(30)
def test_fault_30_terminal_revoked(scene: Scene, machine: Stores) -> None:
    """The machine is told that it was revoked: it sends nothing more, also when it is started anew, keeps what waits, takes no new visit,
    and delivers all when an operator gives it a new code."""
    data = scene.store.path.parent
    scene.proxy.rule("*", "/v1/.*", problem(403, "terminal-revoked"), times=None)
    number = scene.terminal.submit()
    scene.agent.said("membership.closed reason=revoked")
    closed = scene.agent.said("agent.not_enrolled reason=closed by the platform: revoked")
    sent = len(scene.proxy.seen)
    scene.agent.said("agent.not_enrolled reason=closed by the platform: revoked", after=closed)
    assert scene.credentials.standing() == Standing("closed", "revoked")
    readiness = MachineReadiness(machine, scene.credentials, data / "time.json")
    refusal = readiness.now()
    assert refusal is not None
    assert refusal.code == "machine_revoked"
    questions = AgentQuestions(data / "agent.sock")
    with pytest.raises(KnownFault, match="offline"):
        questions.progress(number=number).result(6)
    questions.close()
    assert scene.agent.stop() == 0

    scene.proxy.forget()
    agent = scene.restart_agent()
    agent.said("agent.not_enrolled reason=closed by the platform: revoked")
    assert len(scene.proxy.seen) == sent
    assert scene.outbox.waiting() == 1
    assert agent.stop() == 0

    again = scene.start_agent(scene.proxy.address, scene.central.code())
    again.said(f"sync.delivered number={number}")
    assert scene.credentials.standing() == Standing("enrolled")
    assert readiness.now() is None


@pytest.fixture
def clock(tmp_path: Path) -> WrongClock:
    return WrongClock(tmp_path / "clock")


@pytest.fixture
def aging(tmp_path: Path, clock: WrongClock) -> Iterator[PlatformProcess]:
    """A platform that lives by the clock of the test."""
    running = PlatformProcess(tmp_path / "aging", environment=clock.environment)
    yield running
    running.stop()


@pytest.mark.fault(44)
def test_fault_44_certificate_expired(
    aging: PlatformProcess,
    clock: WrongClock,
    terminal: TerminalProcess,
    outbox: KeptOutbox,
    credentials: CredentialsFile,
    machine: Stores,
    start_agent: StartAgent,
) -> None:
    """At two thirds of its life the certificate is renewed for a fresh key. A machine that was off until it had expired needs a new code,
    keeps its queue, and delivers it as soon as it has one."""
    environment = clock.environment
    agent = start_agent(aging.address, aging.central.code(), environment=environment)
    whole = agent.said("agent.round outcome=whole")
    first = credentials.require()
    keys = machine.kept.path.with_name("identity")
    [before] = keys.glob("*.key")

    clock.off("+61d")
    renewed = agent.said(f"membership.renewed terminal={first.terminal}", after=whole)
    agent.said("agent.round outcome=whole", after=renewed)
    second = credentials.require()
    assert second.terminal == first.terminal
    assert second.certificate != first.certificate
    [after] = keys.glob("*.key")
    assert after != before
    assert agent.stop() == 0

    clock.off("+200d")
    number = terminal.submit()
    agent = start_agent(aging.address, None, environment=environment)
    agent.said("agent.not_enrolled reason=the certificate has expired")
    assert outbox.waiting() == 1
    assert credentials.standing() == Standing("enrolled")
    assert agent.stop() == 0

    agent = start_agent(aging.address, aging.central.code(), environment=environment)
    agent.said(f"sync.delivered number={number}")
    assert credentials.require().certificate != second.certificate
