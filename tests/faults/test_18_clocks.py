"""The machine's clock is wrong by a year, or jumps. libfaketime sets it for the real agent; nobody can set what it waits by."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.offline.remote.clock import read
from kiosk.offline.store.stores import Stores
from tests.agent.conftest import AgentProcess
from tests.faults.authority import Authority
from tests.faults.clock import WrongClock
from tests.faults.conftest import PlatformProcess, StartAgent, TerminalProcess
from tests.faults.proxy import Proxy


@pytest.fixture
def clock(tmp_path: Path) -> WrongClock:
    return WrongClock(tmp_path / "clock")


class Field:
    """A machine that speaks TLS with its platform, under a clock that the test sets."""

    def __init__(
        self, front: Proxy, authority: Authority, clock: WrongClock, data: Path, start_agent: StartAgent
    ) -> None:
        self.front, self._authority, self._clock = front, authority, clock
        self._data, self._start_agent = data, start_agent

    def start(self, code: str | None = None) -> AgentProcess:
        return self._start_agent(
            self.front.address, code, platform_ca=self._authority.file, environment=self._clock.environment
        )

    @property
    def time(self) -> Path:
        return self._data / "time.json"

    def reboot(self) -> None:
        """What was noted of the time is from before the machine was started."""
        noted = json.loads(self.time.read_text("utf-8"))
        self.time.write_text(json.dumps(noted | {"boot_id": "an earlier start"}), "utf-8")


@pytest.fixture
def field(
    tmp_path: Path, platform: PlatformProcess, machine: Stores, clock: WrongClock, start_agent: StartAgent
) -> Iterator[Field]:
    authority = Authority(tmp_path)
    with Proxy(platform.address, serve_tls=authority.shows("localhost")) as front:
        yield Field(front, authority, clock, machine.kept.path.parent, start_agent)


@pytest.mark.fault(18)
def test_fault_18_clock_back_a_year(
    field: Field, clock: WrongClock, platform: PlatformProcess, terminal: TerminalProcess
) -> None:
    """The machine starts a year in the past, where no certificate is valid yet: it delivers all the same and says that its clock is
    wrong; the floor below which no time is believed, also by updates, stays where it was."""
    floor, agent = starts_at_a_wrong_time("-365d", field, clock, platform, terminal)
    agent.said("clock.behind offset_s=3153")
    kept = read(field.time).floor
    assert kept is not None
    assert kept >= floor


@pytest.mark.fault(19)
def test_fault_19_clock_forward_a_year(
    field: Field, clock: WrongClock, platform: PlatformProcess, terminal: TerminalProcess
) -> None:
    """The machine starts a year in the future, where every certificate has expired: it runs on and delivers, says that its clock is
    wrong, believes no time of the future, and is well again by itself when the clock is right."""
    _, agent = starts_at_a_wrong_time("+365d", field, clock, platform, terminal)
    agent.said("clock.ahead offset_s=-3153")
    kept = read(field.time).floor
    assert kept is not None
    assert kept <= datetime.now(UTC) + timedelta(minutes=1)
    clock.off("+0")
    right = agent.said("clock.right offset_s=")
    agent.said("agent.round outcome=whole", after=right)


def starts_at_a_wrong_time(
    off: str, field: Field, clock: WrongClock, platform: PlatformProcess, terminal: TerminalProcess
) -> tuple[datetime, AgentProcess]:
    """Enrolled at the right time, started again at a wrong one, and what was handed in meanwhile is delivered. The floor before."""
    agent = field.start(platform.central.code())
    agent.said("agent.round outcome=whole")
    assert agent.stop() == 0
    floor = read(field.time).floor
    assert floor is not None
    field.reboot()
    clock.off(off)
    number = terminal.submit()
    agent = field.start()
    agent.said(f"sync.delivered number={number}")
    return floor, agent


@pytest.mark.fault(20)
def test_fault_20_the_clock_jumps_during_back_off(
    field: Field, clock: WrongClock, platform: PlatformProcess, terminal: TerminalProcess
) -> None:
    """The clock jumps a year back, then two years forward, while the agent waits for its next try: each try comes when it would have
    come anyway."""
    agent = field.start(platform.central.code())
    agent.said("agent.round outcome=whole")
    field.front.cut()
    number = terminal.submit()
    waiting = agent.said("agent.round outcome=cut off")
    for jump in ("-365d", "+365d"):
        clock.off(jump)
        waiting = agent.said("agent.round outcome=cut off", after=waiting)
        waiting = agent.said("agent.round outcome=cut off", after=waiting)
    field.front.mend()
    agent.said(f"sync.delivered number={number}", after=waiting)
