"""The terminals for operators' programs, under /operator/terminals: the same sign-in as the console."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from central.api.answers import problems
from central.api.bodies import TextRoute
from central.api.caller import Here
from central.console.sign_in import operator
from central.identity.fleet import FleetTerminal
from kiosk.contract.application import Message

router = APIRouter(
    prefix="/operator/terminals", tags=["operators"], dependencies=[Depends(operator)], route_class=TextRoute
)

CODE_WORKS = timedelta(minutes=15)


class OneTimeCode(Message):
    """Shown once: only its hash is kept."""

    code: str
    valid_to: datetime


@router.get("", responses=problems(401, 422))
def terminals(
    here: Here, after: Annotated[int, Query(ge=0, le=9999, description="a number")] = 0
) -> list[FleetTerminal]:
    """By number, up to 200 of those above `after`."""
    return here.fleet.page(here.now(), after)


@router.get("/{name}", responses=problems(401, 404, 422))
def terminal(name: str, here: Here) -> FleetTerminal:
    return here.fleet.one(name, here.now())


@router.post("/{name}/revoke", responses=problems(401, 404, 422))
def revoke(name: str, here: Here) -> FleetTerminal:
    """Its identity works no more, on every node at once. The machine keeps its queue and needs a new code."""
    here.terminals.revoke(name, here.now())
    return here.fleet.one(name, here.now())


@router.post("/{name}/code", status_code=201, responses=problems(401, 404, 422))
def code(name: str, here: Here) -> OneTimeCode:
    """For its machine, which goes on under its number, or for the one that takes its place."""
    site = here.fleet.one(name, here.now()).site
    made = here.enrolments.make_code(site, here.now(), CODE_WORKS, terminal=name)
    return OneTimeCode(code=made, valid_to=here.now() + CODE_WORKS)
