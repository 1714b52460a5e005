"""Bounds of one node, and what load balancers and Prometheus see of it."""

import re
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient

from central import events
from central.api.app import create_app
from central.api.edge import LARGEST_JSON
from central.api.rates import Backlog, Rates
from central.platform import Platform
from tests.central.conftest import enrolled
from tests.central.machines import Machine
from tests.offline.people import id_number

TOO_MANY = "urn:xinzhizhu:problem:too-many-requests"


@pytest.fixture
def machine(platform: Platform) -> Machine:
    made = Machine(platform.now)
    enrolled(platform, made)
    return made


def test_the_page_about_the_log_is_current() -> None:
    document = Path(__file__).resolve().parents[2] / "docs" / "platform-log.md"
    assert document.read_text("utf-8") == events.page(), "run: python -m central log-events --out docs/platform-log.md"


def test_one_terminal_that_asks_too_often_is_slowed_and_no_other(platform: Platform, machine: Machine) -> None:
    web = TestClient(create_app(platform, rates=Rates(platform.metrics, per_terminal=3)))
    other = Machine(platform.now)
    enrolled(platform, other)
    answers = [web.get("/v1/statuses", auth=machine) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["type"] == TOO_MANY
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert web.get("/v1/statuses", auth=other).status_code == 200


def test_codes_cannot_be_guessed_in_a_hurry(platform: Platform) -> None:
    web = TestClient(create_app(platform, rates=Rates(platform.metrics, enrolments_per_address=2)))
    body = Machine(platform.now).request("AAAABBBBCCCC").model_dump()
    assert [web.post("/v1/enrolments", json=body).status_code for _ in range(3)] == [422, 422, 429]


def test_a_stranger_who_goes_on_asking_is_slowed(platform: Platform) -> None:
    web = TestClient(create_app(platform, rates=Rates(platform.metrics, strangers_per_address=2)))
    assert [web.get("/v1/statuses").status_code for _ in range(3)] == [401, 401, 429]


def test_more_work_than_a_node_can_do_at_once_is_sent_away_and_not_queued(
    platform: Platform, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()
    page = type(platform.applications).statuses

    def slow(*arguments: Any) -> object:
        begun.set()
        assert go_on.wait(10)
        return page(*arguments)

    monkeypatch.setattr(type(platform.applications), "statuses", slow)
    web = TestClient(create_app(platform, rates=Rates(platform.metrics, work=1)))
    answered: list[int] = []
    first = Thread(target=lambda: answered.append(web.get("/v1/statuses", auth=machine).status_code))
    first.start()
    assert begun.wait(10)
    sent_away = web.get("/v1/statuses", auth=machine)
    assert (sent_away.status_code, sent_away.json()["type"]) == (429, TOO_MANY)
    assert 1 <= int(sent_away.headers["retry-after"]) <= 5
    assert web.get("/healthz").text == "ok", "operators and load balancers are not sent away"
    go_on.set()
    first.join(10)
    assert answered == [200]
    assert web.get("/v1/statuses", auth=machine).status_code == 200


def test_who_is_sent_away_comes_back_when_there_is_room() -> None:
    """400 a second are heard and 4,000 are sent away: they come back over the next ten seconds or so, in their order."""
    clock = [0.0]
    backlog = Backlog(lambda: clock[0])
    for _ in range(400):
        clock[0] += 1 / 400
        backlog.heard()
    told = [backlog.sent_away() for _ in range(4000)]
    assert 1 <= min(told[:100]) <= max(told[:100]) <= 5
    assert 10 <= min(told[-100:]) <= max(told[-100:]) <= 15
    for _ in range(4000):
        clock[0] += 1 / 400
        backlog.heard()
    assert backlog.sent_away() <= 5, "the row has gone"


def test_a_body_without_end_is_refused(platform: Platform, machine: Machine) -> None:
    web = TestClient(create_app(platform))
    body = b'{"request": "' + b"a" * LARGEST_JSON + b'"}'
    headers = {"Content-Type": "application/json"}
    assert web.post("/v1/enrolments", content=body, headers=headers).status_code == 413
    assert web.post("/v1/renewals", content=body, headers=headers, auth=machine).status_code == 413


def test_a_load_balancer_sees_whether_a_node_can_serve(platform: Platform) -> None:
    web = TestClient(create_app(platform))
    assert [web.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def test_metrics_say_nothing_of_anybody(platform: Platform, machine: Machine) -> None:
    """Routes as patterns, never as they were asked for; no number, no matter, no terminal."""
    from prometheus_client import generate_latest

    web = TestClient(create_app(platform))
    question = {"id_number": id_number(), "kinds": ["id_card"]}
    assert web.post("/v1/questions/held", json=question, auth=machine).status_code == 200
    web.get("/verify/ABCD-EFGH-JKLM")
    web.post("/v1/heartbeats", json=machine.beat().model_dump(mode="json"), auth=machine)
    text = generate_latest(platform.metrics.registry).decode()
    assert 'xzz_requests_total{method="POST",route="/v1/questions/held",status="200"} 1.0' in text
    assert 'xzz_heartbeats_total{verdict="new"} 1.0' in text
    values = set(re.findall(r'(?:route|reason|bound|batch|verdict)="([^"]*)"', text))
    assert all(re.fullmatch(r"[a-z/1{}_:-]*", value) for value in values), values
    for secret in (id_number(), "ABCD", machine.terminal, machine.serial):
        assert secret not in text
