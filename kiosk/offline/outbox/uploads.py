"""Carrying one sealed attachment to the platform, piece by piece. The platform says where the upload stands; we go on from there.

Nothing is kept here between two tries: after a cut, a restart or weeks without a network the first answer tells how much is left.
"""

import logging
from collections.abc import Callable

from kiosk.contract.platform import Problem
from kiosk.offline.remote.port import PlatformPort, Refused, Unreachable

_log = logging.getLogger(__name__)

PIECE = 256 * 1024
SMALLEST_PIECE = 16 * 1024
_PATIENCE = 5
"""Answers without progress that are borne before it is left for a later round."""

_UNKNOWN, _CONFLICT, _TOO_LARGE, _UNPROCESSABLE = 404, 409, 413, 422


def carry(port: PlatformPort, sealed_sha256: str, sealed: bytes, moved: Callable[[int], None]) -> None:
    """When it returns the platform has all of it and has checked its hash. `moved(offset)`: it has come so far.

    Raises Refused 413 when not even small pieces are taken, or the whole is too large: nothing that trying again mends. Raises
    Unreachable when pieces keep arriving wrong: it stands where it is and goes on another time.
    """
    size = len(sealed)
    piece = PIECE
    stuck = 0
    upload = port.begin_upload(sealed_sha256, size)
    if 0 < upload.offset < size:
        _log.info("uploads.resumed offset=%d size=%d", upload.offset, size)
    while not upload.complete:
        before = upload.offset
        moved(before)
        try:
            if before >= size:
                upload = port.commit_upload(sealed_sha256)
            else:
                upload = port.send_piece(sealed_sha256, before, sealed[before : before + piece])
        except Refused as refused:
            problem = refused.problem
            if problem.status == _TOO_LARGE and not _whole_too_large(problem):
                if piece <= SMALLEST_PIECE:
                    raise
                piece //= 2
                _log.info("uploads.smaller_pieces bytes=%d", piece)
                continue
            if problem.status not in (_UNKNOWN, _CONFLICT, _UNPROCESSABLE):
                raise
            stuck += 1
            # Somebody has forgotten it, has another offset, or says that bytes were changed on the way: ask where it stands.
            _log.info("uploads.corrected reason=%s offset=%s", problem.type.rpartition(":")[2], problem.offset)
            upload = port.begin_upload(sealed_sha256, size)
        else:
            if upload.complete or upload.offset > before:
                stuck = 0
            else:
                stuck += 1
        if stuck >= _PATIENCE:
            raise Unreachable("an upload does not get on", answered=True)


def _whole_too_large(problem: Problem) -> bool:
    return problem.type.endswith(":attachment-too-large")
