"""The agent as a process: it answers on its socket, carries what waits, and its log knows nobody."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from kiosk.agent.configuration import AgentConfiguration
from kiosk.languages.fault import KnownFault
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.questions import AgentQuestions
from kiosk.offline.store.stores import Stores
from tests.agent.conftest import Central, StartAgent
from tests.offline.people import CERTIFICATE, NAME, application, id_number, matter


@pytest.fixture
def questions(machine: Stores) -> Iterator[AgentQuestions]:
    opened = AgentQuestions(machine.kept.path.with_name("agent.sock"))
    yield opened
    opened.close()


class Awaited:
    """Collects what a listener is told, and waits for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.told: list[object] = []

    def __call__(self, what: object) -> None:
        with self._changed:
            self.told.append(what)
            self._changed.notify_all()

    def until(self, condition: Callable[[list[object]], bool], seconds: float = 20) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self.told), seconds), self.told


def test_a_whole_life_of_an_application(
    central: Central,
    start_agent: StartAgent,
    questions: AgentQuestions,
    outbox: KeptOutbox,
    credentials: CredentialsFile,
) -> None:
    agent = start_agent(central.address, central.code())
    online = Awaited()
    questions.watch(online)
    online.until(lambda told: told[-1] is True)
    assert questions.online()

    person = id_number(77)
    licence = {"id_number": person, "kind": "marriage_certificate", "issued_on": "2020-05-20"}
    requests.post(f"{central.address}/operator/held", json=licence, auth=central.auth, timeout=10).raise_for_status()
    [held] = questions.held(person, ["marriage_certificate"]).result(10)
    assert held.usable

    words = Awaited()
    outbox.watch(words)
    made, documents = application(
        matter(),
        outbox.next_number(),
        terminal=credentials.require().terminal,
        person=person,
        ways={"marriage_certificate": "held"},
        held={"marriage_certificate": held.held_id},
    )
    outbox.submit(made, documents).result()
    questions.notice()
    words.until(lambda told: made.number in told)
    status = outbox.status(made.number)
    assert status is not None
    assert status.state == "received"

    central.move(made.number, "completed")
    words.until(lambda told: told.count(made.number) == 2)
    [known] = questions.progress(id_number=person).result(10)
    assert (known.number, known.state) == (made.number, "completed")
    with pytest.raises(KnownFault, match="certificate_not_ready"):
        questions.certificate(made.number, person).result(10)

    assert agent.stop() == 0
    online.until(lambda told: told[-1] is False)
    log = "".join(agent.log)
    assert made.number in log
    [key] = (credentials.path.parent / "identity").glob("*.key")
    for secret in (NAME, person, "19900000001", key.read_text("ascii").splitlines()[1]):
        assert secret not in log


def test_a_certificate_comes_through(
    central: Central,
    start_agent: StartAgent,
    questions: AgentQuestions,
    outbox: KeptOutbox,
    credentials: CredentialsFile,
) -> None:
    start_agent(central.address, central.code()).said("agent.round outcome=whole")
    made, documents = application(matter(CERTIFICATE), outbox.next_number(), terminal=credentials.require().terminal)
    words = Awaited()
    outbox.watch(words)
    outbox.submit(made, documents).result()
    questions.notice()
    words.until(lambda told: made.number in told)
    certificate = questions.certificate(made.number, made.applicant.id_number).result(10)
    assert certificate.number == made.number


def test_without_a_platform_every_question_has_an_answer_in_time(
    start_agent: StartAgent, questions: AgentQuestions
) -> None:
    start_agent("http://127.0.0.1:1", "AAAABBBBCCCC").said("agent.round outcome=no connection")
    for future in (
        questions.held("0", []),
        questions.progress(number=None),
        questions.certificate("0001-000001-1", "0"),
    ):
        with pytest.raises(KnownFault, match="offline"):
            future.result(6)
    assert not questions.online()


def test_without_an_agent_too(questions: AgentQuestions) -> None:
    questions.notice()
    with pytest.raises(KnownFault, match="offline"):
        questions.progress(id_number="0").result(6)
    assert not questions.online()


def test_an_agent_that_dies_is_started_again_and_goes_on(
    central: Central,
    start_agent: StartAgent,
    outbox: KeptOutbox,
    credentials: CredentialsFile,
) -> None:
    first = start_agent(central.address, central.code())
    first.said("agent.round outcome=whole")
    first._process.kill()
    first._process.wait()
    made, documents = application(matter(), outbox.next_number(), terminal=credentials.require().terminal)
    outbox.submit(made, documents).result()
    second = start_agent(central.address, None)
    second.said(f"sync.delivered number={made.number}")
    assert outbox.waiting() == 0


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"data": "/x"},
        {"data": "/x", "platform": "ftp://y"},
        {"data": "/x", "platform": "https://y", "interval_s": 0},
        {"data": "/x", "platform": "https://y", "enrolment_code": 7},
        {"data": "/x", "platform": "https://y", "colour": "blue"},
    ],
)
def test_a_wrong_configuration_is_said_by_name(table: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\[agent\]"):
        AgentConfiguration.from_table(table)


def test_a_right_one_is_taken() -> None:
    made = AgentConfiguration.from_table({"data": "/x", "platform": "https://y", "interval_s": 5})
    assert made.socket == Path("/x/agent.sock")
    assert made.interval_s == 5.0
