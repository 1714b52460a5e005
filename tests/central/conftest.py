"""The whole platform in this process, and a terminal's outbox that is enrolled with it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
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
from kiosk.offline.credentials import CredentialsFile
from kiosk.offline.deliveries import Deliveries
from kiosk.offline.outbox import KeptOutbox
from tests.offline.opened import kept
from tests.offline.people import MATTERS, NOON, application, matter


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    opened = Platform.open(tmp_path / "central", now=lambda: NOON)
    seed(opened.matters, MATTERS)
    yield opened
    opened.close()


@pytest.fixture
def web(platform: Platform) -> TestClient:
    return TestClient(create_app(platform), follow_redirects=False)


@pytest.fixture
def officer(platform: Platform) -> tuple[str, str]:
    return ("operator", password(platform))


@dataclass(slots=True)
class TerminalSide:
    """Seals as a terminal does, and speaks HTTP by hand, so that a test can say anything."""

    web: TestClient
    outbox: KeptOutbox
    deliveries: Deliveries
    enrolment: Enrolment

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.enrolment.token}"}

    def sealed(self, code: str, **details: Any) -> tuple[Application, Submission]:
        made, documents = application(matter(code), self.outbox.next_number(), **details)
        self.outbox.submit(made, documents).result()
        return made, self.deliveries.begin(str(made.key))

    def upload(self, submission: Submission) -> None:
        for digest in submission.attachments:
            sealed = self.deliveries.attachment(digest)
            assert hashlib.sha256(sealed).hexdigest() == digest
            place = f"/v1/attachments/{digest}"
            begun = self.web.post(place, json={"size": len(sealed)}, headers=self.headers)
            if not begun.json()["complete"]:
                assert self.piece(digest, 0, sealed).status_code == 200
                assert self.web.post(f"{place}/commit", headers=self.headers).json()["complete"]

    def piece(self, digest: str, offset: int, piece: bytes, **headers: str) -> Any:
        sent = {"Content-Digest": ContentDigest.create(piece)} | headers | self.headers
        return self.web.patch(f"/v1/attachments/{digest}", params={"offset": offset}, content=piece, headers=sent)

    def post(self, submission: Submission) -> Any:
        return self.web.post("/v1/submissions", json=submission.model_dump(mode="json"), headers=self.headers)

    def hand_in(self, code: str, **details: Any) -> tuple[Application, Any]:
        made, submission = self.sealed(code, **details)
        self.upload(submission)
        return made, self.post(submission)


@pytest.fixture
def terminal(platform: Platform, web: TestClient, tmp_path: Path) -> Iterator[TerminalSide]:
    code = platform.terminals.make_code("测试大厅", platform.now())
    enrolment = Enrolment.model_validate(web.post("/v1/enrolments", json={"code": code}).json())
    store = kept(tmp_path / "terminal")
    credentials = CredentialsFile(tmp_path / "terminal" / "credentials.json", store.identity)
    credentials.save(enrolment)
    yield TerminalSide(web, KeptOutbox(store, credentials, receipt_number), Deliveries(store), enrolment)
    store.close()
