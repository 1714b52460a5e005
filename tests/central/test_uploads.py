"""Resumable uploads as a terminal speaks to them."""

from hashlib import sha256

import pytest
from fastapi.testclient import TestClient

from central.store.attachments import LARGEST
from central.store.uploads import LARGEST_PIECE
from tests.central.conftest import TerminalSide
from tests.offline.people import BIRTH

WHOLE = bytes(range(256)) * 100
HASH = sha256(WHOLE).hexdigest()
PLACE = f"/v1/attachments/{HASH}"


def test_announced_sent_and_finished(terminal: TerminalSide) -> None:
    web = terminal.web
    assert web.get(PLACE).status_code == 404
    begun = web.post(PLACE, json={"size": len(WHOLE)})
    assert (begun.status_code, begun.json()["offset"]) == (201, 0)
    assert terminal.piece(HASH, 0, WHOLE[:9000]).json()["offset"] == 9000
    again = web.post(PLACE, json={"size": len(WHOLE)})
    assert (again.status_code, again.json()["offset"]) == (200, 9000)
    assert terminal.piece(HASH, 9000, WHOLE[9000:]).json()["offset"] == len(WHOLE)
    assert web.get(PLACE).json()["complete"] is False
    for _ in range(2):
        assert web.post(f"{PLACE}/commit").json()["complete"] is True


def test_a_stranger_uploads_nothing(terminal: TerminalSide) -> None:
    web = TestClient(terminal.web.app)
    assert web.post(PLACE, json={"size": 1}).status_code == 401
    assert web.post(f"{PLACE}/commit").status_code == 401
    assert web.patch(PLACE, params={"offset": 0}, content=b"x").status_code == 401


@pytest.mark.parametrize(
    ("offset", "piece", "digest", "status", "kind", "field", "stands_at"),
    [
        (1, WHOLE, None, 409, "upload-offset", "offset", 0),
        (0, WHOLE, "sha-256=:AAAA:", 422, "piece-hash", "content-digest", None),
        (0, WHOLE, "nonsense", 422, "piece-hash", "content-digest", None),
        (0, b"x" * (LARGEST_PIECE + 1), None, 413, "piece-too-large", "body", None),
        (0, b"short", None, 422, "piece-size", "body", 0),
        (-1, WHOLE, None, 422, "request-invalid", "offset", None),
    ],
)
def test_what_is_wrong_is_said_by_name(
    terminal: TerminalSide,
    offset: int,
    piece: bytes,
    digest: str | None,
    status: int,
    kind: str,
    field: str,
    stands_at: int | None,
) -> None:
    terminal.web.post(PLACE, json={"size": len(WHOLE)})
    refused = terminal.piece(HASH, offset, piece, **({"Content-Digest": digest} if digest else {}))
    assert refused.headers["content-type"] == "application/problem+json"
    said = refused.json()
    assert (said["status"], said["type"].rpartition(":")[2], said["field"]) == (status, kind, field)
    assert said["offset"] == stands_at


def test_a_piece_without_its_hash_is_not_taken(terminal: TerminalSide) -> None:
    refused = terminal.web.patch(PLACE, params={"offset": 0}, content=WHOLE)
    assert (refused.status_code, refused.json()["field"]) == (422, "content-digest")


def test_an_attachment_has_a_largest_size(terminal: TerminalSide) -> None:
    refused = terminal.web.post(PLACE, json={"size": LARGEST + 1})
    assert (refused.status_code, refused.json()["field"]) == (413, "size")


def test_a_wrong_whole_begins_again_from_the_start(terminal: TerminalSide) -> None:
    terminal.web.post(PLACE, json={"size": len(WHOLE)})
    terminal.piece(HASH, 0, WHOLE[:-1] + b"!")
    refused = terminal.web.post(f"{PLACE}/commit")
    assert (refused.status_code, refused.json()["offset"]) == (422, 0)
    assert terminal.piece(HASH, 0, WHOLE).status_code == 200
    assert terminal.web.post(f"{PLACE}/commit").json()["complete"] is True


def test_papers_are_cited_only_when_all_of_them_is_there(terminal: TerminalSide) -> None:
    _, submission = terminal.sealed(BIRTH)
    [first, *_] = submission.attachments
    sealed = terminal.deliveries.attachment(first)
    terminal.upload(submission.model_copy(update={"attachments": submission.attachments[1:]}))
    terminal.web.post(f"/v1/attachments/{first}", json={"size": len(sealed)})
    terminal.piece(first, 0, sealed)
    refused = terminal.post(submission)
    assert (refused.status_code, refused.json()["missing"]) == (409, [first])
    terminal.web.post(f"/v1/attachments/{first}/commit")
    assert terminal.post(submission).status_code == 201
