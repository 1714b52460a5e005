"""Papers on a bad line: missing, too large for somebody on the way, cut, changed. 27, 32, 38, 39."""

import random
from pathlib import Path

import pytest

from kiosk.contract.application import AttachmentRef
from kiosk.offline.outbox.uploads import PIECE, SMALLEST_PIECE
from tests.faults.conftest import Scene
from tests.faults.proxy import Exchange
from tests.faults.rules import Answer, ChangeRequest, CutRequest, LoseAnswer, flip, problem
from tests.offline.people import application, document, matter

UPLOADS = "/v1/attachments/[0-9a-f]{64}"
PAPER = random.Random(20261124).randbytes(5 * PIECE // 2)  # three pieces, the last one short


def hand_in(scene: Scene, paper: bytes = PAPER) -> tuple[str, AttachmentRef]:
    """An application with one large paper, and that paper."""
    made, documents = application(matter(), scene.outbox.next_number(), terminal="")
    [first, *others] = [one for one in made.materials if one.attachments]
    small = first.attachments[0].sha256
    large = document(paper, documents)
    materials = [one.model_copy(update={"attachments": [large]}) if one is first else one for one in made.materials]
    assert others
    kept = [one for one in documents if document(one, []).sha256 != small]
    scene.outbox.submit(made.model_copy(update={"materials": materials}), kept).result()
    return made.number, large


def arrived(scene: Scene, number: str, paper: AttachmentRef) -> None:
    """Delivered, once, and the paper is the one that was handed in: the platform opens and hashes it."""
    scene.delivered(number)
    held = scene.central.application(number)
    assert held is not None
    assert held.attachments[paper.sha256] == paper.size


def pieces(scene: Scene) -> list[Exchange]:
    """Of the large paper: the others are smaller than the smallest piece."""
    return [one for one in scene.proxy.seen if one.method == "PATCH" and len(one.request.body) > SMALLEST_PIECE // 2]


def blobs(scene: Scene, pattern: str) -> list[Path]:
    return sorted((scene.platform.data / "attachments").glob(pattern))


@pytest.mark.fault(27)
def test_fault_27_missing_attachments(scene: Scene) -> None:
    """The platform has lost papers that it had acknowledged: its 409 names them, they are sent, then the same key and bytes again."""
    busy = scene.proxy.rule("POST", "/v1/submissions", problem(503, "busy"), times=None)
    number, paper = hand_in(scene)
    scene.proxy.until(lambda seen: any(one.path == "/v1/submissions" for one in seen))
    lost = blobs(scene, "??/*")
    for path in lost:
        path.unlink()
    scene.proxy.forget(busy)
    arrived(scene, number, paper)
    submissions = [one for one in scene.proxy.seen if one.path == "/v1/submissions" and one.statuses]
    assert [one.statuses for one in submissions] == [(409,), (201,)]
    assert len({one.request.body for one in submissions}) == 1
    assert len(lost) >= 3
    assert blobs(scene, "??/*") == lost


@pytest.mark.fault(32)
def test_fault_32_too_large_for_a_box_on_the_way(scene: Scene) -> None:
    """A box between takes 64 KiB and says so in HTML: the pieces become smaller until they pass; nothing is parked."""
    refusal = Answer(413, {"Content-Type": "text/html"}, b"<html>413 Request Entity Too Large</html>")
    scene.proxy.rule("PATCH", UPLOADS, refusal, times=None, longer_than=64 * 1024)
    number, paper = hand_in(scene)
    arrived(scene, number, paper)
    sent = [(len(one.request.body), one.told) for one in pieces(scene)]
    assert sent[:3] == [(PIECE, 413), (PIECE // 2, 413), (PIECE // 4, 200)]
    assert {told for _, told in sent[2:]} == {200}


@pytest.mark.fault(32)
def test_fault_32_not_even_small_pieces(scene: Scene) -> None:
    """Not even 16 KiB are taken: that application is parked with its reason and keeps its bytes, the next one arrives."""
    scene.proxy.rule("PATCH", UPLOADS, problem(413, "piece-too-large"), times=None, longer_than=SMALLEST_PIECE // 2)
    number, _ = hand_in(scene)
    scene.agent.said(f"sync.parked number={number}")
    assert "413" in scene.outbox.parked()[number]
    scene.delivered(scene.terminal.submit())
    assert [len(one.request.body) for one in pieces(scene)] == [PIECE >> times for times in range(5)]
    assert scene.outbox.kept(number)


@pytest.mark.fault(38)
def test_fault_38_upload_cut(scene: Scene) -> None:
    """A piece is cut, the answer to the next one lost: the platform's offset wins, and no byte that arrived is sent a third time."""
    scene.proxy.rule("PATCH", UPLOADS, CutRequest(100_000), longer_than=SMALLEST_PIECE)
    scene.proxy.rule("PATCH", UPLOADS, LoseAnswer(), longer_than=SMALLEST_PIECE)
    number, paper = hand_in(scene)
    arrived(scene, number, paper)
    said = [(one.query, one.statuses) for one in pieces(scene)]
    assert said == [
        ("offset=0", ()),
        ("offset=0", (200,)),
        ("offset=0", (409,)),
        (f"offset={PIECE}", (200,)),
        (f"offset={2 * PIECE}", (200,)),
    ]


@pytest.mark.fault(38)
def test_fault_38_everybody_killed_in_the_middle(scene: Scene) -> None:
    """Agent and platform are killed after two of three pieces: both come back, the upload goes on where the platform stands."""
    scene.proxy.rule("PATCH", UPLOADS, problem(503, "busy"), times=None, after=2, longer_than=SMALLEST_PIECE)
    number, paper = hand_in(scene)
    scene.proxy.until(lambda seen: any(one.method == "PATCH" and one.told == 503 for one in seen))
    scene.agent.kill()
    scene.platform.kill()
    scene.proxy.forget()
    before = len(pieces(scene))
    scene.proxy.retarget(scene.platform.start().address)
    scene.restart_agent()
    arrived(scene, number, paper)
    assert [one.query for one in pieces(scene)[before:]] == [f"offset={2 * PIECE}"]
    scene.agent.said(f"uploads.resumed offset={2 * PIECE}")


@pytest.mark.fault(39)
def test_fault_39_piece_changed_on_the_way(scene: Scene) -> None:
    """One bit of a piece changes on the way: the platform does not take it, it is sent again, the paper arrives whole."""
    scene.proxy.rule("PATCH", UPLOADS, ChangeRequest(flip(1000)), after=1, longer_than=SMALLEST_PIECE)
    number, paper = hand_in(scene)
    arrived(scene, number, paper)
    said = [(one.query, one.statuses) for one in pieces(scene)]
    assert said == [
        ("offset=0", (200,)),
        (f"offset={PIECE}", (503,)),  # its signature does not fit any more
        (f"offset={PIECE}", (200,)),
        (f"offset={2 * PIECE}", (200,)),
    ]


@pytest.mark.fault(39)
def test_fault_39_whole_changed_at_rest(scene: Scene) -> None:
    """A piece spoils on the platform's disk: the hash of the whole is wrong, the upload begins again and the paper arrives whole."""
    others = blobs(scene, "uploads/*")  # what other tests have left of papers that were never taken
    busy = problem(503, "busy")
    held_up = scene.proxy.rule("PATCH", UPLOADS, busy, times=None, after=2, longer_than=SMALLEST_PIECE)
    number, paper = hand_in(scene)
    scene.proxy.until(lambda seen: any(one.method == "PATCH" and one.told == 503 for one in seen))
    [first, _] = [path for path in blobs(scene, "uploads/*/0001-0*") if path.stat().st_size == PIECE]
    first.write_bytes(flip(17)(first.read_bytes()))
    scene.proxy.forget(held_up)
    arrived(scene, number, paper)
    taken = [one.query for one in pieces(scene) if one.statuses]
    assert taken == [f"offset={at * PIECE}" for at in range(3)] * 2
    commits = [one.statuses for one in scene.proxy.seen if one.path.endswith("/commit") and one.statuses]
    assert (422,) in commits
    assert blobs(scene, "uploads/*") == others
