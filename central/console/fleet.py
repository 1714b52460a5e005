"""The console's pages of terminals: the list, one of them, and what an operator can do about it."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from central.api.caller import Here
from central.api.fleet import CODE_WORKS
from central.console.pages import render
from central.console.sign_in import CSRF_COOKIE, check_csrf, csrf_token, operator
from central.identity.fleet import FleetTerminal

router = APIRouter(prefix="/console/terminals", include_in_schema=False, dependencies=[Depends(operator)])

CLOSED = {"revoked": "已停用", "restored": "恢复自旧镜像", "cloned": "身份被复制", "replaced": "已由新机器替换"}
_TROUBLES = {
    "never-heard": "从未联系",
    "silent": "失去联系",
    "terminal-silent": "界面无响应",
    "terminal-absent": "界面未运行",
    "parked": "有申请被退回",
    "certificate-ends": "证书即将到期",
    "clock": "时钟不准",
}
_PAGE = 200


def said(trouble: str) -> str:
    kind, _, what = trouble.partition(" ")
    if not what:
        return _TROUBLES[trouble]
    return f"设备 {what}" if kind == "device" else f"存储告警 {what}"


@router.get("")
def fleet(request: Request, here: Here, after: Annotated[int, Query(ge=0, le=9999)] = 0) -> Response:
    """By number; those with something wrong say what."""
    found = here.fleet.page(here.now(), after, _PAGE)
    more = found[-1].number if len(found) == _PAGE else None
    return render(request, "terminals.html", terminals=found, more=more, closed=CLOSED, said=said)


@router.get("/{name}")
def one(
    name: str, request: Request, here: Here, cookie: Annotated[str | None, Cookie(alias=CSRF_COOKIE)] = None
) -> Response:
    return _page(here.fleet.one(name, here.now()), request, here, cookie)


@router.post("/{name}/revoke")
def revoke(
    name: str,
    here: Here,
    csrf: Annotated[str, Form()],
    cookie: Annotated[str | None, Cookie(alias=CSRF_COOKIE)] = None,
) -> Response:
    check_csrf(here, cookie, csrf)
    here.terminals.revoke(name, here.now())
    return RedirectResponse(f"/console/terminals/{name}", status_code=303)


@router.post("/{name}/code")
def code(
    name: str,
    request: Request,
    here: Here,
    csrf: Annotated[str, Form()],
    cookie: Annotated[str | None, Cookie(alias=CSRF_COOKIE)] = None,
) -> Response:
    """On the page, once; it is nowhere else."""
    check_csrf(here, cookie, csrf)
    found = here.fleet.one(name, here.now())
    made = here.enrolments.make_code(found.site, here.now(), CODE_WORKS, terminal=name)
    return _page(found, request, here, cookie, made=made)


def _page(found: FleetTerminal, request: Request, here: Here, cookie: str | None, *, made: str = "") -> Response:
    fresh = cookie or secrets.token_urlsafe(24)
    response = render(
        request, "terminal.html", terminal=found, closed=CLOSED, said=said, made=made, csrf=csrf_token(here, fresh)
    )
    if cookie is None:
        response.set_cookie(CSRF_COOKIE, fresh, httponly=True, samesite="strict", path="/console")
    return response
