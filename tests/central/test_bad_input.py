"""What no database takes, no number is and no text can be: refused with a problem that names the field, on both databases, never a bug."""

import json

import pytest

from kiosk.contract.platform import Problem
from tests.central.conftest import TerminalSide
from tests.offline.people import CERTIFICATE, id_number

NUL = "a\x00b"
LONE = "\ud800"  # half of a surrogate pair: JSON can say it, UTF-8 cannot
HUGE = 10**30

TERMINALS = [
    ("/v1/questions/held", {"id_number": NUL, "kinds": []}, "id_number"),
    ("/v1/questions/held", {"id_number": LONE, "kinds": []}, "id_number"),
    ("/v1/questions/held", {"id_number": id_number(), "kinds": [NUL]}, "kinds.0"),
    ("/v1/questions/held", {"id_number": id_number(), "kinds": ["x"] * 101}, "kinds"),
    ("/v1/questions/held", {"id_number": HUGE, "kinds": []}, "id_number"),
    ("/v1/questions/held", {"id_number": id_number(), "kinds": [], LONE: 1}, "body"),
    ("/v1/questions/progress", {"id_number": NUL}, "id_number"),
    ("/v1/questions/progress", {"number": "٠٠٠١-000001-1"}, "number"),
    ("/v1/questions/certificate", {"number": "0001-000001-1", "id_number": NUL}, "id_number"),
    ("/v1/ratings", {"number": "0001-000001-1", "grade": HUGE}, "grade"),
    ("/v1/ratings", {"number": "0001-000001-1", "grade": 5, "reasons": [NUL]}, "reasons.0"),
    ("/v1/submissions", {"matter": NUL}, "matter"),
    ("/v1/submissions", {"matter_version": HUGE}, "matter_version"),
    ("/v1/submissions", {"matter_version": 2**31}, "matter_version"),
    ("/v1/submissions", {"key": NUL}, "key"),
    ("/v1/submissions", {"sealed": "é" + LONE}, "sealed"),
    ("/v1/submissions", {"sealed": "é"}, "sealed"),
    ("/v1/enrolments", {"code": "ABCDEFGH" + LONE, "request": "x"}, "code"),
    ("/v1/enrolments", {"code": "ABCDEFGH\x00", "request": "x"}, "code"),
    ("/v1/heartbeats", {"devices": {"x": {"state": LONE}}}, "devices.x.state"),
    ("/v1/submissions", {"attachments": "not a list"}, "attachments"),
]
OPERATORS = [
    ("POST", "/operator/held", {"id_number": NUL, "kind": "x", "issued_on": "2026-01-01"}, "id_number"),
    ("POST", "/operator/held", {"id_number": "x", "kind": "x\x00", "issued_on": "2026-01-01"}, "kind"),
    ("POST", "/operator/held", {"id_number": "x", "kind": "x", "issued_on": "99999-01-01"}, "issued_on"),
    (
        "PUT",
        "/operator/records",
        {"id_number": NUL, "matter": CERTIFICATE, "rows": [{"label": "x", "value": "y"}]},
        "id_number",
    ),
    ("PUT", "/operator/records", {"id_number": "x", "matter": NUL, "rows": [{"label": "x", "value": "y"}]}, "matter"),
    ("GET", "/operator/applications/%00", None, "number"),
    ("GET", "/operator/applications/%ED%A0%80", None, "number"),
    ("GET", f"/operator/applications?after={HUGE}", None, "after"),
    ("POST", "/operator/applications/0001-000001-1/state", {"state": "accepted", "note": LONE}, "note"),
]


def _named(answer: object, field: str) -> None:
    assert answer.headers["content-type"] == "application/problem+json", answer.text  # type: ignore[attr-defined]
    problem = Problem.model_validate(answer.json())  # type: ignore[attr-defined]
    assert (problem.status, problem.field) == (422, field), problem


def test_terminals_hear_which_field_it_is(terminal: TerminalSide) -> None:
    _, submission = terminal.sealed(CERTIFICATE)
    whole = submission.model_dump(mode="json")
    for path, body, field in TERMINALS:
        sent = {**whole, **body} if path == "/v1/submissions" else body
        headers = {"Content-Type": "application/json"}
        answer = terminal.web.post(path, content=json.dumps(sent).encode(), headers=headers)
        _named(answer, field)


@pytest.mark.parametrize("path", ["/v1/statuses", "/v1/catalogue"])
@pytest.mark.parametrize("seq", [str(HUGE), str(2**63), "-1", "1.5", "%00", "NaN"])
def test_cursors_are_numbers_that_fit(terminal: TerminalSide, path: str, seq: str) -> None:
    _named(terminal.web.get(f"{path}?seq={seq}"), "seq")


def test_operators_hear_which_field_it_is(terminal: TerminalSide, officer: tuple[str, str]) -> None:
    for method, path, body, field in OPERATORS:
        content = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        _named(terminal.web.request(method, path, content=content, headers=headers, auth=officer), field)


def test_the_public_page_takes_anything(terminal: TerminalSide) -> None:
    for code in ("%00", "%ED%A0%80", "x" * 5000, "١٢٣٤"):
        assert terminal.web.get(f"/verify/{code}").status_code in (404, 422)
    assert terminal.web.get("/verify?code=%00").status_code in (303, 422)
