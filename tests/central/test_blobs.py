"""The two places where attachments may lie keep the same promises."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from central.problems import Refusal
from central.store.attachments import Attachments
from central.store.blobs.blobs import Blobs
from central.store.blobs.bucket import BucketBlobs, UnfitStore
from central.store.blobs.folder import FolderBlobs
from central.store.blobs.place import open_blobs
from central.store.uploads import SMALLEST_PIECE, Uploads
from tests.central import moto

WHOLE = bytes(range(256)) * 100
HASH = sha256(WHOLE).hexdigest()
PIECE = 5000


@pytest.fixture(scope="module")
def bucket() -> Iterator[moto.Bucket]:
    started = moto.start()
    yield started
    started.stop()


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "folder":
        return str(tmp_path / "papers")
    bucket: moto.Bucket = request.getfixturevalue("bucket")
    for name, value in bucket.environment.items():
        monkeypatch.setenv(name, value)
    return f"{bucket.url}/{tmp_path.name}"


@pytest.fixture
def blobs(place: str) -> Blobs:
    return open_blobs(place)


def node(place: str) -> Uploads:
    """As each node of a platform has it: nothing shared but the place."""
    blobs = open_blobs(place)
    return Uploads(blobs, Attachments(blobs))


def refused(refusal: pytest.ExceptionInfo[Refusal]) -> tuple[int, str, int | None]:
    problem = refusal.value.problem
    return problem.status, problem.type.rpartition(":")[2], problem.offset


def test_a_blob_is_created_once_and_never_changed(blobs: Blobs) -> None:
    assert blobs.create("one/two/three", b"first")
    assert not blobs.create("one/two/three", b"second, longer")
    assert blobs.read("one/two/three") == b"first"
    assert blobs.size("one/two/three") == 5
    assert blobs.read("one/two") is None
    assert blobs.size("one/nothing") is None


def test_of_many_who_create_the_same_name_one_wins(place: str) -> None:
    nodes = [open_blobs(place) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda pair: pair[1].create("name", str(pair[0]).encode()), enumerate(nodes)))
    assert won.count(True) == 1
    assert nodes[0].read("name") == str(won.index(True)).encode()


def test_a_list_has_what_is_below_and_nothing_else(blobs: Blobs) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    for name in ("up/a/1", "up/a/2", "up/ab/1", "other"):
        assert blobs.create(name, b"12")
    assert sorted(blob.name for blob in blobs.list("up/a")) == ["up/a/1", "up/a/2"]
    assert {blob.size for blob in blobs.list("up")} == {2}
    assert all(before < blob.written_at < before + timedelta(minutes=1) for blob in blobs.list("up"))
    blobs.delete(["up/a/1", "up/a/2", "up/a/3"])
    assert [blob.name for blob in blobs.list("up")] == ["up/ab/1"]
    assert blobs.list("nothing") == []


def test_a_folder_keeps_nothing_half_written(tmp_path: Path) -> None:
    folder = FolderBlobs(tmp_path)
    assert folder.create("a/b", b"x")
    assert not folder.create("a/b", b"y")
    folder.delete(["a/b"])
    assert [path.name for path in tmp_path.rglob("*")] == ["fresh"]


def test_a_folder_that_cannot_take_more_says_so(tmp_path: Path) -> None:
    folder = FolderBlobs(tmp_path)
    (tmp_path / "in-the-way").write_bytes(b"")
    with pytest.raises(Refusal) as refusal:
        folder.create("in-the-way/name", b"x")
    assert refused(refusal) == (503, "attachments-unavailable", None)


def test_a_store_that_is_gone_is_said_and_its_words_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    started = moto.start()
    for name, value in started.environment.items():
        monkeypatch.setenv(name, value)
    blobs = BucketBlobs(started.url)
    blobs.check()
    started.stop()
    for ask in (lambda: blobs.create("a", b"x"), lambda: blobs.read("a"), lambda: blobs.list("a")):
        with pytest.raises(Refusal) as refusal:
            ask()
        assert refused(refusal)[:2] == (503, "attachments-unavailable")
        assert refusal.value.problem.detail == "GenericError"


def test_a_store_without_conditional_writes_is_not_taken(bucket: moto.Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in bucket.environment.items():
        monkeypatch.setenv(name, value)
    blobs = BucketBlobs(bucket.url)
    monkeypatch.setattr(blobs, "create", lambda _name, _content: True)
    with pytest.raises(UnfitStore):
        blobs.check()


def test_an_upload_goes_from_node_to_node(place: str) -> None:
    upload, new = node(place).begin(HASH, len(WHOLE))
    assert (new, upload.offset, upload.complete) == (True, 0, False)
    for at in range(0, len(WHOLE), PIECE):
        upload = node(place).add(HASH, at, WHOLE[at : at + PIECE])
        assert node(place).state(HASH) == upload
        assert node(place).begin(HASH, len(WHOLE)) == (upload, False)
    assert not upload.complete
    done = node(place).commit(HASH)
    assert done.complete
    last = node(place)
    assert last.state(HASH) == last.commit(HASH) == last.begin(HASH, len(WHOLE))[0] == done
    assert last.blobs.read(f"{HASH[:2]}/{HASH}") == WHOLE
    assert last.blobs.list("uploads") == []
    with pytest.raises(Refusal) as refusal:
        last.add(HASH, 0, WHOLE[:PIECE])
    assert refused(refusal) == (409, "upload-offset", len(WHOLE))


def test_of_many_at_one_offset_one_wins_and_the_others_hear_where_it_stands(place: str) -> None:
    nodes = [node(place) for _ in range(8)]
    nodes[0].begin(HASH, len(WHOLE))

    def send(one: Uploads) -> int:
        try:
            return one.add(HASH, 0, WHOLE[:PIECE]).offset
        except Refusal as refusal:
            assert (refusal.problem.status, refusal.problem.offset) == (409, PIECE)
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, nodes)) == [0] * 7 + [PIECE]


def test_pieces_come_in_order_and_fit(place: str) -> None:
    uploads = node(place)
    for act in (lambda: uploads.add(HASH, 0, WHOLE[:PIECE]), lambda: uploads.commit(HASH)):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refused(refusal) == (404, "upload-unknown", None)
    assert uploads.state(HASH) is None
    uploads.begin(HASH, len(WHOLE))
    uploads.add(HASH, 0, WHOLE[:PIECE])
    for at, piece, said in (
        (0, WHOLE[:PIECE], (409, "upload-offset", PIECE)),
        (2 * PIECE, WHOLE[:PIECE], (409, "upload-offset", PIECE)),
        (PIECE, WHOLE, (422, "piece-size", PIECE)),
        (PIECE, WHOLE[: SMALLEST_PIECE - 1], (422, "piece-size", PIECE)),
        (PIECE, b"", (422, "piece-size", PIECE)),
    ):
        with pytest.raises(Refusal) as refusal:
            uploads.add(HASH, at, piece)
        assert refused(refusal) == said
    with pytest.raises(Refusal) as refusal:
        uploads.commit(HASH)
    assert refused(refusal) == (409, "upload-offset", PIECE)


def test_a_wrong_whole_begins_again_and_late_pieces_of_the_first_attempt_are_nobodys(place: str) -> None:
    uploads = node(place)
    wrong = WHOLE[:-1] + b"!"
    uploads.begin(HASH, len(wrong))
    uploads.add(HASH, 0, wrong[:PIECE])
    uploads.add(HASH, PIECE, wrong[PIECE:])
    with pytest.raises(Refusal) as refusal:
        uploads.commit(HASH)
    assert refused(refusal) == (422, "attachment-hash", 0)
    uploads.blobs.create(f"uploads/{HASH}/0001-000000000000", wrong[:PIECE])
    state = uploads.state(HASH)
    assert state is not None
    assert (state.offset, state.complete) == (0, False)
    uploads.add(HASH, 0, WHOLE)
    assert uploads.commit(HASH).complete
    assert uploads.blobs.list("uploads") == []


def test_another_size_begins_again(place: str) -> None:
    uploads = node(place)
    uploads.begin(HASH, 10 * PIECE)
    uploads.add(HASH, 0, WHOLE[:PIECE])
    upload, new = uploads.begin(HASH, len(WHOLE))
    assert (new, upload.size, upload.offset) == (True, len(WHOLE), 0)


def test_an_upload_that_nobody_goes_on_with_is_forgotten(place: str) -> None:
    uploads = node(place)
    other = sha256(b"other").hexdigest()
    now = datetime.now(UTC)
    uploads.begin(HASH, len(WHOLE))
    uploads.add(HASH, 0, WHOLE[:PIECE])
    uploads.begin(other, len(WHOLE))
    assert uploads.prune(now) == 0
    assert uploads.prune(now + timedelta(days=8)) == 2
    assert uploads.blobs.list("uploads") == []
    assert uploads.state(HASH) is None


def test_what_a_killed_node_left_half_written_goes_at_a_later_start(tmp_path: Path) -> None:
    import os

    FolderBlobs(tmp_path).create("name", b"whole")
    old, young = tmp_path / "fresh" / "old", tmp_path / "fresh" / "young"
    for path in (old, young):
        path.write_bytes(b"half")
    long_ago = datetime.now(UTC).timestamp() - 2 * 86400
    os.utime(old, (long_ago, long_ago))
    FolderBlobs(tmp_path)
    assert list((tmp_path / "fresh").iterdir()) == [young]
