"""What a person sees at a machine that the platform has closed. 30."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.readiness import MachineReadiness
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.store import Store
from kiosk.offline.store.stores import Stores, open_stores
from tests.offline.conftest import credentials, platform_key
from tests.offline.people import application, matter
from tests.screens.conftest import Shown, catalogue, machine, qapp_cls, show
from tests.screens.hands import Machine

__all__ = ["catalogue", "credentials", "machine", "platform_key", "qapp_cls", "show"]


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    opened = open_stores(tmp_path, development_key=True)
    yield opened
    opened.close()


@pytest.fixture
def store(stores: Stores) -> Store:
    """What the credentials of tests/offline belong to."""
    return stores.kept


@pytest.fixture
def readiness(stores: Stores, credentials: CredentialsFile, tmp_path: Path) -> Iterator[MachineReadiness]:
    opened = MachineReadiness(stores, credentials, tmp_path / "time.json")
    yield opened
    opened.close()


@pytest.mark.fault(30)
def test_fault_30_out_of_service_is_said(
    store: Store,
    credentials: CredentialsFile,
    readiness: MachineReadiness,
    machine: Machine,
    show: Callable[..., Shown],
) -> None:
    """The real store and credentials behind the real window: once the agent has noted the revocation the face says out of service in
    three languages, nobody can begin, and what waits is kept."""
    outbox = KeptOutbox(store, credentials, receipt_number)
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    machine.readiness = readiness  # type: ignore[assignment]
    shown = show()
    assert shown.at("attract")
    credentials.close("revoked")
    shown.hands.wait(lambda: shown.at("closed"), "it is noticed within seconds", 10)
    for words in ("这台机器已经停用", "ئىشلىتىش توختىتىلدى", "قولدانۋدان توقتاتىلدى", "已经交的申请都在"):
        assert shown.says(words), words
    assert shown.hands.find("begin") is None and shown.hands.find("look") is None
    assert outbox.waiting() == 1
