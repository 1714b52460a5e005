"""The rest of what terminals ask: enrolment, catalogue, statuses, progress, ratings; and that no is always said the same way."""

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from central.commands import openapi_text
from central.platform import Platform
from central.store.seed import seed
from kiosk.contract.platform import Problem
from tests.central.conftest import TerminalSide, enrolled
from tests.central.machines import Machine
from tests.offline.people import BIRTH, MATTERS, id_number, matter


def test_the_published_contract_is_current() -> None:
    document = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
    assert document.read_text("utf-8") == openapi_text(), "run: python -m central openapi --out docs/openapi.json"


def test_every_path_says_how_it_refuses() -> None:
    paths = json.loads(openapi_text())["paths"]
    for path, methods in paths.items():
        if path.startswith("/v1"):
            for method, operation in methods.items():
                assert "422" in operation["responses"] or method == "head", (path, method)


def test_every_message_of_the_contract_has_an_example() -> None:
    document = json.loads(openapi_text())
    named: set[str] = set()
    for path, methods in document["paths"].items():
        if path.startswith("/v1"):
            named |= set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(methods)))
    without = {name for name in named if not document["components"]["schemas"][name].get("examples")}
    assert named
    assert without == set()


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}])
def test_strangers_are_told_nothing(web: TestClient, headers: dict[str, str]) -> None:
    for path in ("/v1/catalogue", "/v1/statuses"):
        answer = web.get(path, headers=headers)
        assert answer.status_code == 401
        assert Problem.model_validate(answer.json())


def test_publishing_the_same_again_changes_nothing_and_leaving_is_a_tombstone(
    platform: Platform, tmp_path: Path
) -> None:
    assert seed(platform.matters, MATTERS)[0] == []
    before = platform.matters.page(0)
    changed, _ = seed(platform.matters, tmp_path)
    assert BIRTH in changed
    rows = platform.matters.page(before.seq).rows
    assert all(row.withdrawn and row.seq > before.seq for row in rows)
    assert platform.matters.version(BIRTH, matter().matter.version) is not None, "waiting applications still cite it"


def test_a_folder_that_cannot_be_read_withdraws_nothing(platform: Platform, tmp_path: Path) -> None:
    for code in platform.matters.codes():
        (tmp_path / code).mkdir()
        (tmp_path / code / "matter.toml").write_text("code = 1", "utf-8")
    changed, findings = seed(platform.matters, tmp_path)
    assert changed == []
    assert findings


def test_only_the_carrying_terminal_hears_of_a_change(
    terminal: TerminalSide, platform: Platform, officer: tuple[str, str]
) -> None:
    made, _ = terminal.hand_in(BIRTH)
    step = {"state": "accepted", "note": "已受理"}
    moved = terminal.web.post(f"/operator/applications/{made.number}/state", json=step, auth=officer)
    assert (moved.json()["state"], moved.json()["version"]) == ("accepted", 2)
    page = terminal.web.get("/v1/statuses", params={"seq": 0}).json()
    assert [status["version"] for status in page["statuses"]] == [1, 2]
    rest = terminal.web.get("/v1/statuses", params={"seq": page["seq"]}).json()
    assert rest == {"epoch": page["epoch"], "seq": page["seq"], "statuses": []}
    other = enrolled(platform, Machine(platform.now))
    assert platform.applications.statuses(other.terminal, 0).statuses == []


def test_a_step_that_is_not_allowed_changes_nothing(terminal: TerminalSide, officer: tuple[str, str]) -> None:
    made, _ = terminal.hand_in(BIRTH)
    url = f"/operator/applications/{made.number}/state"
    assert terminal.web.post(url, json={"state": "returned"}, auth=officer).status_code == 200
    refused = terminal.web.post(url, json={"state": "completed"}, auth=officer)
    assert (refused.status_code, refused.json()["field"]) == (409, "state")
    assert terminal.web.post(url, json={"state": "lost"}, auth=officer).json()["field"] == "state"


def test_progress_by_number_or_by_card(terminal: TerminalSide) -> None:
    made, _ = terminal.hand_in(BIRTH)

    def ask(**question: str) -> list[str]:
        answer = terminal.web.post("/v1/questions/progress", json=question).json()
        return [one["number"] for one in answer["applications"]]

    assert ask(number=made.number) == [made.number]
    assert ask(id_number=id_number()) == [made.number]
    assert ask(id_number=id_number(2)) == []
    assert ask(number=made.number, id_number=id_number(2)) == []
    assert terminal.web.post("/v1/questions/progress", json={}).status_code == 422


def test_one_rating_for_one_application(terminal: TerminalSide) -> None:
    made, _ = terminal.hand_in(BIRTH)

    def rate(number: str, grade: int) -> int:
        body = {"number": number, "grade": grade}
        return terminal.web.post("/v1/ratings", json=body).status_code

    assert rate(made.number, 5) == 204
    assert rate(made.number, 5) == 204
    assert rate(made.number, 4) == 409
    assert rate("0001-999999-1", 5) == 422
    assert rate(made.number, 6) == 422


def test_a_request_that_is_none_is_refused_by_member_and_without_its_value(terminal: TerminalSide) -> None:
    answer = terminal.web.post("/v1/questions/held", json={"id_number": 7, "kinds": []})
    assert (answer.status_code, answer.json()["field"]) == (422, "id_number")
    broken = terminal.web.post("/v1/questions/held", content=b"{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
    assert terminal.web.get("/v1/nowhere").headers["content-type"] == "application/problem+json"


def test_a_bug_is_told_without_what_it_was_about(
    terminal: TerminalSide, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"about {id_number()}")

    monkeypatch.setattr("central.store.holdings.Holdings.of", broken)
    question = {"id_number": id_number(), "kinds": ["id_card"]}
    answer = terminal.web.post("/v1/questions/held", json=question)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "platform.bug" in caplog.text
    assert "RuntimeError" in caplog.text
    assert id_number() not in caplog.text + answer.text
