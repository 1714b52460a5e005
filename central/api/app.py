"""The platform's web application: terminals' API, operators' API, console and the public check of certificates."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import FastAPI

from central import events
from central.api import catalogue, enrolments, examples, fleet, health, heartbeats, operators, terminals, uploads
from central.api.answers import problems, say_problems
from central.api.edge import Edge
from central.api.rates import Rates
from central.console import fleet as fleet_pages
from central.console import pages, verify
from central.identity.peers import BehindProxies, Network
from central.metrics import Metrics
from central.platform import Platform
from central.problems import Refusal

_HOUSEKEEPING_S = 3600.0


def create_app(platform: Platform | None, *, rates: Rates | None = None, trusted: Sequence[Network] = ()) -> FastAPI:
    """`platform` None: only to write the OpenAPI document down. `trusted`: from where a proxy's word is believed."""
    app = FastAPI(
        title="新智助 platform",
        version="1",
        description="The contract between a self-service terminal and the platform behind it. Errors are RFC 9457 problems.",
        docs_url=None,
        redoc_url=None,
        lifespan=_with_housekeeping,
    )
    app.state.platform = platform
    say_problems(app)
    # What the outermost layer and the question who asks may answer instead of any of them.
    strangers, known = problems(413, 429, 503), problems(401, 403, 413, 429, 503)
    app.include_router(enrolments.enrolling, responses=strangers)
    for router in (enrolments.renewing, heartbeats.router, terminals.router, catalogue.router, uploads.router):
        app.include_router(router, responses=known)
    for router in (operators.router, fleet.router, pages.router, fleet_pages.router, verify.router, health.router):
        app.include_router(router)
    _with_examples(app)

    metrics = Metrics.make() if platform is None else platform.metrics
    app.state.rates = rates or Rates(metrics)
    # The last one added is the outermost.
    app.add_middleware(Edge, rates=app.state.rates, metrics=metrics)
    app.add_middleware(BehindProxies, trusted=trusted)
    return app


def _with_examples(app: FastAPI) -> None:
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        examples.put_in(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


@contextlib.asynccontextmanager
async def _with_housekeeping(app: FastAPI) -> AsyncIterator[None]:
    """On each node, for none knows of the others; doing it twice is harmless."""

    async def keep_house() -> None:
        platform: Platform = app.state.platform
        while True:
            try:
                await asyncio.to_thread(platform.uploads.prune, platform.now())
            except Refusal as refused:
                events.HOUSEKEEPING(reason=refused.kind)
            await asyncio.sleep(_HOUSEKEEPING_S)

    task = asyncio.create_task(keep_house())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
