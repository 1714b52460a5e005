"""The platform alone: its database is put back from an old backup. It notices, says so by a new epoch, and takes in again what it had
forgotten. 41."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from central.store.epochs import Epoch
from kiosk.contract.application import Submission, SubmissionAnswer
from kiosk.offline.remote.port import Refused
from tests.central.postgres import PROGRAMS, Postgres, postgres
from tests.faults.platforms import Installation, Node, Sender, installation
from tests.offline.people import BIRTH, CERTIFICATE

__all__ = ["postgres"]


@pytest.fixture
def made(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Installation]:
    with installation(request, tmp_path, kind) as made:
        yield made


def epochs(made: Installation) -> list[Epoch]:
    with made.looked_at() as platform:
        return platform.epochs.all()


def numbers_held(made: Installation) -> list[str]:
    with made.looked_at() as platform:
        return sorted(one.status.number for one in platform.applications.newest())


def send(sender: Sender, node: Node, submission: Submission) -> SubmissionAnswer:
    with sender.to(node) as client:
        sender.upload(client, submission)
        return client.submit(submission)


def statuses(sender: Sender, node: Node, epoch: str, seq: int) -> tuple[str, int, list[str]]:
    """Epoch, cursor and numbers after all pages."""
    numbers: list[str] = []
    with sender.to(node) as client:
        while True:
            page = client.statuses(epoch, seq)
            if page.epoch == epoch and not page.statuses:
                return epoch, seq, numbers
            numbers = numbers if page.epoch == epoch else []
            epoch, seq = page.epoch, page.seq
            numbers += [one.number for one in page.statuses]


def put_back(made: Installation, backup: Path, request: pytest.FixtureRequest) -> None:
    """As docs/operations.md says, but for the word of the operator."""
    if made.url is None:
        for path in made.data().glob("platform.db*"):
            path.unlink()
        shutil.copy(backup / "platform.db", made.data())
        return
    cluster: Postgres = request.getfixturevalue("postgres")
    name = make_url(made.url).database
    assert name
    cluster.drop(name)
    cluster.create(name=name)
    subprocess.run(
        [PROGRAMS / "pg_restore", "--no-owner", f"--dbname={made.url}", backup / "platform.dump"],
        check=True,
        timeout=60,
    )


@pytest.mark.fault(41)
@pytest.mark.parametrize(
    ("kind", "noticed_by"), [("sqlite", "node"), ("postgresql", "node"), ("postgresql", "operator")]
)
def test_fault_41_put_back_from_a_backup_of_our_own(
    made: Installation, noticed_by: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """`python -m central backup` while it runs, more submissions, put back: a new epoch before the first answer, with the mark of what is
    held; what is offered again is taken in, once; the old cursor of the catalogue is refused."""
    node = made.start()
    sender = Sender(tmp_path / "machine", made, node)
    submissions = [sender.sealed(code)[1] for code in (CERTIFICATE, BIRTH, CERTIFICATE, CERTIFICATE)]
    before = [send(sender, node, one) for one in submissions[:2]]
    backup = made.command("backup", str(tmp_path / "backup"), "--attachments", str(made.attachments))
    assert (backup["epoch"], backup["seq"], backup["attachments"]) == (
        before[0].epoch,
        2,
        len(submissions[1].attachments),
    )
    lost = [send(sender, node, one) for one in submissions[2:]]
    assert [one.seq for one in (*before, *lost)] == [1, 2, 3, 4]
    epoch, cursor, _ = statuses(sender, node, "", 0)
    node.stop()

    put_back(made, tmp_path / "backup", request)
    if noticed_by == "operator":
        (made.data() / "high-water").unlink()
        assert made.command("restored")["marks"] == {epoch: 2}
    node = made.start()
    [was, now] = epochs(made)
    assert (was.name, was.held, now.reason) == (epoch, 2, noticed_by)

    fresh, _, numbers = statuses(sender, node, epoch, cursor)
    assert fresh == now.name
    assert sorted(numbers) == [one.number for one in before]
    with sender.to(node) as client, pytest.raises(Refused) as gone:
        client.catalogue(epoch, 1)
    assert gone.value.problem.status == 410, "the catalogue is to be taken anew"
    assert [send(sender, node, one) for one in submissions[:2]] == before, "the same answers as ever"
    taken = [send(sender, node, one) for one in submissions[2:]]
    assert [(one.epoch, one.seq) for one in taken] == [(fresh, 3), (fresh, 4)]
    assert numbers_held(made) == [one.number for one in submissions]
    with made.looked_at() as platform:
        assert not platform.epochs.check(), "nobody thinks that it was put back once more"


@pytest.mark.fault(41)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_fault_41_a_terminal_knows_more_than_the_platform(
    made: Installation, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The whole machine was put back and nothing on it can know: the first terminal whose cursor is ahead shows it. Of that epoch nothing
    is held for certain, so everything is offered again; what was held after all gets the same answer with a place in the new epoch."""
    node = made.start()
    sender = Sender(tmp_path / "machine", made, node)
    submissions = [sender.sealed(CERTIFICATE)[1] for _ in range(3)]
    first = send(sender, node, submissions[0])
    made.command("backup", str(tmp_path / "backup"), "--attachments", str(made.attachments))
    if made.url is None:  # a copy made by somebody else says nothing of itself
        forget_that_it_is_a_copy(tmp_path / "backup" / "platform.db")
    for one in submissions[1:]:
        send(sender, node, one)
    epoch, cursor, _ = statuses(sender, node, "", 0)
    node.stop()

    put_back(made, tmp_path / "backup", request)
    (made.data() / "high-water").unlink()
    node = made.start()
    assert len(epochs(made)) == 1
    fresh, _, numbers = statuses(sender, node, epoch, cursor)
    assert numbers == [first.number]
    node.said("platform.restored_noticed")
    [was, now] = made.command("epochs")
    assert (was["held"], now["name"], now["reason"]) == (0, fresh, "terminal")

    answers = [send(sender, node, one) for one in submissions]
    assert {one.epoch for one in answers} == {fresh}
    assert answers[0] == first.model_copy(update={"epoch": fresh, "seq": answers[0].seq})
    assert [send(sender, node, one) for one in submissions] == answers
    assert numbers_held(made) == [one.number for one in submissions]

    with sender.to(node) as client:
        assert client.statuses(fresh, cursor + 1000).seq < cursor + 1000
    node.said("platform.restored_doubtful")
    assert len(epochs(made)) == 2, "one terminal cannot make one new epoch after another"


def forget_that_it_is_a_copy(database: Path) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("DELETE FROM setting WHERE name = 'backup'")
    connection.close()
