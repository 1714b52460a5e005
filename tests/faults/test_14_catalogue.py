"""The catalogue's file is damaged or gone: what can be had again is had again, from the release at once and then from the platform."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.compose import MATTERS
from kiosk.languages.language import Language
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.store.stores import open_stores
from tests.agent.conftest import AgentProcess
from tests.faults.conftest import PlatformProcess
from tests.faults.test_06_snapshot import agent_on
from tests.offline.people import BIRTH, CERTIFICATE


def garbage(path: Path) -> None:
    path.write_bytes(b"\xa5" * path.stat().st_size)


@pytest.mark.fault(14)
@pytest.mark.parametrize("damage", [garbage, Path.unlink], ids=["garbage", "gone"])
def test_fault_14_catalogue_rebuilt(platform: PlatformProcess, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """A machine with the platform's catalogue finds its file damaged or gone at the next start: people are offered the release's matters
    before the network says anything, then the agent brings the platform's, whole; nothing of the queue is touched."""
    data = tmp_path / "machine"
    agents: list[AgentProcess] = []
    try:
        agents.append(agent_on(data_of(data), platform.address, platform.central.code()))
        agents[0].said("catalogue.snapshot rows=3")
        agents[0].kill()
        data_of(data)  # whoever closes it last leaves no WAL, which would heal it
        damage(data / "catalogue.db")
        machine = open_stores(data, development_key=True)
        catalogue = KeptCatalogue(machine.catalogue)
        assert catalogue.cursor() == ("", 0)
        assert catalogue.fill(MATTERS)
        assert {BIRTH, CERTIFICATE} <= {tile.code for tile in catalogue.tiles(Language.UYGHUR)}
        assert BIRTH in {tile.code for tile in catalogue.search("نارەستە", Language.KAZAKH)}
        agents.append(agent_on(data, platform.address, None))
        agents[1].said("catalogue.snapshot rows=3")
        assert catalogue.cursor()[1] > 0
        assert catalogue.alarms() == {}
        machine.close()
    finally:
        for one in agents[1:]:
            one.stop()


def data_of(folder: Path) -> Path:
    """A machine that was started and stopped in order."""
    machine = open_stores(folder, development_key=True)
    KeptCatalogue(machine.catalogue).fill(MATTERS)
    machine.close()
    return folder
