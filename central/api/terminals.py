"""What terminals ask of the platform, under /v1. The messages are those of kiosk/contract."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from central.api.answers import OF_CALLERS, problems
from central.api.bodies import TextRoute
from central.api.caller import Caller, Here
from central.problems import Refusal
from central.reception import receive
from central.store.columns import LARGEST
from kiosk.contract.application import Rating, Submission, SubmissionAnswer
from kiosk.contract.platform import (
    CertificateAnswer,
    CertificateQuestion,
    HeldAnswer,
    HeldQuestion,
    ProgressAnswer,
    ProgressQuestion,
    StatusPage,
)

router = APIRouter(prefix="/v1", tags=["terminals"], responses=problems(*OF_CALLERS), route_class=TextRoute)

Epoch = Annotated[str, Query(max_length=64, description="of the cursor; empty at the beginning")]
Seq = Annotated[int, Query(ge=0, le=LARGEST, description="the cursor")]


@router.post(
    "/submissions",
    status_code=201,
    responses={
        **problems(400, 409, 422),
        200: {"model": SubmissionAnswer, "description": "taken in before, same answer"},
    },
)
def submit(
    submission: Submission,
    here: Here,
    caller: Caller,
    response: Response,
    idempotency_key: Annotated[str | None, Header(description="the submission's key")] = None,
) -> SubmissionAnswer:
    """One application, once. The same key gets the same answer for ever; another body under it is refused with 409, and so are
    attachments that have not been uploaded (`missing`)."""
    if idempotency_key is not None and idempotency_key != str(submission.key):
        raise Refusal(422, "envelope", "键值与请求头不一致", field="Idempotency-Key")
    answer, new = receive(here, caller, submission)
    response.status_code = 201 if new else 200
    return answer


@router.get("/statuses", responses=problems(422))
def statuses(here: Here, caller: Caller, epoch: Epoch = "", seq: Seq = 0) -> StatusPage:
    """Changes of the applications that this terminal carried, after the cursor, in pages; an empty page is the end. A cursor of another
    epoch begins again from 0."""
    return here.applications.statuses(caller.name, seq, epoch)


@router.post("/questions/held", responses=problems(400, 422))
def held(question: HeldQuestion, here: Here, _: Caller) -> HeldAnswer:
    return HeldAnswer(held=here.holdings.of(question.id_number, question.kinds, here.now().date()))


@router.post("/questions/progress", responses=problems(400, 422))
def progress(question: ProgressQuestion, here: Here, _: Caller) -> ProgressAnswer:
    if question.number is not None:
        kept = here.applications.get(question.number)
        if kept is None or question.id_number not in (None, kept.application.applicant.id_number):
            return ProgressAnswer(applications=[])
        told = kept.status if question.id_number else kept.status.model_copy(update={"note": "", "missing": []})
        return ProgressAnswer(applications=[told])
    if question.id_number is None:
        raise Refusal(422, "question-empty", "请给出回执编号或证件号码", field="number")
    return ProgressAnswer(applications=here.applications.of_person(question.id_number))


@router.post("/questions/certificate", responses=problems(400, 404, 422))
def certificate(question: CertificateQuestion, here: Here, _: Caller) -> CertificateAnswer:
    """404 as well when it is another person's: the answer does not tell which numbers exist."""
    kept = here.applications.get(question.number)
    found = here.issued.of(question.number)
    if kept is None or found is None or kept.application.applicant.id_number != question.id_number:
        raise Refusal(404, "certificate-unknown", "没有可取的证明")
    return found


@router.post("/ratings", status_code=204, response_class=Response, responses=problems(400, 409, 422))
def rate(rating: Rating, here: Here, _: Caller) -> None:
    here.ratings.put(rating, here.now())
