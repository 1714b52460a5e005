"""The catalogue on its way, and the process that brings it killed at every step."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.platform import Platform
from kiosk.languages.language import Language
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.stores import Stores
from tests.agent.conftest import ROOT, connecting, membership_of
from tests.faults.conftest import PlatformProcess
from tests.offline.people import BIRTH, CERTIFICATE, matter
from tests.offline.publisher import copy_of

TABLES = ("catalogue", "announced", "content", "content_document", "left_epoch", "catalogue_alarm")


class DyingPull:
    """tests/faults/dying_pull.py"""

    def __init__(self, data: Path, address: str) -> None:
        command = [sys.executable, "-u", str(Path(__file__).with_name("dying_pull.py")), str(data), address]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def at(self, step: int) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{step}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        self.process.stdout.close()


@pytest.fixture
def enrolled(platform: PlatformProcess, machine: Stores, credentials: CredentialsFile) -> Stores:
    """A machine that is a terminal and has nothing of the catalogue yet."""
    membership = membership_of(credentials, platform.central.code())
    membership.ready(connecting(platform.address, membership))
    return machine


@pytest.fixture
def dying(platform: PlatformProcess, enrolled: Stores) -> Iterator[DyingPull]:
    running = DyingPull(enrolled.kept.path.parent, platform.address)
    yield running
    running.close()


def everything(stores: Stores) -> dict[str, list[tuple[object, ...]]]:
    read = stores.catalogue.read()
    assert read.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return {one: [tuple(row) for row in read.execute(f"SELECT * FROM {one}")] for one in TABLES}


def offered(stores: Stores) -> dict[str, int]:
    """What people can begin: versions by code."""
    catalogue = KeptCatalogue(stores.catalogue)
    return {tile.code: catalogue.matter(tile.code).matter.version for tile in catalogue.tiles(Language.CHINESE)}


@pytest.mark.fault(5)
def test_fault_05_killed_in_a_page(platform: PlatformProcess, enrolled: Stores, dying: DyingPull) -> None:
    """A page replaces one matter, withdraws another and brings a third. The agent's process is killed before each single statement of
    applying it: cursor and rows are always the old ones, all of them, and in the end the same page is applied whole."""
    assert dying.at(100_000) == "whole"
    old, first = offered(enrolled), KeptCatalogue(enrolled.catalogue).cursor()
    operator = Platform.open(platform.data)
    operator.matters.publish(copy_of(matter(CERTIFICATE), version=50), "operator")
    operator.matters.withdraw(BIRTH, "operator")
    operator.matters.publish(copy_of(matter(CERTIFICATE), code="KSK-50", version=1), "operator")
    operator.close()
    before = everything(enrolled)
    step = 1
    while (ended := dying.at(step)) == "killed":
        assert everything(enrolled) == before, f"killed at statement {step}"
        step += 1
    assert ended == "whole"
    assert step > 15, "a page writes more often than that"
    new = {code: version for code, version in old.items() if code != BIRTH} | {CERTIFICATE: 50, "KSK-50": 1}
    assert offered(enrolled) == new
    assert KeptCatalogue(enrolled.catalogue).cursor() == (first[0], first[1] + 3)
    found = KeptCatalogue(enrolled.catalogue).search("社保", Language.CHINESE)
    assert {CERTIFICATE, "KSK-50"} <= {tile.code for tile in found}


@pytest.mark.fault(6)
def test_fault_06_killed_while_it_is_taken_in(platform: PlatformProcess, enrolled: Stores, dying: DyingPull) -> None:
    """The file of the whole catalogue is there, and the agent's process is killed before each single statement of taking it in: what
    people are offered is the release's catalogue or the platform's, never a part of one; what was fetched and staged is gone on with."""
    catalogue = KeptCatalogue(enrolled.catalogue)
    catalogue.fill(ROOT / "assets" / "matters")
    release = offered(enrolled)
    operator = Platform.open(platform.data)
    operator.matters.publish(copy_of(matter(CERTIFICATE), code="KSK-60", version=1), "operator")
    platforms = {
        code: published.matter.version
        for code, version in ((one.code, one.version) for one in operator.matters.listed() if not one.withdrawn)
        if (published := operator.matters.version(code, version))
    }
    operator.close()
    assert release != platforms
    step, switched = 1, False
    while (ended := dying.at(step)) == "killed":
        now = offered(enrolled)
        assert now in (release, platforms), f"killed at statement {step}"
        assert not switched or now == platforms, "there is no way back"
        switched = now == platforms
        step += 1
    assert ended == "whole"
    assert step > 15
    assert offered(enrolled) == platforms
    left = enrolled.catalogue.read().execute("SELECT count(DISTINCT generation), max(untidy) FROM announced, catalogue")
    assert tuple(left.fetchone()) == (1, 0), "nothing of what was staged is left"
    assert not (enrolled.kept.path.parent / "snapshot").exists()
