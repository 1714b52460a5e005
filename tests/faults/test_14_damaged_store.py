"""A machine's store is damaged while it is off: the real agent notices, mends what it can, and delivers it to the real platform."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.agent.configuration import AgentConfiguration
from kiosk.languages.language import Language
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.store import audit
from kiosk.offline.store.keys import DEVELOPMENT_FILE
from kiosk.offline.store.stores import open_stores
from kiosk.technician.commands import main as kioskctl
from tests.agent.conftest import AgentProcess
from tests.faults.conftest import PlatformProcess, TerminalProcess
from tests.offline import damage, opened

MANY = 8


class Machine:
    """A data folder that nobody has open, and the processes that are started on it."""

    def __init__(self, data: Path, platform: PlatformProcess) -> None:
        self.data, self.platform = data, platform
        self.running: list[AgentProcess] = []
        data.mkdir()
        first = self.agent(platform.central.code())
        first.said("agent.round outcome=whole")
        first.stop()

    def agent(self, code: str | None = None) -> AgentProcess:
        self.running.append(AgentProcess(AgentConfiguration(self.data, self.platform.address, code)))
        return self.running[-1]

    def started_until_whole(self) -> str:
        """As systemd does: an agent that ends is started again, until both files are whole. Returns what all of them said."""
        said = ""
        for _ in range(4):
            agent = self.agent(self.platform.central.code())
            word = agent.said_one_of("store.whole file=catalogue.db", "agent.ends code=store_damaged", seconds=60)
            if word.startswith("store.whole"):
                agent.said("agent.round outcome=whole")
                agent.stop()
                return said + "".join(agent.log)
            assert agent.ended() == 1
            said += "".join(agent.log)
        raise AssertionError(said)

    def submitted(self, many: int = MANY) -> list[str]:
        """Numbers a terminal's process has acknowledged before its power went."""
        terminal = TerminalProcess(self.data)
        try:
            return [terminal.submit() for _ in range(many)]
        finally:
            terminal.kill()

    def checkpointed(self) -> None:
        opened.kept(self.data).close()

    @property
    def kept(self) -> Path:
        return self.data / "kept.db"

    def held(self, numbers: list[str]) -> list[str]:
        """Those that the platform has, each once."""
        found = [self.platform.central.application(number) for number in numbers]
        return [one.application.number for one in found if one is not None]

    def alarms(self) -> list[str]:
        stores = open_stores(self.data, development_key=True)
        found = audit.alarms(stores.kept)
        assert KeptCatalogue(stores.catalogue).tiles(Language.CHINESE), "the catalogue is there"
        stores.close()
        return found

    def ctl(self, *arguments: str) -> tuple[int, dict[str, object]]:
        done = CliRunner().invoke(
            kioskctl, ["store", *arguments, "--config", str(self.data / "kiosk.toml"), "--json"], catch_exceptions=False
        )
        return done.exit_code, json.loads(done.output) if done.output.startswith("{") else {"said": done.output}


@pytest.fixture
def machine(tmp_path: Path, platform: PlatformProcess) -> Iterator[Machine]:
    made = Machine(tmp_path / "machine", platform)
    yield made
    for agent in made.running:
        if agent._process.poll() is None:
            agent.stop()


@pytest.mark.fault(14)
@pytest.mark.parametrize("harm", [damage.first_page_torn, damage.garbage_in_the_middle], ids=lambda harm: harm.__name__)
def test_fault_14_database_torn_or_garbage(machine: Machine, harm: Callable[[Path], None]) -> None:
    """The file is noticed to be broken, kept in quarantine, its readable applications arrive once, and an alarm stays."""
    numbers = machine.submitted()
    machine.checkpointed()
    harm(machine.kept)
    harm(machine.data / "catalogue.db")
    broken = machine.kept.read_bytes()
    code, found = machine.ctl("check")
    assert code == 1, found
    assert "store.mended file=kept.db" in machine.started_until_whole()
    held = machine.held(numbers)
    assert len(held) >= MANY // 3, held
    [quarantined] = (machine.data / "quarantine").glob("*/kept.db")
    assert quarantined.read_bytes() == broken
    assert machine.alarms() == ["store_damaged"]
    code, done = machine.ctl("recover", "--settle")
    assert (code, done["settled"]) == (0, ["store_damaged"])
    assert machine.ctl("check")[0] == 0
    assert machine.alarms() == []


@pytest.mark.fault(15)
def test_fault_15_one_bit_flipped(machine: Machine) -> None:
    """A single bit of a sealed application: the agent's look finds it, the application is parked or left out, all others arrive."""
    numbers = machine.submitted()
    machine.checkpointed()
    damage.bit_flipped(machine.kept, machine.kept.stat().st_size - 2000)
    agent = machine.agent()
    agent.said("agent.ends code=store_damaged")
    assert agent.ended() == 1
    again = machine.agent(machine.platform.central.code())
    again.said("store.mended file=kept.db reason=HMAC")
    again.said("agent.round outcome=whole")
    again.stop()
    assert len(machine.held(numbers)) >= MANY - 3
    assert machine.alarms() == ["store_damaged"]


@pytest.mark.fault(16)
def test_fault_16_database_of_length_zero(machine: Machine) -> None:
    """An empty file is no new store: it is said, an alarm stays, and the machine takes nobody before it has enrolled anew."""
    machine.submitted(1)
    machine.checkpointed()
    damage.zero_length(machine.kept)
    agent = machine.agent()
    agent.said("store.mended file=kept.db reason=the file is empty")
    agent.said("agent.not_enrolled")
    agent.stop()
    assert machine.alarms() == ["store_damaged"]
    assert "numbers lost, enrol anew" in str(machine.ctl("recover")[1]["events"])
    again = machine.agent(machine.platform.central.code())
    again.said("agent.round outcome=whole")
    again.stop()
    [number] = machine.submitted(1)
    assert number[:4] != "0001" or machine.held([number]) == []


@pytest.mark.fault(17)
def test_fault_17_wal_deleted(machine: Machine) -> None:
    """The mark beside the file knows of more commits: what the file has goes on, no number is given twice, an alarm stays."""
    before = machine.submitted(3)
    machine.checkpointed()
    lost = machine.submitted(2)
    damage.wal_deleted(machine.kept)
    agent = machine.agent(machine.platform.central.code())
    agent.said("store.mended file=kept.db reason=commits are lost")
    agent.said("agent.round outcome=whole")
    agent.stop()
    assert machine.held(before) == before
    assert machine.held(lost) == []
    assert machine.alarms() == ["store_damaged"]
    [after] = machine.submitted(1)
    assert after[:4] not in {number[:4] for number in before}, "another first group: no number comes twice"


@pytest.mark.fault(52)
def test_fault_52_store_key_missing(machine: Machine, tmp_path: Path) -> None:
    """No key: said, nothing touched, no new store, until a technician gives it up; or the key comes back and all goes on."""
    [number] = machine.submitted(1)
    before = {path.name: path.read_bytes() for path in machine.data.glob("*.db*") if path.suffix != ".lock"}
    key = machine.data / DEVELOPMENT_FILE
    shutil.move(key, tmp_path / "key")
    agent = machine.agent()
    agent.said("agent.ends code=store_key_missing")
    assert agent.ended() == 1
    assert {path.name: path.read_bytes() for path in machine.data.glob("*.db*") if path.suffix != ".lock"} == before
    code, found = machine.ctl("check")
    assert code == 1
    assert found["key"] == "missing"
    shutil.copy(tmp_path / "key", key)
    back = machine.agent()
    back.said(f"sync.delivered number={number}")
    back.stop()
    key.unlink()
    code, done = machine.ctl("recover", "--without-key")
    assert code == 0, done
    again = machine.agent(machine.platform.central.code())
    again.said("agent.round outcome=whole")
    again.stop()
    [quarantined] = (machine.data / "quarantine").glob("*/kept.db")
    assert quarantined.stat().st_size > 0
    [fresh] = machine.submitted(1)
    assert fresh[:4] != number[:4]
