"""The platform alone: one key is one application, on SQLite and on PostgreSQL, whatever comes at the same moment. 21, 23, 24, 31."""

import contextlib
import threading
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass

import psycopg
import pytest
import requests

from kiosk.contract.application import Submission, SubmissionAnswer
from kiosk.contract.sealing import seal
from kiosk.offline.remote.port import Refused
from tests.central.postgres import postgres
from tests.faults.platforms import Installation, Node, Sender, installation
from tests.offline.people import BIRTH, CERTIFICATE, matter

__all__ = ["postgres"]

IN_PROGRESS = "urn:xinzhizhu:problem:submission-in-progress"


@dataclass(frozen=True, slots=True)
class Scene:
    """One node; on PostgreSQL two, and a machine that may ask either."""

    installation: Installation
    nodes: list[Node]
    sender: Sender

    def send(self, submission: Submission, which: int = 0) -> SubmissionAnswer:
        with self.sender.to(self.nodes[which % len(self.nodes)]) as client:
            return client.submit(submission)

    @contextlib.contextmanager
    def held_up(self) -> Iterator[None]:
        """Nobody can write down an application: what is being taken in waits."""
        assert self.installation.url
        with psycopg.connect(self.installation.url) as connection:
            connection.execute("LOCK TABLE application IN EXCLUSIVE MODE")
            yield


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp(request.param)
    with installation(request, folder, request.param) as made:
        nodes = [made.start(name) for name in ("a", "b")[: 2 if made.url else 1]]
        sender = Sender(folder / "machine", made, nodes[0])
        yield Scene(made, nodes, sender)
        sender.store.close()


@pytest.mark.fault(21)
def test_fault_21_the_same_request_sixteen_times_at_once(scene: Scene) -> None:
    """Sixteen equal requests at once, to one node and to two: one row, and each gets the same answer, some by asking once more."""
    made, submission = scene.sender.sealed(BIRTH)
    with scene.sender.to(scene.nodes[0]) as client:
        scene.sender.upload(client, submission)
    together = threading.Barrier(16)

    def send(which: int) -> SubmissionAnswer:
        together.wait()
        while True:
            try:
                return scene.send(submission, which)
            except Refused as refused:
                assert refused.problem.type == IN_PROGRESS
                assert refused.retry_after == 1

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))
    assert len({answer.model_dump_json() for answer in answers}) == 1
    with scene.installation.looked_at() as platform:
        kept = platform.applications.get(made.number)
        assert kept is not None
        assert kept.deliveries == 16
        assert len(platform.applications.history(made.number)) == 1


@pytest.mark.fault(24)
@pytest.mark.parametrize("scene", ["postgresql"], indirect=True)
def test_fault_24_the_same_key_is_still_being_worked_on(scene: Scene) -> None:
    """While one node works on a key, the other answers the same key at once with 409 and Retry-After; afterwards both with what was
    stored."""
    _, submission = scene.sender.sealed(CERTIFICATE)
    with ThreadPoolExecutor(2) as pool:
        with scene.held_up():
            sent = [pool.submit(scene.send, submission, which) for which in range(2)]
            done, working = wait(sent, 30, FIRST_COMPLETED)
            assert len(working) == 1, "one waits for the database"
            refused = done.pop().exception()
            assert isinstance(refused, Refused)
            assert (refused.problem.status, refused.problem.type, refused.retry_after) == (409, IN_PROGRESS, 1)
        answer = working.pop().result(30)
    assert [scene.send(submission, which) for which in range(2)] == [answer] * 2


@pytest.mark.fault(23)
def test_fault_23_the_same_key_with_another_body(scene: Scene) -> None:
    """Refused with 409; the first one stands; the operator sees it on the command line, in the console and by program."""
    made, submission = scene.sender.sealed(CERTIFICATE)
    first = scene.send(submission)
    platform_key = scene.sender.credentials.require().platform_key
    other = made.model_copy(update={"language": "kk"})
    sealed = b64encode(seal(other.model_dump_json().encode(), platform_key)).decode()
    for which in range(2):
        with pytest.raises(Refused) as refused:
            scene.send(submission.model_copy(update={"sealed": sealed}), which)
        assert (refused.value.problem.status, refused.value.problem.field) == (409, "key")
        assert refused.value.problem.type == "urn:xinzhizhu:problem:key-reused"
        assert refused.value.retry_after is None
    assert scene.send(submission) == first
    shown = scene.installation.command("applications", "show", made.number)
    assert shown["application"]["language"] == "ug"

    [told] = [one for one in scene.installation.command("refusals") if one["key"] == str(submission.key)]
    assert (told["kind"], told["number"], told["times"], told["taken_in"]) == ("key-reused", made.number, 2, True)
    node = scene.nodes[-1]
    page = requests.get(f"{node.address}/console/refusals", auth=node.central.auth, timeout=10)
    assert made.number in page.text
    assert "先到的一份有效" in page.text
    program = requests.get(f"{node.address}/operator/refusals", auth=node.central.auth, timeout=10).json()
    assert told in program


@pytest.mark.fault(31)
def test_fault_31_the_matter_is_withdrawn_meanwhile(scene: Scene) -> None:
    """Taken down before, sent after the matter was withdrawn: kept, nothing is issued by itself, and it is marked in the answer, in the
    status, on the command line and in the console."""
    made, submission = scene.sender.sealed(CERTIFICATE)
    assert scene.installation.command("matters", "withdraw", made.matter)["changed"]
    try:
        with scene.sender.to(scene.nodes[-1]) as client:
            answer = client.submit(submission)
            [status] = [one for one in client.statuses(answer.epoch, 0).statuses if one.number == made.number]
        assert (answer.state, answer.by_hand, answer.certificate) == ("received", True, False)
        assert (status.state, status.by_hand) == ("received", True)
        [listed, *_] = scene.installation.command("applications", "list", "--limit", "1")
        assert (listed["number"], listed["by_hand"]) == (made.number, True)
        node = scene.nodes[0]
        url = f"{node.address}/console/applications/{made.number}"
        assert "人工审核" in requests.get(url, auth=node.central.auth, timeout=10).text
    finally:
        with scene.installation.looked_at() as platform:
            platform.matters.publish(matter(CERTIFICATE), "operator")
