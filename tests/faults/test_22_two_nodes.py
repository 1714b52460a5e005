"""Two nodes on one PostgreSQL: one is killed in the middle of many submissions that come through both. 22."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.contract.application import Submission, SubmissionAnswer
from kiosk.offline.remote.port import Refused, Unreachable
from tests.central.postgres import cluster
from tests.faults.platforms import Installation, Sender
from tests.offline.people import BIRTH, CERTIFICATE

MANY = 40
BEFORE_THE_BLOW = 12


@pytest.mark.fault(22)
def test_fault_22_a_node_is_killed_among_many_submissions(tmp_path: Path) -> None:
    """kill -9 of one of two nodes on a PostgreSQL that waits for its disk; what it leaves unanswered is sent to the other one under the
    same key. Lost 0, twice 0, and the places of all submissions are 1 to N."""
    with cluster(durable=True) as server:
        installation = Installation(tmp_path, server.url(server.create()))
        nodes = [installation.start(name) for name in ("a", "b")]
        sender = Sender(tmp_path / "machine", installation, nodes[0])
        submissions = [sender.sealed(BIRTH if not which % 8 else CERTIFICATE)[1] for which in range(MANY)]
        with sender.to(nodes[1]) as client:
            for one in submissions:
                sender.upload(client, one)
        answered = threading.Semaphore(0)
        through: list[int] = []

        def deliver(which: int) -> SubmissionAnswer:
            """To both in turn until there is an answer, as an agent behind a load balancer does."""
            turn = which
            while True:
                try:
                    answer = _send(sender, installation, turn % 2, submissions[which])
                except (Unreachable, Refused) as error:
                    if isinstance(error, Refused):
                        assert error.problem.type.endswith(":submission-in-progress")
                    turn += 1
                else:
                    through.append(turn % 2)
                    answered.release()
                    return answer

        with ThreadPoolExecutor(6) as pool:
            sent = [pool.submit(deliver, which) for which in range(MANY)]
            for _ in range(BEFORE_THE_BLOW):
                assert answered.acquire(timeout=60)
            nodes[0].kill()
            answers = [one.result(120) for one in sent]

        assert set(through[:BEFORE_THE_BLOW]) == {0, 1}, "both had taken some in before the blow"
        assert [one.number for one in answers] == [one.number for one in submissions]
        assert sorted(one.seq for one in answers) == list(range(1, MANY + 1))
        with installation.looked_at() as platform:
            kept = platform.applications.after(0, 2 * MANY)
            assert [one.seq for one in kept] == list(range(1, MANY + 1))
            assert {one.application.key for one in kept} == {one.key for one in submissions}
            assert all(len(platform.applications.history(one.number)) == 1 for one in submissions)
        again = [_send(sender, installation, 1, one) for one in submissions]
        assert again == answers, "the same answers as before, from the node that is left"
        installation.close()
        sender.store.close()


def _send(sender: Sender, installation: Installation, which: int, submission: Submission) -> SubmissionAnswer:
    with sender.to(installation.nodes[which]) as client:
        return client.submit(submission)
