"""How terminals are: POST /v1/heartbeats. The answer says when to come again and which life of the database this is."""

import asyncio
import random

from fastapi import APIRouter

from central.api.answers import problems
from central.api.bodies import TextRoute
from central.api.caller import Here, Identified
from central.store.terminals import closed_refusal
from kiosk.contract.platform import Heartbeat, HeartbeatAnswer

router = APIRouter(prefix="/v1", tags=["terminals"], route_class=TextRoute)

_NEXT_S = (30.0, 60.0)
"""Each answer another interval: machines that came at the same moment come at different ones from then on."""


@router.post("/heartbeats", responses=problems(400, 401, 403, 422, 429))
async def heartbeat(heartbeat: Heartbeat, here: Here, found: Identified) -> HeartbeatAnswer:
    """Once every half minute to a minute. The same counter of the same boot may come again and changes nothing.

    403 `terminal-restored`: the machine's store went back in time. 403 `terminal-cloned`: two machines count under this identity;
    both are out. 403 `terminal-revoked`: an operator closed it. Its queue stays, and it must enrol again.
    """
    heard = await asyncio.wrap_future(here.heartbeats.hear(found.name, heartbeat))
    if heard.closed:
        raise closed_refusal(heard.closed)
    return HeartbeatAnswer(
        at=here.now(),
        next_s=round(random.uniform(*_NEXT_S), 1),  # noqa: S311 - spreads load, guards nothing
        epoch=heard.life.epoch,
        marks=heard.life.marks,
    )
