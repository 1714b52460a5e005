"""The whole platform in this process, once on SQLite and once on PostgreSQL, and a terminal's outbox that is enrolled with it.

Every test that takes `platform` is part of the contract suite: it runs on both.
"""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from http_message_signatures.digests import ContentDigest

from central.api.app import create_app
from central.console.sign_in import password
from central.platform import Platform
from central.store.seed import seed
from kiosk.contract.application import Application, Submission
from kiosk.contract.platform import Enrolment
from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from tests.central.machines import Machine
from tests.central.postgres import Postgres, postgres, postgres_url
from tests.offline.opened import kept
from tests.offline.people import MATTERS, NOON, application, matter

__all__ = ["postgres", "postgres_url"]


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`platform.db` with the shipped matters, and its key."""
    folder = tmp_path_factory.mktemp("seeded")
    opened = Platform.open(folder)
    seed(opened.matters, MATTERS)
    opened.close()
    return folder


@pytest.fixture(scope="session")
def seeded_database(postgres: Postgres, seeded_folder: Path) -> str:
    """The same on PostgreSQL, with the same key: the name of a database."""
    name = postgres.create()
    opened = Platform.open(seeded_folder, database=postgres.url(name))
    seed(opened.matters, MATTERS)
    opened.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def platform(request: pytest.FixtureRequest, seeded_folder: Path, tmp_path: Path) -> Iterator[Platform]:
    folder = tmp_path / "central"
    folder.mkdir(mode=0o700)
    shutil.copy(seeded_folder / "platform.key", folder)
    if request.param == "sqlite":
        shutil.copy(seeded_folder / "platform.db", folder)
        opened = Platform.open(folder, now=lambda: NOON)
        yield opened
        opened.close()
    else:
        cluster: Postgres = request.getfixturevalue("postgres")
        name = cluster.create(like=request.getfixturevalue("seeded_database"))
        opened = Platform.open(folder, now=lambda: NOON, database=cluster.url(name))
        yield opened
        opened.close()
        cluster.drop(name)


@pytest.fixture
def web(platform: Platform) -> TestClient:
    return TestClient(create_app(platform), follow_redirects=False)


@pytest.fixture
def officer(platform: Platform) -> tuple[str, str]:
    return ("operator", password(platform))


def enrolled(platform: Platform, machine: Machine, site: str = "测试大厅") -> Enrolment:
    """By a code, as an operator and a technician would."""
    enrolment = platform.enrolments.enrol(
        machine.request(platform.enrolments.make_code(site, platform.now())), platform.now()
    )
    machine.is_now(enrolment)
    return enrolment


@dataclass(slots=True)
class TerminalSide:
    """Seals as a terminal does, and speaks HTTP by hand, so that a test can say anything."""

    web: TestClient
    outbox: KeptOutbox
    deliveries: Deliveries
    enrolment: Enrolment
    machine: Machine

    def sealed(self, code: str, **details: Any) -> tuple[Application, Submission]:
        made, documents = application(matter(code), self.outbox.next_number(), **details)
        self.outbox.submit(made, documents).result()
        return made, self.deliveries.begin(str(made.key))

    def upload(self, submission: Submission) -> None:
        for digest in submission.attachments:
            sealed = self.deliveries.attachment(digest)
            assert hashlib.sha256(sealed).hexdigest() == digest
            place = f"/v1/attachments/{digest}"
            begun = self.web.post(place, json={"size": len(sealed)})
            if not begun.json()["complete"]:
                assert self.piece(digest, 0, sealed).status_code == 200
                assert self.web.post(f"{place}/commit").json()["complete"]

    def piece(self, digest: str, offset: int, piece: bytes, **headers: str) -> Any:
        sent = {"Content-Digest": ContentDigest.create(piece)} | headers
        return self.web.patch(f"/v1/attachments/{digest}", params={"offset": offset}, content=piece, headers=sent)

    def post(self, submission: Submission) -> Any:
        return self.web.post("/v1/submissions", json=submission.model_dump(mode="json"))

    def hand_in(self, code: str, **details: Any) -> tuple[Application, Any]:
        made, submission = self.sealed(code, **details)
        self.upload(submission)
        return made, self.post(submission)


@pytest.fixture
def terminal(platform: Platform, tmp_path: Path) -> Iterator[TerminalSide]:
    """Behind a load balancer that has checked its certificate; signed requests: test_identity.py, TLS: test_tls.py."""
    store = kept(tmp_path / "terminal")
    credentials = CredentialsFile(tmp_path / "terminal" / "credentials.json", store.identity)
    machine = Machine(platform.now, store=store.identity)
    enrolment = enrolled(platform, machine)
    credentials.save(enrolment)
    app = create_app(platform, trusted=[ip_network("10.0.0.7")])
    web = TestClient(app, client=("10.0.0.7", 4711), headers=machine.client_cert, follow_redirects=False)
    yield TerminalSide(web, KeptOutbox(store, credentials, receipt_number), Deliveries(store), enrolment, machine)
    store.close()
