"""Requests made up from the OpenAPI document, right and wrong ones, against real platform processes on both databases.

Nothing ends in a 5xx, every answer is one that the document promises, and what is refused is refused as a problem that names the
member that is wrong.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from requests.auth import AuthBase, HTTPBasicAuth
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from central.platform import Platform
from kiosk.contract.platform import Enrolment, Problem
from kiosk.contract.signing import keyid, new_nonce, sign_request
from tests.central.machines import Machine
from tests.central.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = 8  # for each operation and database, besides those at the edges of the schema


def document() -> dict[str, Any]:
    """What is published, without who may ask: each request is signed, and strangers have tests of their own."""
    published: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    for operations in published["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return published


schema = schemathesis.openapi.from_dict(document())
load_all_checks()


@dataclass(frozen=True, slots=True)
class Serving:
    address: str
    auth: AuthBase


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def serving(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """`python -m central serve` with a few terminals of its own, for one alone would meet the rate limit."""
    data = tmp_path_factory.mktemp("platform")
    url = None
    if request.param == "postgresql":
        cluster: Postgres = request.getfixturevalue("postgres")
        url = cluster.url(cluster.create())
    command = [sys.executable, "-u", "-m", "central", "serve", "--data", str(data), "--port", "0"]
    command += ["--database", url] if url else []
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = next(line for line in process.stdout if line.startswith("serving on ")).split()[-1]
    yield Serving(address, Callers(address, data, url))
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    process.stdout.close()


class Callers(AuthBase):
    """Terminals that sign for /v1, the operator for the rest."""

    def __init__(self, address: str, data: Path, database: str | None) -> None:
        platform = Platform.open(data, database=database)
        codes = [platform.enrolments.make_code("测试大厅", platform.now()) for _ in range(4)]
        platform.close()
        # One of them only has its heart beat, for made-up beats are those of a copy: the platform closes it.
        self._beating, *others = [self._enrol(address, code) for code in codes]
        self._machines = cycle(others)
        self._operator = HTTPBasicAuth("operator", (data / "operator-password").read_text("utf-8"))

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if not request.path_url.startswith("/v1/"):
            return self._operator(request)
        assert request.method is not None and request.url is not None
        body = request.body or b""
        machine = self._beating if request.path_url.startswith("/v1/heartbeats") else next(self._machines)
        signed = sign_request(
            request.method,
            request.url,
            request.headers,
            body.encode() if isinstance(body, str) else body,
            machine.key,
            keyid(machine.terminal, machine.serial),
            machine.now(),
            new_nonce(),
        )
        request.headers.update(signed)
        return request

    @staticmethod
    def _enrol(address: str, code: str) -> Machine:
        machine = Machine(lambda: datetime.now(UTC))
        wanted = machine.request(code).model_dump(mode="json")
        answer = requests.post(f"{address}/v1/enrolments", json=wanted, timeout=10)
        machine.is_now(Enrolment.model_validate(answer.json()))
        return machine


@schemathesis.check
def says_no_as_a_problem(ctx: object, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """RFC 9457, and a wrong member by its name."""
    if response.status_code < 400:
        return
    [media_type] = response.headers["content-type"]
    if case.operation.path == "/verify/{code}" and response.status_code == 404:
        assert media_type.startswith("text/html"), "this one is read by people"
        return
    assert media_type == "application/problem+json"
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    assert problem.status not in (400, 422) or problem.field, problem


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    says_no_as_a_problem,
]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_platform_answers_as_the_document_says(case: schemathesis.Case, serving: Serving) -> None:
    case.call_and_validate(
        base_url=serving.address, auth=serving.auth, checks=CHECKS, timeout=10, allow_redirects=False
    )
