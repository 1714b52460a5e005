"""The catalogue for terminals, under /v1/catalogue: pages of changes, and the whole as a file."""

from typing import Annotated

from fastapi import APIRouter, Header, Path
from fastapi.responses import FileResponse

from central.api.answers import OF_CALLERS, problems
from central.api.bodies import TextRoute
from central.api.caller import Caller, Here
from central.api.terminals import Epoch, Seq
from central.problems import Refusal
from kiosk.contract.platform import CataloguePage, Snapshot

router = APIRouter(prefix="/v1/catalogue", tags=["terminals"], responses=problems(*OF_CALLERS), route_class=TextRoute)

_GZIP = {"content": {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}}


@router.get("", responses=problems(410, 422))
def catalogue(here: Here, caller: Caller, epoch: Epoch = "", seq: Seq = 0) -> CataloguePage:
    """Published matters changed since the cursor, in signed pages up to one that says what the whole is. A cursor that is not
    ours: 410, take the snapshot."""
    return here.catalogue.page(caller.name, epoch, seq)


@router.get("/snapshot", responses=problems(409, 422))
def snapshot(here: Here, caller: Caller, epoch: Epoch = "", seq: Seq = 0) -> Snapshot:
    """The whole catalogue as a file, not older than the cursor. 409 while the file is being made."""
    return here.catalogue.snapshot(caller.name, epoch, seq)


@router.get(
    "/snapshots/{sha256}",
    response_class=FileResponse,
    responses={200: _GZIP, 206: {"description": "the rest of it", **_GZIP}, **problems(404, 416, 422)},
)
def snapshot_file(
    sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="of the file")],
    here: Here,
    _: Caller,
    range_: Annotated[
        str | None, Header(alias="Range", pattern=r"^bytes=\d{1,15}-$", description="the rest from a byte on")
    ] = None,
) -> FileResponse:
    """A file never changes: what was fetched of it can be gone on with, `If-Range: "SHA256"`."""
    path = here.catalogue.file(sha256)
    if range_ is not None and int(range_.removeprefix("bytes=").removesuffix("-")) >= path.stat().st_size:
        raise Refusal(416, "range", "文件没有这么长", field="Range")
    headers = {"ETag": f'"{sha256}"', "Cache-Control": "private, max-age=86400, immutable"}
    return FileResponse(path, media_type="application/gzip", headers=headers)
