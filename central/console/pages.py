"""The operators' console: what arrives, one application, and its next step. Plain HTML forms; works without a mouse."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, get_args

from fastapi import APIRouter, Cookie, Depends, Form, HTTPException, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from central.api.caller import Here
from central.certificates import rows
from central.console.sign_in import CSRF_COOKIE, OPERATOR, check_csrf, csrf_token, operator
from central.platform import BEIJING
from central.problems import Refusal
from central.reception import move, references
from central.store.applications import TRANSITIONS
from kiosk.contract.application import Number, Sha256, State

_FOLDER = Path(__file__).parent
_templates = Jinja2Templates(_FOLDER / "templates")
router = APIRouter(include_in_schema=False)

STATES: Mapping[str, str] = {
    "received": "已收件",
    "accepted": "已受理",
    "in_progress": "办理中",
    "materials_missing": "待补材料",
    "completed": "已办结",
    "returned": "已退回",
}
STEPS: Mapping[str, str] = {
    "accepted": "受理",
    "in_progress": "开始办理",
    "materials_missing": "要求补材料",
    "completed": "办结",
    "returned": "退回",
}
WAYS = {"held": "平台已有", "captured": "现场拍摄", "promised": "承诺补交", "card": "读卡", "form": "由表单生成"}
SOURCES = {"typed": "本人填写", "card": "读卡", "platform": "平台已有"}
EVIDENCE = {"resident_card": "已读身份证", "social_card": "已读社会保障卡", "typed": "手工输入"}
LANGUAGES = {"ug": "维吾尔语", "zh": "汉语", "kk": "哈萨克语"}
REFUSALS: Mapping[str, str] = {
    "key-reused": "同一键值送来两份不同的内容，先到的一份有效",
    "number-taken": "回执编号已属于另一份申请",
    "application-seal": "不是封给本平台的，打不开",
    "application-invalid": "内容不符合事项要求",
    "envelope": "封内与封外不一致",
    "matter-unknown": "没有这个事项或版本",
    "terminal-unknown": "没有这台终端",
    "number-foreign": "回执编号不属于这台终端",
    "attachment-hash": "附件内容与其哈希不一致",
    "attachment-seal": "附件不是封给本平台的",
}
assert set(STATES) == set(get_args(State))


def _local(moment: datetime) -> str:
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


_templates.env.globals.update(
    states=STATES, steps=STEPS, ways=WAYS, sources=SOURCES, evidence=EVIDENCE, languages=LANGUAGES
)
_templates.env.filters["local"] = _local


def render(request: Request, template: str, *, status_code: int = 200, **context: object) -> Response:
    return _templates.TemplateResponse(request, template, dict(context), status_code=status_code)


@router.get("/")
def home() -> Response:
    return RedirectResponse("/console")


@router.get("/console/style.css")
def style() -> Response:
    return FileResponse(_FOLDER / "style.css", media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@router.get("/console", dependencies=[Depends(operator)])
def arriving(request: Request, here: Here) -> Response:
    """The newest first."""
    kept = here.applications.newest()
    names = {
        (one.application.matter, one.application.matter_version): published.text("zh", "name")
        for one in kept
        if (published := here.matters.version(one.application.matter, one.application.matter_version))
    }
    return render(request, "applications.html", applications=kept, names=names)


@router.get("/console/refusals", dependencies=[Depends(operator)])
def refused(request: Request, here: Here) -> Response:
    """What terminals have parked because the platform said no."""
    return render(request, "refusals.html", refusals=here.refusals.newest(), reasons=REFUSALS)


@router.get("/console/applications/{number}", dependencies=[Depends(operator)])
def application(
    number: Number, request: Request, here: Here, cookie: Annotated[str | None, Cookie(alias=CSRF_COOKIE)] = None
) -> Response:
    return _page(number, request, here, cookie)


@router.post("/console/applications/{number}", dependencies=[Depends(operator)])
def step(
    number: Number,
    request: Request,
    here: Here,
    state: Annotated[State, Form()],
    csrf: Annotated[str, Form()],
    note: Annotated[str, Form(max_length=500)] = "",
    cookie: Annotated[str | None, Cookie(alias=CSRF_COOKIE)] = None,
) -> Response:
    """Moves the application and shows it again; a step that is not allowed any more is said on the page."""
    check_csrf(here, cookie, csrf)
    try:
        move(here, number, state, note=note.strip(), by=OPERATOR)
    except Refusal as refusal:
        if refusal.problem.status != 409:
            raise
        return _page(number, request, here, cookie, error=refusal.problem.title, status_code=409)
    return RedirectResponse(f"/console/applications/{number}", status_code=303)


@router.get("/console/applications/{number}/attachments/{sha256}", dependencies=[Depends(operator)])
def attachment(number: Number, sha256: Sha256, here: Here) -> Response:
    """Opened for this one look; a document can run nothing and embed nothing."""
    kept = here.applications.get(number)
    found = next((ref for ref in references(kept.application) if ref.sha256 == sha256), None) if kept else None
    if found is None:
        raise HTTPException(404, "没有这个附件")
    return Response(
        here.attachments.open(found.sealed_sha256, here.database.private_key),
        media_type=found.media_type,
        headers={"Content-Disposition": "inline", "Content-Security-Policy": "sandbox; default-src 'none'"},
    )


def _page(
    number: str, request: Request, here: Here, cookie: str | None, *, error: str = "", status_code: int = 200
) -> Response:
    kept = here.applications.get(number)
    published = None
    if kept is not None:
        published = here.matters.version(kept.application.matter, kept.application.matter_version)
    if kept is None or published is None:
        raise HTTPException(404, "没有这份申请")
    fresh = cookie or secrets.token_urlsafe(24)
    texts = published.texts["zh"]
    response = render(
        request,
        "application.html",
        status_code=status_code,
        kept=kept,
        texts=texts,
        answers=rows(kept.application, published),
        history=here.applications.history(number),
        next_states=TRANSITIONS[kept.status.state],
        csrf=csrf_token(here, fresh),
        error=error,
    )
    if not cookie:
        response.set_cookie(CSRF_COOKIE, fresh, httponly=True, samesite="strict", path="/console")
    return response
