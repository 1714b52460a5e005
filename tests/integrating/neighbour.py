"""The adapter of an invented province. Its platform speaks JSON in its own words, always answers 200 and says in `code` how it went."""

import base64
import json
from collections.abc import Callable
from typing import Any, Self, TypeVar

from pydantic import BaseModel

from kiosk.contract import platform as said
from kiosk.contract.application import Rating, Submission, SubmissionAnswer
from kiosk.offline.remote.port import Closed, Refused, Unknown, Unreachable, Way
from kiosk.offline.remote.transport import Answered, Transport

Answer = TypeVar("Answer", bound=BaseModel)

_GOOD, _CLOSED, _UNKNOWN = "0000", "E403", "E401"
# Its words for "no", as the status the agent acts on; what is not listed is trouble that may pass.
_STATUS = {_UNKNOWN: 401, _CLOSED: 403, "E404": 404, "E409": 409, "E410": 410, "E413": 413, "E422": 422}
_STATES = {
    "10": "received",
    "20": "accepted",
    "30": "in_progress",
    "31": "materials_missing",
    "90": "completed",
    "99": "returned",
}


class Neighbour:
    """kiosk.offline.remote.port.PlatformPort."""

    def __init__(self, way: Way) -> None:
        self._transport = Transport(way)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    def enrol(self, request: said.EnrolmentRequest) -> said.Enrolment:
        told = self._call("join", activation=request.code, csr=request.request, device=request.store)
        keys = {"platform_key": told.get("sealKey"), "catalogue_key": told.get("itemKey")}
        names = {"terminal": told.get("deviceNo"), "terminal_number": told.get("serial"), "site": told.get("hall")}
        return _made(said.Enrolment, certificate=told.get("cert"), authority=told.get("ca"), **names, **keys)

    def renew(self, request: said.RenewalRequest) -> said.Renewal:
        return _made(said.Renewal, certificate=self._call("rejoin", csr=request.request).get("cert"))

    def heartbeat(self, heartbeat: said.Heartbeat) -> said.HeartbeatAnswer:
        told = self._call("alive", report=heartbeat.model_dump(mode="json"))
        return _made(
            said.HeartbeatAnswer,
            at=told.get("now"),
            next_s=told.get("interval"),
            epoch=told.get("era"),
            marks=told.get("held"),
        )

    def catalogue(self, epoch: str, seq: int) -> said.CataloguePage:
        return _made(said.CataloguePage, **self._call("items", era=epoch, since=seq))

    def snapshot(self, epoch: str, seq: int) -> said.Snapshot:
        return _made(said.Snapshot, **self._call("itemsAll", era=epoch, since=seq))

    def snapshot_file(self, digest: str, start: int, take: Callable[[int, bytes], None]) -> None:
        take(start, base64.b64decode(str(self._call("itemsFile", file=digest, start=start).get("bytes"))))

    def begin_upload(self, sealed_sha256: str, size: int) -> said.Upload:
        return self._upload("fileBegin", sealed_sha256, total=size)

    def send_piece(self, sealed_sha256: str, offset: int, piece: bytes) -> said.Upload:
        return self._upload("filePart", sealed_sha256, start=offset, bytes=base64.b64encode(piece).decode())

    def commit_upload(self, sealed_sha256: str) -> said.Upload:
        return self._upload("fileEnd", sealed_sha256)

    def submit(self, submission: Submission) -> SubmissionAnswer:
        item = {"itemCode": submission.matter, "itemVer": submission.matter_version}
        papers = {"files": submission.attachments, "cipher": submission.sealed}
        told = self._call("apply", bizId=str(submission.key), receiptNo=submission.number, **item, **papers)
        where = {"epoch": told.get("era"), "seq": told.get("no")}
        state = {
            "state": _STATES.get(str(told.get("status"))),
            "version": told.get("ver"),
            "received_at": told.get("time"),
        }
        return _made(SubmissionAnswer, key=submission.key, number=told.get("receiptNo"), **state, **where)

    def rate(self, rating: Rating) -> None:
        self._call("evaluate", receiptNo=rating.number, stars=rating.grade, reasons=rating.reasons)

    def statuses(self, epoch: str, seq: int) -> said.StatusPage:
        told = self._call("changes", era=epoch, since=seq)
        rows = [_status(row) for row in told.get("rows") or []]
        return _made(said.StatusPage, epoch=told.get("era"), seq=told.get("till"), statuses=rows)

    def held(self, question: said.HeldQuestion) -> said.HeldAnswer:
        rows = self._call("licences", idNo=question.id_number, kinds=question.kinds).get("rows") or []
        return _made(
            said.HeldAnswer,
            held=[
                {"held_id": row["no"], "kind": row["kind"], "issued_on": row["from"], "usable": True} for row in rows
            ],
        )

    def progress(self, question: said.ProgressQuestion) -> said.ProgressAnswer:
        rows = self._call("query", receiptNo=question.number, idNo=question.id_number).get("rows") or []
        return _made(said.ProgressAnswer, applications=[_status(row) for row in rows])

    def certificate(self, question: said.CertificateQuestion) -> said.CertificateAnswer:
        return _made(said.CertificateAnswer, **self._call("proof", receiptNo=question.number, idNo=question.id_number))

    def _upload(self, method: str, digest: str, **data: object) -> said.Upload:
        told = self._call(method, fileId=digest, **data)
        return _made(
            said.Upload, sealed_sha256=digest, size=told.get("total"), offset=told.get("got"), complete=told.get("done")
        )

    def _call(self, method: str, **data: object) -> dict[str, Any]:
        body = json.dumps({"data": data}).encode()
        answered = self._transport.ask(
            "POST", f"/gateway/{method}", body=body, headers={"Content-Type": "application/json"}
        )
        envelope = _envelope(answered)
        code, told = str(envelope["code"]), envelope.get("data") or {}
        if code == _GOOD:
            return dict(told)
        if code not in _STATUS:
            raise Unreachable(f"the neighbour says {code}", answered=True)
        problem = said.Problem(
            type=f"urn:neighbour:{code}",
            title=str(envelope.get("msg")),
            status=_STATUS[code],
            field=told.get("field"),
            missing=told.get("missing") or [],
            offset=told.get("got"),
        )
        raise (
            Closed(problem, "restored")
            if code == _CLOSED
            else Unknown(problem)
            if code == _UNKNOWN
            else Refused(problem)
        )


def _envelope(answered: Answered) -> dict[str, Any]:
    try:
        envelope = json.loads(answered.body)
        if answered.status == 200 and "code" in envelope:
            return dict(envelope)
    except (ValueError, TypeError):
        pass
    raise Unreachable("not the neighbour's platform")


def _status(row: dict[str, Any]) -> dict[str, Any]:
    state = {"state": _STATES.get(str(row.get("status"))), "version": row.get("ver"), "changed_at": row.get("time")}
    return {"number": row.get("receiptNo"), "matter": row.get("itemCode"), "note": row.get("remark") or "", **state}


def _made(model: type[Answer], **values: Any) -> Answer:
    """A message of the contract, or Unreachable: whoever answered so is not the platform, and nothing of it is applied."""
    try:
        return model.model_validate_json(json.dumps(values, default=str))
    except ValueError:
        raise Unreachable(f"an answer that is no {model.__name__}") from None
