"""The file of the whole catalogue on its way: cut, killed, changed, and a disk that is too short for it."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.agent.configuration import AgentConfiguration
from kiosk.contract.catalogue import BadCatalogue
from kiosk.languages.fault import KnownFault
from kiosk.languages.language import Language
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.catalogue.pull import NO_ROOM, REFUSED
from kiosk.offline.catalogue.snapshot_file import SnapshotFolder
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.store.stores import Stores, open_stores
from tests.agent.conftest import ROOT, AgentProcess
from tests.faults.conftest import PlatformProcess, StartAgent, TerminalProcess
from tests.faults.proxy import Exchange, Proxy
from tests.faults.rules import Answer, ChangeAnswer, CutAnswer, StallAnswer, flip
from tests.offline.people import BIRTH, CERTIFICATE
from tests.offline.publisher import Publisher

FILE = r"/v1/catalogue/snapshots/[0-9a-f]{64}"
TAKEN = "catalogue.snapshot rows=3"


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """What another process writes into its folder tells nobody: it is looked at until it is there."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        assert time.monotonic() < end
        pause.wait(0.01)


def parts(machine: Stores) -> list[Path]:
    return list((machine.kept.path.parent / "snapshot").glob("*.part"))


def files(proxy: Proxy) -> list[Exchange]:
    return [one for one in proxy.seen if "/snapshots/" in one.path]


def offered(machine: Stores) -> set[str]:
    return {tile.code for tile in KeptCatalogue(machine.catalogue).tiles(Language.CHINESE)}


@pytest.mark.fault(6)
def test_fault_06_killed_while_downloading(
    platform: PlatformProcess, proxy: Proxy, machine: Stores, start_agent: StartAgent
) -> None:
    """The file comes halfway and the agent is killed: what has come stays in the `.part`, the next start asks for the rest only, and the
    whole has the signed hash."""
    stalled = proxy.rule("GET", FILE, StallAnswer(after=12_000))
    agent = start_agent(proxy.address, platform.central.code())
    until(lambda: any(part.stat().st_size > 8_000 for part in parts(machine)))
    agent.kill()
    [part] = parts(machine)
    there = part.stat().st_size
    assert 8_000 < there < 12_000
    assert offered(machine) == set()
    proxy.forget(stalled)
    start_agent(proxy.address, None).said(TAKEN)
    [first, second] = files(proxy)
    assert first.request.header("Range") is None
    assert second.request.header("Range") == f"bytes={there}-"
    assert second.request.header("If-Range") == f'"{second.path.rpartition("/")[2]}"'
    assert second.statuses == (206,)
    assert {BIRTH, CERTIFICATE} <= offered(machine)
    assert parts(machine) == []


@pytest.mark.fault(6)
def test_fault_06_cut_while_downloading(
    platform: PlatformProcess, proxy: Proxy, machine: Stores, start_agent: StartAgent
) -> None:
    """The connection ends three times on the way: each try goes on where the one before ended. A box that forgets ranges sends all of it
    once: the file is begun anew and still whole."""
    proxy.rule("GET", FILE, CutAnswer(after=6_000), times=3)
    agent = start_agent(proxy.address, platform.central.code())
    agent.said(TAKEN)
    begins = [int((one.request.header("Range") or "bytes=0-")[6:-1]) for one in files(proxy)]
    assert len(begins) == 4
    assert begins == sorted(set(begins)), "each further than the one before"
    agent.said("agent.round outcome=whole")
    assert {BIRTH, CERTIFICATE} <= offered(machine)


@pytest.mark.fault(6)
def test_fault_06_changed_while_downloading(
    platform: PlatformProcess, proxy: Proxy, machine: Stores, start_agent: StartAgent
) -> None:
    """One bit of the file is another on the way: nothing of it is taken in, the `.part` goes, an alarm stays until a whole file has come;
    the release's matters serve people meanwhile."""
    KeptCatalogue(machine.catalogue).fill(ROOT / "assets" / "matters")
    changed = proxy.rule("GET", FILE, ChangeAnswer(flip(5_000)), times=None)
    agent = start_agent(proxy.address, platform.central.code())
    agent.said("catalogue.alarm code=catalogue_refused reason=hash of the file")
    assert parts(machine) == []
    catalogue = KeptCatalogue(machine.catalogue)
    assert catalogue.cursor() == ("", 0)
    assert {BIRTH, CERTIFICATE} <= offered(machine)
    assert REFUSED in catalogue.alarms()
    proxy.forget(changed)
    agent.said("agent.round outcome=whole", after=agent.said(TAKEN))
    assert catalogue.alarms() == {}
    assert all(one.request.header("Range") is None for one in files(proxy)), "always from its beginning"


def test_what_nobody_signed_is_refused_with_an_alarm_and_applications_go_on(
    platform: PlatformProcess,
    proxy: Proxy,
    machine: Stores,
    outbox: KeptOutbox,
    terminal: TerminalProcess,
    start_agent: StartAgent,
) -> None:
    """Somebody between us and the platform puts a catalogue of their own in its place: page and snapshot."""
    agent = start_agent(proxy.address, platform.central.code())
    agent.said("agent.round outcome=whole", after=agent.said(TAKEN))
    catalogue = KeptCatalogue(machine.catalogue)
    epoch, seq = catalogue.cursor()
    impostor = Publisher(epoch)
    impostor.seq = seq
    impostor.publish(BIRTH)
    page = impostor.page(seq).model_dump_json().encode()
    json = {"Content-Type": "application/json"}
    proxy.rule("GET", "/v1/catalogue", Answer(200, json, page), times=None)
    agent.said("catalogue.alarm code=catalogue_refused reason=signature")
    assert offered(machine) == {BIRTH, CERTIFICATE, "YJS-2024A-03"}
    assert catalogue.alarms() == {REFUSED: "signature"}
    agent.said(f"sync.delivered number={terminal.submit()}")
    proxy.forget()
    gone = b'{"type": "urn:xinzhizhu:problem:epoch-unknown", "title": "gone", "status": 410}'
    proxy.rule("GET", "/v1/catalogue", Answer(410, {"Content-Type": "application/problem+json"}, gone), times=None)
    offer = Publisher("another").snapshot()[0].model_dump_json().encode()
    proxy.rule("GET", "/v1/catalogue/snapshot", Answer(200, json, offer), times=None)
    behind = len(agent.log)
    agent.said("catalogue.alarm code=catalogue_refused reason=signature", after=behind)
    assert catalogue.cursor() == (epoch, seq)
    assert files(proxy) == files(proxy)[:1], "not even fetched"
    proxy.forget()
    begun = agent.said("outcome=whole", after=len(agent.log))  # of a round that may have begun before
    agent.said("outcome=whole", after=begun)
    assert catalogue.alarms() == {}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A tmpfs of 100 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.fault(13)
def test_fault_13_disk_full_before_downloading(
    platform: PlatformProcess, proxy: Proxy, small_disk: Path, tmp_path: Path
) -> None:
    """The disk is too short for the catalogue: it is refused before a byte of it is fetched; what lies there of an older file goes, the
    outbox stays and is delivered, people are served by the release's catalogue; and when there is room it comes by itself."""
    data = small_disk / "machine"
    machine = open_stores(data, development_key=True)
    KeptCatalogue(machine.catalogue).fill(ROOT / "assets" / "matters")
    agents: list[AgentProcess] = []
    try:
        older = SnapshotFolder(data / "snapshot")
        offer, _ = Publisher().snapshot()
        older.begin(offer)
        older.part(offer).write_bytes(bytes(1_000_000))
        agents.append(agent_on(data, proxy.address, platform.central.code()))
        agent = agents[0]
        agent.said("catalogue.alarm code=catalogue_no_room")
        catalogue = KeptCatalogue(machine.catalogue)
        assert NO_ROOM in catalogue.alarms()
        assert files(proxy) == []
        assert not (data / "snapshot").exists(), "what can be had again goes first"
        assert {BIRTH, CERTIFICATE} <= offered(machine)
        terminal = TerminalProcess(data)
        agent.said(f"sync.delivered number={terminal.submit()}")
        terminal.kill()
        subprocess.run(["mount", "-o", "remount,size=400m", str(small_disk)], check=True)
        agent.said("agent.round outcome=whole", after=agent.said(TAKEN))
        assert catalogue.alarms() == {}
    finally:
        for one in agents:
            one.stop()
        machine.close()


def agent_on(data: Path, platform: str, code: str | None) -> AgentProcess:
    return AgentProcess(AgentConfiguration(data=data, platform=platform, enrolment_code=code))


@pytest.mark.fault(13)
def test_fault_13_disk_full_while_downloading(small_disk: Path) -> None:
    """There was room, and something else takes it while the file comes: the part goes, so that applications have the room, and the fault
    says why."""
    folder = SnapshotFolder(small_disk / "snapshot", reserve=0)
    offer, _ = Publisher().snapshot()
    offer = offer.model_copy(update={"size": 40_000_000})
    folder.begin(offer)
    assert folder.lacking(offer, reusable=200_000_000) == 0

    class Filling:
        """A line, and somebody who fills the disk meanwhile."""

        def snapshot_file(self, digest: str, start: int, take: Callable[[int, bytes], None]) -> None:
            for place in range(40):
                if place == 10:
                    subprocess.run(["fallocate", "-l", "85m", str(small_disk / "other")], check=True)
                take(place * 1_000_000, bytes(1_000_000))

    with pytest.raises(KnownFault, match=NO_ROOM):
        folder.fetch(Filling(), offer, lambda: False)  # type: ignore[arg-type]
    assert not (small_disk / "snapshot").exists()
    assert folder.begun() is None


@pytest.mark.parametrize("longer", [False, True])
def test_a_file_that_is_longer_than_signed_is_given_up_at_once(tmp_path: Path, longer: bool) -> None:
    folder = SnapshotFolder(tmp_path / "snapshot", reserve=0)
    offer, packed = Publisher().snapshot()
    folder.begin(offer)

    class Line:
        def snapshot_file(self, digest: str, start: int, take: Callable[[int, bytes], None]) -> None:
            take(start, packed + b"x" * longer)

    if longer:
        with pytest.raises(BadCatalogue):
            folder.fetch(Line(), offer, lambda: False)  # type: ignore[arg-type]
        assert not folder.part(offer).exists()
    else:
        assert folder.fetch(Line(), offer, lambda: False)  # type: ignore[arg-type]
        assert folder.file(offer).read_bytes() == packed
