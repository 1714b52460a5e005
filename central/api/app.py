"""The platform's web application: terminals' API, operators' API, console and the public check of certificates."""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import OperationalError
from starlette.middleware.base import RequestResponseEndpoint

from central.api import catalogue, operators, terminals, uploads
from central.api.answers import answer, say_problems
from central.console import pages, verify
from central.platform import Platform
from central.problems import Refusal
from kiosk.contract.platform import Problem

_log = logging.getLogger(__name__)

_HOUSEKEEPING_S = 3600.0

# Pages bring their own style sheet and nothing else; nobody may frame them.
_PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'"


def create_app(platform: Platform | None) -> FastAPI:
    """`platform` None: only to write the OpenAPI document down."""
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
    for router in (terminals.router, catalogue.router, uploads.router, operators.router, pages.router, verify.router):
        app.include_router(router)

    @app.middleware("http")
    async def protect(request: Request, call_next: RequestResponseEndpoint) -> Response:
        try:
            response = await call_next(request)
        except OperationalError as trouble:
            # The database is away or busy. Nothing of the request is kept, and the same one may be sent again.
            _log.error("platform.database kind=%s", type(trouble.orig).__name__)
            response = answer(Problem(title="平台暂时无法处理", status=503), {"Retry-After": "5"})
        except Exception as bug:
            # What it says may be about a person: only its kind and its place are kept.
            frames = traceback.extract_tb(bug.__traceback__)
            place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
            _log.error("platform.bug kind=%s at=%s", type(bug).__name__, place)
            response = answer(Problem(title="平台内部出错", status=500))
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return app


@contextlib.asynccontextmanager
async def _with_housekeeping(app: FastAPI) -> AsyncIterator[None]:
    """On each node, for none knows of the others; doing it twice is harmless."""

    async def keep_house() -> None:
        platform: Platform = app.state.platform
        while True:
            try:
                await asyncio.to_thread(platform.uploads.prune, platform.now())
            except Refusal as refused:
                _log.warning("housekeeping.refused reason=%s", refused)
            await asyncio.sleep(_HOUSEKEEPING_S)

    task = asyncio.create_task(keep_house())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
