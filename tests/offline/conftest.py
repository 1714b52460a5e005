"""A store on a real file, and a machine that is enrolled on paper."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from kiosk.contract.platform import Enrolment
from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.store import Store
from tests.offline.opened import kept


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = kept(tmp_path)
    yield store
    store.close()


@pytest.fixture(scope="session")
def platform_key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture
def credentials(store: Store, platform_key: PrivateKey) -> CredentialsFile:
    file = CredentialsFile(store.path.with_name("credentials.json"), store.identity)
    file.save(
        Enrolment(
            terminal="T0001",
            terminal_number=1,
            site="测试大厅",
            platform_key=b64encode(bytes(platform_key.public_key)).decode(),
        )
    )
    return file


@pytest.fixture
def outbox(store: Store, credentials: CredentialsFile) -> KeptOutbox:
    return KeptOutbox(store, credentials, receipt_number)
