"""The outermost layer of the platform's web application: bounds on work and size, headers of every answer, bugs, metrics."""

import time

from sqlalchemy.exc import OperationalError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central import events, logs
from central.api.answers import answer, refused
from central.api.rates import Rates
from central.metrics import Metrics
from kiosk.contract.platform import Problem

LARGEST_JSON = 4 * 1024 * 1024
LARGEST_BODY = 64 * 1024 * 1024
_TERMINALS = "/v1/"
# Pages bring their own style sheet and nothing else; nobody may frame them.
_PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'"


class TooLarge(HTTPException):
    """Raised while a body is read."""

    def __init__(self) -> None:
        super().__init__(413, "请求太大")


class Edge:
    def __init__(self, app: ASGIApp, rates: Rates, metrics: Metrics) -> None:
        self._app = app
        self._rates = rates
        self._metrics = metrics
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        observed = _Observed(scope, send)
        began = time.perf_counter()
        try:
            await self._bounded(scope, receive, observed)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.requests.labels(scope["method"], route, observed.status).inc()
            self._metrics.seconds.labels(route).observe(time.perf_counter() - began)

    async def _bounded(self, scope: Scope, receive: Receive, send: "_Observed") -> None:
        if not scope["path"].startswith(_TERMINALS):
            await self._guarded(scope, receive, send)
            return
        if self._under_way >= self._rates.work:
            await refused(self._rates.too_much_work())(scope, receive, send)
            return
        self._under_way += 1
        self._metrics.under_way.inc()
        try:
            await self._guarded(scope, receive, send)
        finally:
            self._rates.backlog.heard()
            self._under_way -= 1
            self._metrics.under_way.dec()

    async def _guarded(self, scope: Scope, receive: Receive, send: "_Observed") -> None:
        try:
            await self._app(scope, _bounded_body(scope, receive), send)
        except OperationalError as trouble:
            # The database is away or busy. Nothing of the request is kept, and the same one may be sent again.
            events.DATABASE(kind=type(trouble.orig).__name__)
            if send.status:
                raise
            busy = Problem(title="平台暂时无法处理", status=503)
            await answer(busy, {"Retry-After": "5"})(scope, receive, send)
        except Exception as bug:
            # What it says may be about a person: only its kind and its place are kept.
            events.BUG(kind=type(bug).__name__, at=logs.place(bug.__traceback__))
            if send.status:
                raise  # the answer has begun: only breaking it off tells the other side
            await answer(Problem(title="平台内部出错", status=500))(scope, receive, send)


class _Observed:
    """Sends, with the headers that every answer has, and knows what was answered."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.setdefault("Cache-Control", "no-store")
            headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
        await self._send(message)


def _bounded_body(scope: Scope, receive: Receive) -> Receive:
    json = Headers(scope=scope).get("content-type", "").startswith("application/json")
    left = LARGEST_JSON if json else LARGEST_BODY

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLarge
        return message

    return bounded
