"""The public check of a certificate: whoever holds the paper can see that the platform issued it, and for whom, masked."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from central.api.answers import problems
from central.api.caller import Here
from central.console.pages import render
from kiosk.contract.application import NO_NUL

_CODE = re.compile(r"[A-Z0-9-]{1,64}")
router = APIRouter(include_in_schema=True, tags=["public"])


@router.get(
    "/verify", response_class=HTMLResponse, responses={303: {"description": "to the code's own page"}, **problems(422)}
)
def ask(request: Request, code: Annotated[str, Query(max_length=64, pattern=NO_NUL)] = "") -> Response:
    """HTML, in Chinese: where the code of a paper is entered. The address is printed on each certificate."""
    if code.strip():
        return RedirectResponse(f"/verify/{quote(code.strip(), safe='')}", status_code=303)
    return render(request, "verify.html", asked=False)


@router.get(
    "/verify/{code}",
    response_class=HTMLResponse,
    responses={404: {"description": "no such certificate", "content": {"text/html": {}}}, **problems(422)},
)
def verify(code: Annotated[str, Path(max_length=64, pattern=NO_NUL)], request: Request, here: Here) -> Response:
    """HTML, in Chinese. Name and number are masked; the hash lets the holder of the file compare it."""
    code = code.strip().upper()
    certificate = here.issued.by_code(code) if _CODE.fullmatch(code) else None
    kept = None if certificate is None else here.applications.get(certificate.number)
    if certificate is None or kept is None:
        return render(request, "verify.html", status_code=404, asked=True, certificate=None)
    published = here.matters.version(kept.application.matter, kept.application.matter_version)
    return render(
        request,
        "verify.html",
        asked=True,
        certificate=certificate,
        matter=published.text("zh", "name") if published else kept.application.matter,
        name=masked_name(kept.application.applicant.name),
        id_number=masked_number(kept.application.applicant.id_number),
    )


def masked_name(name: str) -> str:
    """The first letter and a star for each other one: enough to compare, not enough to read."""
    return name[:1] + "*" * max(1, len(name) - 1)


def masked_number(number: str) -> str:
    return f"{number[:4]}{'*' * max(0, len(number) - 6)}{number[-2:]}"
