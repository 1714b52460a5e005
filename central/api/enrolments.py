"""How a machine becomes a terminal and stays one: POST /v1/enrolments with a one-time code, /v1/renewals with its certificate."""

from fastapi import APIRouter, Request

from central import events
from central.api.answers import problems
from central.api.bodies import TextRoute
from central.api.caller import Caller, Here, address_of
from central.api.rates import Rates
from central.problems import Refusal
from kiosk.contract.platform import Enrolment, EnrolmentRequest, Renewal, RenewalRequest

enrolling = APIRouter(prefix="/v1", tags=["terminals"], route_class=TextRoute)
renewing = APIRouter(prefix="/v1", tags=["terminals"], route_class=TextRoute)


@enrolling.post("/enrolments", status_code=201, responses=problems(400, 409, 422, 429))
def enrol(asked: EnrolmentRequest, request: Request, here: Here) -> Enrolment:
    """A machine becomes a terminal of its site. A code works once; the key of `request` is bound to it, so that the same machine may
    ask again when the answer was lost, and gets the same one."""
    rates: Rates = request.app.state.rates
    rates.enrolment(address_of(request))
    try:
        return here.enrolments.enrol(asked, here.now())
    except Refusal:
        events.ENROLMENT_REFUSED(address=address_of(request))
        raise


@renewing.post("/renewals", responses=problems(400, 401, 403, 422, 429))
def renew(asked: RenewalRequest, here: Here, caller: Caller) -> Renewal:
    """The next certificate, from two thirds of the present one's life on. A certificate that has ended cannot ask: then a one-time
    code is needed."""
    return here.enrolments.renew(caller, asked, here.now())
