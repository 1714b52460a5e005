"""The public check of a certificate: whoever holds the paper can see that the platform issued it, and for whom, masked."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from central.api.caller import Here
from central.console.pages import render

_CODE = re.compile(r"[A-Z0-9-]{1,64}")
router = APIRouter(include_in_schema=True, tags=["public"])


@router.get("/verify", response_class=Response)
def ask(request: Request, code: Annotated[str, Query(max_length=64)] = "") -> Response:
    """HTML, in Chinese: where the code of a paper is entered. The address is printed on each certificate."""
    if code.strip():
        return RedirectResponse(f"/verify/{quote(code.strip(), safe='')}", status_code=303)
    return render(request, "verify.html", asked=False)


@router.get("/verify/{code}", response_class=Response, responses={404: {"description": "no such certificate"}})
def verify(code: str, request: Request, here: Here) -> Response:
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
