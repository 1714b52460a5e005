"""The machine dies under the finger of somebody who hands in: before the commit, or after it and before they saw their number. 1, 3."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.devices.printers.job import JobPhase, JobState
from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.store import Store
from tests.agent.conftest import ROOT
from tests.offline.conftest import credentials, platform_key, store
from tests.screens.conftest import Shown, catalogue, machine, qapp_cls, show
from tests.screens.hands import Machine
from tests.screens.people import FATHER, MOTHER

__all__ = ["catalogue", "credentials", "machine", "platform_key", "qapp_cls", "show", "store"]


@pytest.fixture
def died(store: Store, credentials: CredentialsFile) -> Iterator[Callable[[str], str]]:
    """Lives a visit in a process, kills it `before` or `after` the commit; returns the application's number."""

    def live(moment: str) -> str:
        command = [sys.executable, "-u", str(Path(__file__).with_name("window_process.py"))]
        running = subprocess.Popen(
            [*command, str(store.path.parent), moment], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert running.stdout is not None
        said = next(line for line in running.stdout if line.startswith("begun "))
        running.kill()
        running.wait()
        running.stdout.close()
        return said.split()[1]

    yield live


@pytest.fixture
def outbox(store: Store, credentials: CredentialsFile) -> KeptOutbox:
    return KeptOutbox(store, credentials, receipt_number)


@pytest.fixture
def again(machine: Machine, outbox: KeptOutbox, show: Callable[..., Shown]) -> Callable[[], Shown]:
    """The terminal's window on the same store, after the restart; nothing else has a network either."""

    def start() -> Shown:
        machine.outbox = outbox  # type: ignore[assignment]
        machine.platform.is_online = False
        machine.clock.moment = datetime.now(UTC)
        return show()

    return start


@pytest.mark.fault(1)
def test_fault_01_killed_before_the_commit(died: Callable[[str], str], store: Store, outbox: KeptOutbox) -> None:
    """The process with the screens dies in the transaction that keeps the application: nothing of it is there, no number was shown."""
    number = died("before")
    assert not outbox.kept(number)
    assert outbox.owed_since() is None
    assert store.read().execute("SELECT count(*) FROM outbox_attachment").fetchone()[0] == 0
    assert outbox.next_number() != number


@pytest.mark.fault(3)
def test_fault_03_the_same_number_after_restart(
    died: Callable[[str], str], again: Callable[[], Shown], outbox: KeptOutbox
) -> None:
    """The process with the screens dies after the commit: started again, without a network, the card brings number and receipt."""
    number = died("after")
    shown = again()
    assert shown.says("已经交的申请没有丢") and shown.says("يوقالمىدى") and shown.says("جوعالعان جوق")
    shown.hands.tap("begin")
    shown.hands.tap("choose_zh")
    shown.stage.show_beside("progress")
    shown.machine.cards.place(MOTHER)
    shown.hands.wait(lambda: shown.says(number), "the number of before")
    assert shown.says("您上次交的申请没有丢") and shown.says("存在本机，还没有送到")
    shown.hands.tap(f"receipt_{number}")
    shown.hands.wait(lambda: shown.machine.printer.jobs == 1, "the receipt is printed")
    shown.machine.printer.say(JobState(JobPhase.PRINTED))
    [paper] = shown.machine.papers.named("receipt")
    assert (paper["receipt"].number, paper["applicant"], paper["delivered"]) == (number, MOTHER.name, False)
    assert set(paper["receipt"].promised) == {"marriage_certificate", "household_register"}
    shown.stage.end()
    shown.hands.wait(lambda: outbox.owed_since() is None, "it was seen: nothing leads to them any more")
    assert outbox.kept(number)


@pytest.mark.fault(3)
def test_fault_03_nobody_elses_card_and_nobody_without_one(
    died: Callable[[str], str], again: Callable[[], Shown], outbox: KeptOutbox, store: Store
) -> None:
    """Another person's card brings nothing, the open store says nothing, and after a day nothing is there."""
    number = died("after")
    shown = again()
    shown.stage.home()
    shown.stage.show_beside("progress")
    shown.machine.cards.place(FATHER)
    shown.hands.wait(lambda: shown.says("问不到平台"), "there is no network")
    assert not shown.says(number)
    row = store.read().execute("SELECT * FROM owed_receipt").fetchone()
    for word in (MOTHER.number, MOTHER.name, "marriage_certificate"):
        assert all(word.encode() not in (value if isinstance(value, bytes) else value.encode()) for value in row)
    long_ago = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
    store.write(lambda database: database.execute("UPDATE owed_receipt SET at = ?", (long_ago,)).rowcount).result()
    assert outbox.owed(MOTHER.number) == []


def test_the_note_on_the_waiting_screen_fades(again: Callable[[], Shown], died: Callable[[str], str]) -> None:
    died("after")
    shown = again()
    assert shown.says("已经交的申请没有丢")
    shown.machine.clock.pass_time(1801)
    shown.stage.attract()
    shown.hands.settle()
    assert not shown.says("已经交的申请没有丢")
