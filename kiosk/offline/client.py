"""The terminal's only way to the platform: the messages of kiosk/contract over HTTP, as docs/openapi.json says.

Everything that does not speak like the platform counts as offline: a captive portal answers 200 with HTML, a proxy 502.
"""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any, Literal, TypeVar

import requests
from pydantic import BaseModel, ValidationError
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential
from tenacity.nap import sleep_using_event

from kiosk.contract.application import Rating, Submission, SubmissionAnswer
from kiosk.contract.platform import (
    CataloguePage,
    CertificateAnswer,
    CertificateQuestion,
    Enrolment,
    EnrolmentRequest,
    HeldAnswer,
    HeldQuestion,
    Problem,
    ProgressAnswer,
    ProgressQuestion,
    StatusPage,
)

Answer = TypeVar("Answer", bound=BaseModel)

_LONGEST_ANSWER = 64 * 1024 * 1024
_MISSING = 404


class Unreachable(Exception):
    """No word from the platform: no network, too slow, 5xx, 429, or somebody else answered. Asking again later may help.

    `answered`: with a 5xx or 429, so that another request may fare better.
    """

    def __init__(self, reason: str, *, answered: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.answered = answered
        self.retry_after = retry_after


class Refused(Exception):
    """The platform understood and said no (4xx). Asking the same again does not help."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.type} {problem.field or ''}".rstrip())
        self.problem = problem


class PlatformClient:
    """Not for two threads at once: one for the rounds, one for each question.

    `stop` ends waits between attempts. `attempts` for each request, with jittered pauses; `timeouts` (connect, read) and
    `deadline` for a whole answer in seconds.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        stop: threading.Event | None = None,
        attempts: int = 3,
        timeouts: tuple[float, float] = (5.0, 30.0),
        deadline: float = 120.0,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._timeouts = timeouts
        self._deadline = deadline
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Accept"] = "application/json"
        if token is not None:
            self._session.headers["Authorization"] = f"Bearer {token}"
        self._retrying = Retrying(
            stop=stop_after_attempt(attempts),
            wait=wait_random_exponential(multiplier=0.2, max=2),
            retry=retry_if_exception_type(Unreachable),
            sleep=sleep_using_event(stop or threading.Event()),
            reraise=True,
        )

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> "PlatformClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def enrol(self, code: str) -> Enrolment:
        """Only once: a code whose answer was lost is spent, and the operator makes another."""
        return self._once("POST", "/v1/enrolments", Enrolment, body=EnrolmentRequest(code=code))

    def catalogue(self, epoch: str, seq: int) -> CataloguePage:
        return self._ask("GET", "/v1/catalogue", CataloguePage, params={"epoch": epoch, "seq": str(seq)})

    def has_attachment(self, digest: str) -> bool:
        try:
            self._retrying(self._exchange, "HEAD", f"/v1/attachments/{digest}")
        except Refused as refused:
            if refused.problem.status == _MISSING:
                return False
            raise
        return True

    def upload(self, digest: str, sealed: bytes) -> None:
        self._retrying(self._exchange, "PUT", f"/v1/attachments/{digest}", content=sealed)

    def submit(self, submission: Submission) -> SubmissionAnswer:
        headers = {"Idempotency-Key": str(submission.key)}
        answer = self._ask("POST", "/v1/submissions", SubmissionAnswer, body=submission, headers=headers)
        if (answer.key, answer.number) != (submission.key, submission.number):
            raise Unreachable("the answer is about another application")
        return answer

    def rate(self, rating: Rating) -> None:
        self._retrying(self._exchange, "POST", "/v1/ratings", content=rating.model_dump_json().encode())

    def statuses(self, seq: int) -> StatusPage:
        return self._ask("GET", "/v1/statuses", StatusPage, params={"seq": str(seq)})

    def held(self, question: HeldQuestion) -> HeldAnswer:
        return self._ask("POST", "/v1/questions/held", HeldAnswer, body=question)

    def progress(self, question: ProgressQuestion) -> ProgressAnswer:
        return self._ask("POST", "/v1/questions/progress", ProgressAnswer, body=question)

    def certificate(self, question: CertificateQuestion) -> CertificateAnswer:
        return self._ask("POST", "/v1/questions/certificate", CertificateAnswer, body=question)

    def _ask(self, method: str, path: str, answer: type[Answer], **request: Any) -> Answer:
        answered: Answer = self._retrying(self._once, method, path, answer, **request)
        return answered

    def _once(
        self,
        method: Literal["GET", "POST"],
        path: str,
        answer: type[Answer],
        *,
        body: BaseModel | None = None,
        params: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        content = None if body is None else body.model_dump_json().encode()
        media_type, received = self._exchange(method, path, content=content, params=params, headers=headers)
        if media_type != "application/json":
            raise Unreachable(f"answered with {media_type or 'no media type'}: not the platform")
        try:
            return answer.model_validate_json(received)
        except ValidationError as error:
            # Without the values: an answer may hold what the platform knows of a person.
            wrong = ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_input=False))
            raise Unreachable(f"an answer that is none: {wrong}") from None

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        params: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[str, bytes]:
        """Media type and body of a 2xx answer."""
        sent = dict(headers or {})
        if content is not None:
            sent["Content-Type"] = "application/octet-stream" if method == "PUT" else "application/json"
        try:
            with self._session.request(
                method,
                self._base + path,
                data=content,
                params=params,
                headers=sent,
                timeout=self._timeouts,
                allow_redirects=False,
                stream=True,
            ) as response:
                received = b"".join(_within(response, time.monotonic() + self._deadline))
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__) from error
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if 200 <= response.status_code < 300:
            if media_type == "text/html":
                raise Unreachable("answered with text/html: not the platform")
            return media_type, received
        if response.status_code == 429 or not 400 <= response.status_code < 500:
            after = _retry_after(response)
            raise Unreachable(f"HTTP {response.status_code}", answered=response.status_code >= 429, retry_after=after)
        raise Refused(_problem(method, response.status_code, media_type, received))


def _within(response: requests.Response, until: float) -> Iterator[bytes]:
    """The body, as long as it is neither too slow nor too long."""
    size = 0
    for part in response.iter_content(1 << 16):
        size += len(part)
        if time.monotonic() > until or size > _LONGEST_ANSWER:
            raise requests.exceptions.ReadTimeout
        yield part


def _problem(method: str, status: int, media_type: str, received: bytes) -> Problem:
    """Raises Unreachable when it is not the platform that refuses. HEAD has no body to tell by."""
    if method == "HEAD":
        return Problem(title="", status=status)
    try:
        if media_type == "application/problem+json":
            return Problem.model_validate(json.loads(received) | {"status": status})
    except (ValueError, TypeError):
        pass
    raise Unreachable(f"HTTP {status} with {media_type or 'no media type'}: not the platform")


def _retry_after(response: requests.Response) -> float | None:
    """Seconds, ten minutes at most; a date is not looked at."""
    value = response.headers.get("Retry-After", "")
    return min(float(value), 600.0) if value.isdecimal() else None
