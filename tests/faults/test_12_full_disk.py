"""A disk that fills up, on a small tmpfs of the test's own: said before it is full; then nothing half, and the queue still leaves."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.agent.configuration import AgentConfiguration
from kiosk.languages.fault import KnownFault
from kiosk.matters.numbers import receipt_number
from kiosk.offline.guards import FREE_BYTES
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.readiness import MachineReadiness
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.disk import BALLAST, SHORT
from kiosk.offline.store.stores import open_stores
from tests.agent.conftest import AgentProcess
from tests.faults.conftest import PlatformProcess
from tests.offline.people import application, matter

MB = 2**20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A machine's data partition, with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, leave: int) -> None:
    """Somebody else's file takes all room but `leave` bytes."""
    with (disk / "somebody's").open("ab") as file:
        while (more := shutil.disk_usage(disk).free - leave) > 0:
            file.write(bytes(min(more, MB)))
            file.flush()


@pytest.mark.fault(12)
def test_fault_12_disk_full(disk: Path, platform: PlatformProcess) -> None:
    """New visits are refused while there is still room; full, nothing is half written; the ballast lets the queue be sent."""
    data = disk / "machine"
    data.mkdir()
    agent = AgentProcess(AgentConfiguration(data, platform.address, platform.central.code()))
    agent.said("agent.round outcome=whole")
    agent.stop()
    assert (data / "ballast").stat().st_size == BALLAST
    stores = open_stores(data, development_key=True)
    credentials = CredentialsFile(data / "credentials.json", stores.kept.identity)
    outbox = KeptOutbox(stores.kept, credentials, receipt_number)
    readiness = MachineReadiness(stores, credentials, data / "time.json")
    assert readiness.now() is None

    fill(disk, leave=FREE_BYTES - MB)
    fault = readiness.now()
    assert fault is not None
    assert fault.code == "machine_full"
    terminal = credentials.require().terminal
    kept = []
    for _ in range(3):  # visits that had begun are still taken
        made, documents = application(matter(), outbox.next_number(), terminal=terminal)
        outbox.submit(made, documents).result()
        kept.append(made.number)

    fill(disk, leave=0)
    with pytest.raises(KnownFault, match="store_full"):
        while True:  # the WAL has a little room left in it
            made, documents = application(matter(), outbox.next_number(), terminal=terminal)
            outbox.submit(made, documents).result()
            kept.append(made.number)
    there = [row["number"] for row in stores.kept.read().execute("SELECT number FROM outbox ORDER BY number")]
    assert there == kept
    lacking = "SELECT count(*) FROM outbox o WHERE attachments <> (SELECT count(*) FROM outbox_attachment a WHERE a.key = o.key)"
    assert stores.kept.read().execute(lacking).fetchone()[0] == 0
    assert shutil.disk_usage(disk).free < SHORT

    again = AgentProcess(AgentConfiguration(data, platform.address, None))
    again.said("disk.ballast_released")
    for number in kept:
        again.said(f"sync.delivered number={number}")
    assert again.stop() == 0
    assert outbox.waiting() == 0
    for number in kept:
        held = platform.central.application(number)
        assert held is not None

    (disk / "somebody's").unlink()
    assert readiness.now() is None
    after = AgentProcess(AgentConfiguration(data, platform.address, None))
    after.said("agent.round outcome=whole")
    after.stop()
    assert (data / "ballast").exists(), "with room for it the ballast is back"
    stores.close()
