"""For load balancers: whether this node is alive, and whether it can serve."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlalchemy import select

from central.api.answers import problems
from central.api.caller import Here

router = APIRouter(tags=["nodes"])


@router.get("/healthz", response_class=PlainTextResponse)
async def alive() -> str:
    """The process answers. If it does not, start it anew."""
    return "ok"


@router.get("/readyz", response_class=PlainTextResponse, responses=problems(503))
def ready(here: Here) -> str:
    """The database answers. If it does not, send nobody here until it does."""
    with here.database.reading() as connection:
        connection.execute(select(1))
    return "ok"
