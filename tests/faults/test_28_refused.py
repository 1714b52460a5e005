"""What the platform will not take is parked for a person with its reason; the next one goes on."""

import threading
from pathlib import Path

import pytest

from kiosk.matters.numbers import receipt_number
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.circuit import Circuit
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.pauses import Pauses
from kiosk.offline.store.stores import open_stores
from kiosk.offline.sync import SyncEngine
from tests.agent.conftest import connecting, membership_of
from tests.faults.conftest import SUBMISSIONS, Scene
from tests.faults.rules import Hold, problem
from tests.offline.people import application, id_number, matter


@pytest.mark.fault(29)
def test_fault_29_400_and_422(scene: Scene) -> None:
    """Two applications are refused, one by the platform's own examination: each is parked with the field that is wrong, the third
    arrives, and a parked one is sent again when an operator says so."""
    scene.proxy.rule("POST", SUBMISSIONS, problem(400, "request-invalid"))
    malformed = scene.terminal.submit()
    scene.agent.said(f"sync.parked number={malformed}")
    wrong = scene.terminal.submit(components=["vaccination"])
    scene.agent.said(f"sync.parked number={wrong}")
    good = scene.terminal.submit()
    scene.delivered(good)
    parked = scene.outbox.parked()
    assert parked[malformed].startswith("400 urn:xinzhizhu:problem:request-invalid")
    assert parked[wrong].startswith("422 ")
    assert "components" in parked[wrong]
    assert scene.central.application(wrong) is None
    assert Deliveries(scene.store).again(malformed)
    scene.delivered(malformed)


@pytest.mark.fault(28)
def test_fault_28_number_taken(scene: Scene, tmp_path: Path) -> None:
    """Another application came under our number, from a copy of the machine: ours is parked for a person, both are kept, none is
    merged or replaced."""
    with _copy_of_the_machine(scene, tmp_path / "copy") as theirs:
        made, documents = application(
            matter(), theirs.next_number(), terminal=scene.credentials.require().terminal, person=id_number(2)
        )
        theirs.submit(made, documents).result()
        theirs.round()
    ours = scene.terminal.submit()
    assert ours == made.number
    scene.agent.said(f"sync.parked number={ours}")
    assert scene.outbox.parked()[ours].startswith("409 urn:xinzhizhu:problem:number-taken")
    held = scene.central.application(ours)
    assert held is not None
    assert held.application.applicant.id_number == id_number(2)
    [key] = scene.store.read().execute("SELECT key FROM outbox WHERE number = ?", (ours,)).fetchone()
    assert Deliveries(scene.store).begin(key).sealed, "the person's application is kept"


@pytest.mark.fault(27)
def test_fault_27_blobs_missing(scene: Scene) -> None:
    """The platform has lost the attachments before the submission arrives: it says which, they are sent, and the same key again."""
    release = threading.Event()
    hold = Hold(release)
    scene.proxy.rule("POST", SUBMISSIONS, hold)
    number = scene.terminal.submit()
    assert hold.arrived.wait(20)
    for kept in (scene.platform.data / "attachments").rglob("*"):
        if kept.is_file():
            kept.unlink()
    release.set()
    held = scene.delivered(number)
    first, second = scene.submissions(number)
    assert (first.told, second.told) == (409, 201)
    assert first.request.body == second.request.body
    assert len(held.attachments) > 1


class _copy_of_the_machine:
    """A machine with the same credentials and a store of its own, which counts its numbers from 1 again."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self._stores = open_stores(folder, development_key=True)
        self._scene = scene
        credentials = CredentialsFile(folder / "credentials.json", self._stores.kept.identity)
        credentials.save(scene.credentials.require(), None)
        self._outbox = KeptOutbox(self._stores.kept, credentials, receipt_number)
        self.next_number, self.submit = self._outbox.next_number, self._outbox.submit

    def __enter__(self) -> "_copy_of_the_machine":
        return self

    def __exit__(self, *_: object) -> None:
        self._stores.close()

    def round(self) -> None:
        membership = membership_of(self._scene.credentials)
        done = SyncEngine(
            KeptCatalogue(self._stores.catalogue),
            Deliveries(self._stores.kept),
            membership,
            connecting(self._scene.platform.address, membership),
            circuit=Circuit(0.1),
            pauses=Pauses(0.1),
        ).round()
        assert done.delivered, done
