"""What operators' programs ask of the platform, under /operator: the same sign-in as the console."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from central.api.answers import problems
from central.api.bodies import TextRoute
from central.api.caller import Here
from central.console.sign_in import OPERATOR, operator
from central.problems import Refusal
from central.reception import held_application, move
from central.store.columns import LARGEST
from central.store.records import RecordRow
from central.store.refusals import RefusedSubmission
from kiosk.contract.application import ApplicationStatus, Day, Message, Name, Number, State, Text
from kiosk.contract.platform import HeldApplication

router = APIRouter(prefix="/operator", tags=["operators"], dependencies=[Depends(operator)], route_class=TextRoute)


class HoldingRequest(Message):
    """A licence to put on file."""

    id_number: Name
    kind: str = Field(max_length=200, pattern=r"^[a-z][a-z0-9_]*$")
    issued_on: Day
    valid_to: Day | None = None


class HoldingAnswer(Message):
    held_id: str


class RecordRequest(Message):
    """What is on file of a person, for the certificate of a matter; in place of what was there."""

    id_number: Name
    matter: Name
    rows: Annotated[list[RecordRow], Field(min_length=1, max_length=60)]


class StateRequest(Message):
    state: State
    note: Annotated[Text, Field(max_length=500, description="to the applicant")] = ""


@router.get("/applications", responses=problems(401, 422))
def applications(
    here: Here,
    after: Annotated[int | None, Query(ge=0, le=LARGEST, description="a seq: the next hundred, oldest first")] = None,
) -> list[ApplicationStatus]:
    """Where the newest hundred stand, the newest first."""
    found = here.applications.newest() if after is None else here.applications.after(after, 100)
    return [kept.status for kept in found]


@router.get("/refusals", responses=problems(401))
def refusals(here: Here) -> list[RefusedSubmission]:
    """Submissions that were refused for good, the last hundred: their terminals have parked them, and somebody has to look."""
    return here.refusals.newest()


@router.get("/applications/{number}", responses=problems(401, 404, 422))
def application(number: Number, here: Here) -> HeldApplication:
    """All that the platform holds of one application."""
    return held_application(here, number)


@router.post("/applications/{number}/state", responses=problems(400, 401, 404, 409, 422))
def set_state(number: Number, request: StateRequest, here: Here) -> ApplicationStatus:
    """One allowed step; its version is one greater than before."""
    return move(here, number, request.state, note=request.note, by=OPERATOR)


@router.post("/held", status_code=201, responses=problems(400, 401, 422))
def put_holding(request: HoldingRequest, here: Here) -> HoldingAnswer:
    held_id = here.holdings.put(request.id_number, request.kind, request.issued_on, request.valid_to)
    return HoldingAnswer(held_id=held_id)


@router.put("/records", status_code=204, response_class=Response, responses=problems(400, 401, 422))
def put_record(request: RecordRequest, here: Here) -> None:
    if request.matter not in here.matters.codes():
        raise Refusal(422, "matter-unknown", "没有这个事项", field="matter")
    here.records.put(request.id_number, request.matter, request.rows)
