"""How the API says no: always problem+json, with the member that is wrong and never with its value."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from central.problems import MEDIA_TYPE, Refusal
from kiosk.contract.platform import Problem

_INVALID = "urn:xinzhizhu:problem:request-invalid"


OF_CALLERS = (401, 403, 429, 503)
"""What any request of a terminal may be answered: central/api/caller.py."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "refused"} for status in statuses}


def say_problems(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    def refusal(_: Request, error: Refusal) -> JSONResponse:
        return refused(error)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        # ("body", "answers", 0): where it came from is left out, what is wrong is not.
        field = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
        # The name of an unknown member is the sender's own: it may be anything, and no text at all.
        field = field.encode("utf-8", "replace").decode()[:200]
        malformed = first["type"] == "json_invalid"
        return answer(
            Problem(
                type=_INVALID,
                title="请求的格式不对",
                status=400 if malformed else 422,
                detail=str(first["type"]),
                field="body" if malformed else field,
            )
        )

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 400:
            # FastAPI says no more of a body that is not even text.
            return answer(Problem(type=_INVALID, title="请求的格式不对", status=400, detail="unreadable", field="body"))
        said = Problem(title=str(error.detail), status=error.status_code)
        return answer(said, dict(error.headers or {}))


def refused(refusal: Refusal) -> JSONResponse:
    after = refusal.retry_after
    return answer(refusal.problem, None if after is None else {"Retry-After": str(after)})


def answer(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        problem.model_dump(mode="json"), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers
    )
