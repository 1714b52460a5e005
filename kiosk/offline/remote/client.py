"""The reference platform's own way to be spoken to: the messages of kiosk/contract over HTTP, as docs/openapi.json says."""

import json
from collections.abc import Callable
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from http_message_signatures.digests import ContentDigest
from pydantic import BaseModel, ValidationError

from kiosk.contract.application import Rating, Submission, SubmissionAnswer
from kiosk.contract.platform import (
    CataloguePage,
    CertificateAnswer,
    CertificateQuestion,
    Enrolment,
    EnrolmentRequest,
    Heartbeat,
    HeartbeatAnswer,
    HeldAnswer,
    HeldQuestion,
    Problem,
    ProgressAnswer,
    ProgressQuestion,
    Renewal,
    RenewalRequest,
    Snapshot,
    StatusPage,
    Upload,
    UploadRequest,
)
from kiosk.offline.remote.port import Closed, Refused, Unknown, Unreachable, Way
from kiosk.offline.remote.transport import Answered, Transport, retry_after

Answer = TypeVar("Answer", bound=BaseModel)

_TOO_LARGE = 413
_PARTIAL = 206
_JSON = {"Accept": "application/json"}
_CLOSED = "urn:xinzhizhu:problem:terminal-"
_UNKNOWN = ("urn:xinzhizhu:problem:certificate-unknown", "urn:xinzhizhu:problem:certificate-expired")


class PlatformClient:
    """kiosk.offline.remote.port.PlatformPort. Not for two threads at once: one for the rounds, one for each question."""

    def __init__(self, way: Way) -> None:
        """Raises ValueError for an address that may not be used, OSError for a file of authorities that cannot."""
        self._transport = Transport(way, _JSON)

    def close(self) -> None:
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def enrol(self, request: EnrolmentRequest) -> Enrolment:
        return self._ask("POST", "/v1/enrolments", Enrolment, body=request)

    def renew(self, request: RenewalRequest) -> Renewal:
        return self._ask("POST", "/v1/renewals", Renewal, body=request)

    def catalogue(self, epoch: str, seq: int) -> CataloguePage:
        return self._ask("GET", "/v1/catalogue", CataloguePage, params={"epoch": epoch, "seq": str(seq)})

    def snapshot(self, epoch: str, seq: int) -> Snapshot:
        return self._ask("GET", "/v1/catalogue/snapshot", Snapshot, params={"epoch": epoch, "seq": str(seq)})

    def snapshot_file(self, digest: str, start: int, take: Callable[[int, bytes], None]) -> None:
        headers = {"Accept": "application/gzip", "Accept-Encoding": "identity"}
        if start:
            headers |= {"Range": f"bytes={start}-", "If-Range": f'"{digest}"'}

        def begin(head: Answered) -> Callable[[bytes], None]:
            if head.media_type != "application/gzip":
                raise Unreachable(f"answered with {head.media_type or 'no media type'}: not the platform")
            at = start if head.status == _PARTIAL else 0

            def part(received: bytes) -> None:
                nonlocal at
                take(at, received)
                at += len(received)

            return part

        _good(
            self._transport.ask("GET", f"/v1/catalogue/snapshots/{digest}", headers=headers, sink=begin, repeat=False)
        )

    def begin_upload(self, sealed_sha256: str, size: int) -> Upload:
        return self._ask("POST", f"/v1/attachments/{sealed_sha256}", Upload, body=UploadRequest(size=size))

    def send_piece(self, sealed_sha256: str, offset: int, piece: bytes) -> Upload:
        headers = {"Content-Type": "application/octet-stream", "Content-Digest": ContentDigest.create(piece)}
        target = f"/v1/attachments/{sealed_sha256}?offset={offset}"
        return _read(self._transport.ask("PATCH", target, body=piece, headers=headers), Upload)

    def commit_upload(self, sealed_sha256: str) -> Upload:
        return self._ask("POST", f"/v1/attachments/{sealed_sha256}/commit", Upload)

    def submit(self, submission: Submission) -> SubmissionAnswer:
        headers = {"Idempotency-Key": str(submission.key)}
        answer = self._ask("POST", "/v1/submissions", SubmissionAnswer, body=submission, headers=headers)
        if (answer.key, answer.number) != (submission.key, submission.number):
            raise Unreachable("the answer is about another application")
        return answer

    def rate(self, rating: Rating) -> None:
        _good(self._send("POST", "/v1/ratings", body=rating))

    def heartbeat(self, heartbeat: Heartbeat) -> HeartbeatAnswer:
        return self._ask("POST", "/v1/heartbeats", HeartbeatAnswer, body=heartbeat)

    def statuses(self, epoch: str, seq: int) -> StatusPage:
        return self._ask("GET", "/v1/statuses", StatusPage, params={"epoch": epoch, "seq": str(seq)})

    def held(self, question: HeldQuestion) -> HeldAnswer:
        return self._ask("POST", "/v1/questions/held", HeldAnswer, body=question)

    def progress(self, question: ProgressQuestion) -> ProgressAnswer:
        return self._ask("POST", "/v1/questions/progress", ProgressAnswer, body=question)

    def certificate(self, question: CertificateQuestion) -> CertificateAnswer:
        return self._ask("POST", "/v1/questions/certificate", CertificateAnswer, body=question)

    def _ask(self, method: str, path: str, answer: type[Answer], **request: Any) -> Answer:
        return _read(self._send(method, path, **request), answer)

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: BaseModel | None = None,
        params: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answered:
        target = f"{path}?{urlencode(params)}" if params else path
        if body is None:
            return self._transport.ask(method, target, headers=headers)
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self._transport.ask(method, target, body=body.model_dump_json().encode(), headers=sent)


def _good(answered: Answered) -> Answered:
    """A 2xx. Raises Refused when the platform says no, Unreachable when somebody else answered."""
    if answered.status < 400:
        if answered.media_type == "text/html":
            raise Unreachable("answered with text/html: not the platform")
        return answered
    problem = _problem(answered)
    if problem.status == 403 and problem.type.startswith(_CLOSED):
        raise Closed(problem, problem.type.removeprefix(_CLOSED))
    if problem.status == 401 and problem.type in _UNKNOWN:
        raise Unknown(problem)
    raise Refused(problem, retry_after=retry_after(answered.headers.get("retry-after", "")))


def _read(answered: Answered, answer: type[Answer]) -> Answer:
    received = _good(answered)
    if received.media_type != "application/json":
        raise Unreachable(f"answered with {received.media_type or 'no media type'}: not the platform")
    try:
        return answer.model_validate_json(received.body)
    except ValidationError as error:
        # Without the values: an answer may hold what the platform knows of a person.
        wrong = ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_input=False))
        raise Unreachable(f"an answer that is none: {wrong}") from None


def _problem(answered: Answered) -> Problem:
    """Raises Unreachable when it is not the platform that refuses; but "too large" is believed of any box on the way."""
    try:
        if answered.media_type == "application/problem+json":
            return Problem.model_validate(json.loads(answered.body) | {"status": answered.status})
    except (ValueError, TypeError):
        pass
    if answered.status == _TOO_LARGE:
        return Problem(title="", status=answered.status)
    said = answered.media_type or "no media type"
    raise Unreachable(f"HTTP {answered.status} with {said}: not the platform")
