"""Resumable uploads of sealed attachments: announced, sent in pieces from the offset that the platform says, finished by hash.

A piece carries its own hash (Content-Digest, RFC 9530), so that bytes that were changed on the way are sent again at once.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response
from http_message_signatures import InvalidSignature
from http_message_signatures.digests import ContentDigest
from starlette.requests import ClientDisconnect

from central.api.answers import OF_CALLERS, problems
from central.api.bodies import TextRoute
from central.api.caller import Caller, Here
from central.problems import Refusal
from central.store.attachments import LARGEST
from central.store.uploads import LARGEST_PIECE
from kiosk.contract.platform import Upload, UploadRequest

router = APIRouter(prefix="/v1/attachments", tags=["terminals"], responses=problems(*OF_CALLERS), route_class=TextRoute)
SealedSha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="of the sealed bytes, lower-case hex")]


@router.post(
    "/{sealed_sha256}",
    status_code=201,
    responses={
        **problems(400, 413, 422),
        200: {"model": Upload, "description": "known before; goes on from `offset`"},
    },
)
def begin(sealed_sha256: SealedSha256, request: UploadRequest, here: Here, _: Caller, response: Response) -> Upload:
    """Announces an attachment, or asks where it stands. `complete`: these bytes need not be sent again."""
    upload, new = here.uploads.begin(sealed_sha256, request.size)
    response.status_code = 201 if new else 200
    return upload


@router.get("/{sealed_sha256}", responses=problems(404, 422))
def state(sealed_sha256: SealedSha256, here: Here, _: Caller) -> Upload:
    upload = here.uploads.state(sealed_sha256)
    if upload is None:
        raise Refusal(404, "upload-unknown", "没有这个上传，请先登记", field="sealed_sha256")
    return upload


@router.patch(
    "/{sealed_sha256}",
    responses=problems(400, 404, 409, 413, 422),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def piece(
    sealed_sha256: SealedSha256,
    offset: Annotated[int, Query(ge=0, le=LARGEST)],
    content_digest: Annotated[str, Header(description="RFC 9530, of this piece")],
    request: Request,
    here: Here,
    _: Caller,
) -> Upload:
    """The bytes from `offset` on. 409 `upload-offset` says where the upload really stands; 422 `piece-hash`: send it again;
    413 `piece-too-large`: send a smaller one."""
    received = bytearray()
    size = 0
    try:
        async for part in request.stream():
            # Read to its end, for who is still sending does not hear the answer; but not kept.
            size += len(part)
            if size <= LARGEST_PIECE:
                received += part
            elif size > LARGEST:
                break
    except ClientDisconnect as cut:
        raise Refusal(400, "piece-cut", "片段没有传完", field="body") from cut  # nobody hears it any more
    if size > LARGEST_PIECE:
        raise Refusal(413, "piece-too-large", "片段太大", detail=f"最大 {LARGEST_PIECE} 字节", field="body")
    content = bytes(received)
    try:
        ContentDigest.verify(content_digest, content)
    except InvalidSignature as error:
        raise Refusal(422, "piece-hash", "片段与其哈希不一致，请重发", field="content-digest") from error
    return await asyncio.to_thread(here.uploads.add, sealed_sha256, offset, content)


@router.post("/{sealed_sha256}/commit", responses=problems(404, 409, 422))
def commit(sealed_sha256: SealedSha256, here: Here, _: Caller) -> Upload:
    """All of it was sent: checks the hash of the whole. 422 `attachment-hash`: it begins again from 0. Saying it twice is harmless."""
    return here.uploads.commit(sealed_sha256)
