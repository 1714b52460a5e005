"""The catalogue as terminals get it: signed pages that follow each other, and the whole as a file that can be gone on with."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from central.platform import Platform
from central.problems import Refusal
from central.store import matters as published_matters
from central.store import snapshots
from kiosk.contract.catalogue import BadCatalogue, check, whole
from kiosk.contract.platform import CataloguePage, CatalogueRow, Snapshot
from tests.central.conftest import TerminalSide
from tests.offline.people import BIRTH, CERTIFICATE, matter
from tests.offline.publisher import copy_of


def ask(terminal: TerminalSide, path: str, **params: Any) -> Any:
    return terminal.web.get(f"/v1/catalogue{path}", params=params)


def page(terminal: TerminalSide, epoch: str, seq: int) -> CataloguePage:
    """Checked as a terminal checks it."""
    said = CataloguePage.model_validate(ask(terminal, "", epoch=epoch, seq=seq).json())
    check(said, terminal.enrolment.catalogue_key)
    return said


def snapshot(terminal: TerminalSide, **cursor: Any) -> Snapshot:
    said = Snapshot.model_validate(ask(terminal, "/snapshot", **cursor).json())
    check(said, terminal.enrolment.catalogue_key)
    return said


def rows_of(packed: bytes) -> list[CatalogueRow]:
    return [CatalogueRow.model_validate_json(line) for line in gzip.decompress(packed).splitlines()]


def whole_of(rows: list[CatalogueRow]) -> str:
    return whole((row.code, row.version, row.sha256) for row in rows)


def test_the_snapshot_is_signed_and_whole_and_pages_lead_on_from_it(terminal: TerminalSide, platform: Platform) -> None:
    said = snapshot(terminal)
    file = ask(terminal, f"/snapshots/{said.sha256}")
    assert file.headers["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in file.headers
    assert (len(file.content), hashlib.sha256(file.content).hexdigest()) == (said.size, said.sha256)
    rows = rows_of(file.content)
    assert [row.code for row in rows] == platform.matters.codes()
    assert (len(rows), whole_of(rows)) == (said.rows, said.whole)
    assert sum(len(row.model_dump_json().encode()) + 1 for row in rows) == said.unpacked
    nothing = page(terminal, said.epoch, said.seq)
    assert (nothing.rows, nothing.seq, nothing.whole) == ([], said.seq, said.whole)
    platform.matters.withdraw(BIRTH)
    change = page(terminal, said.epoch, said.seq)
    assert [(row.code, row.withdrawn) for row in change.rows] == [(BIRTH, True)]
    assert change.whole == whole_of([row for row in rows if row.code != BIRTH])


def test_what_does_not_fit_follows_in_further_pages_and_only_the_last_one_closes(
    terminal: TerminalSide, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    epoch = snapshot(terminal).epoch
    lengths = [len(row.document) for row in platform.matters.page(0).rows]
    monkeypatch.setattr(published_matters, "PAGE_CHARACTERS", lengths[0] + lengths[1])
    pages = list(all_pages(terminal, epoch))
    assert [len(one.rows) for one in pages] == [2, 1]
    assert [one.whole is None for one in pages] == [True, False]
    monkeypatch.setattr(published_matters, "PAGE_CHARACTERS", 1)
    assert [len(one.rows) for one in all_pages(terminal, epoch)] == [1, 1, 1], "a long one has a page of its own"
    monkeypatch.setattr(published_matters, "PAGE_CHARACTERS", 1 << 30)
    monkeypatch.setattr(published_matters, "PAGE_ROWS", 2)
    pages = list(all_pages(terminal, epoch))
    assert [len(one.rows) for one in pages] == [2, 1]
    assert pages[-1].whole == snapshot(terminal).whole
    with pytest.raises(BadCatalogue):
        check(pages[0].model_copy(update={"after": 1}), terminal.enrolment.catalogue_key)


def all_pages(terminal: TerminalSide, epoch: str) -> Iterator[CataloguePage]:
    seq = 0
    while True:
        one = page(terminal, epoch, seq)
        yield one
        if one.whole is not None:
            return
        seq = one.seq


@pytest.mark.parametrize("cursor", [{}, {"epoch": "another", "seq": 1}, {"epoch": "another"}])
def test_a_cursor_of_another_life_is_answered_with_410(terminal: TerminalSide, cursor: dict[str, object]) -> None:
    answer = ask(terminal, "", **cursor)
    assert answer.status_code == 410
    assert answer.json()["type"] == "urn:xinzhizhu:problem:epoch-unknown"
    assert answer.json()["field"] == "epoch"


def test_a_cursor_ahead_of_ours_is_answered_with_410_and_begins_a_new_epoch(
    terminal: TerminalSide, platform: Platform
) -> None:
    """The database was put back from a backup: a terminal knows more than we do."""
    before = snapshot(terminal)
    platform.epochs._now = lambda: platform.now().replace(year=2030)  # type: ignore[method-assign]
    assert ask(terminal, "", epoch=before.epoch, seq=before.seq + 7).status_code == 410
    after = snapshot(terminal, epoch=before.epoch, seq=before.seq + 7)
    assert after.epoch != before.epoch
    assert after.whole == before.whole


@pytest.mark.parametrize("cursor", [{"seq": -1}, {"seq": "x"}, {"epoch": "x" * 65}])
@pytest.mark.parametrize("path", ["", "/snapshot"])
def test_nonsense_gets_a_problem_that_names_the_field(
    terminal: TerminalSide, path: str, cursor: dict[str, object]
) -> None:
    answer = ask(terminal, path, **cursor)
    assert answer.status_code == 422
    assert answer.json()["field"] == next(iter(cursor))


def test_the_file_is_gone_on_with_where_it_was_cut(terminal: TerminalSide) -> None:
    said = snapshot(terminal)
    url = f"/v1/catalogue/snapshots/{said.sha256}"

    def get(**headers: str) -> Any:
        return terminal.web.get(url, headers={k.replace("_", "-"): v for k, v in headers.items()})

    everything = get()
    assert everything.headers["ETag"] == f'"{said.sha256}"'
    rest = get(Range="bytes=1000-", If_Range=f'"{said.sha256}"')
    assert (rest.status_code, rest.content) == (206, everything.content[1000:])
    assert rest.headers["Content-Range"] == f"bytes 1000-{said.size - 1}/{said.size}"
    other = get(Range="bytes=1000-", If_Range=f'"{"0" * 64}"')
    assert (other.status_code, other.content) == (200, everything.content), "another file: from its beginning"
    for beyond in (said.size, said.size + 5):
        refused = get(Range=f"bytes={beyond}-")
        assert (refused.status_code, refused.headers["Content-Type"]) == (416, "application/problem+json")
    assert get(Range="lines=1-2").status_code == 422
    assert TestClient(terminal.web.app).get(url).status_code == 401


@pytest.mark.parametrize("name", ["0" * 64, "..%2Fcatalogue.key", "x"])
def test_there_is_no_other_file(terminal: TerminalSide, name: str) -> None:
    answer = ask(terminal, f"/snapshots/{name}")
    assert answer.status_code in (404, 422)


def test_many_who_come_at_once_cost_one_file(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    original = snapshots._write
    monkeypatch.setattr(snapshots, "_write", lambda *given: made.append(1) or original(*given))
    with ThreadPoolExecutor(8) as pool:
        said = {one.sha256 for one in pool.map(lambda _: platform.catalogue.snapshot("T0001", "", 0), range(16))}
    assert (len(said), len(made)) == (1, 1)


def test_while_it_is_being_made_nobody_is_kept_waiting_for_long(
    terminal: TerminalSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = threading.Event()
    original = snapshots._write
    monkeypatch.setattr(snapshots, "_PATIENCE_S", 0.05)
    monkeypatch.setattr(snapshots, "_write", lambda *given: ready.wait(30) and original(*given))
    answer = ask(terminal, "/snapshot")
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "5")
    ready.set()
    monkeypatch.setattr(snapshots, "_PATIENCE_S", 30)
    assert snapshot(terminal).rows == 3


def test_a_file_serves_for_a_while_after_a_change_but_never_takes_anybody_back(
    terminal: TerminalSide, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = snapshot(terminal)
    platform.matters.publish(copy_of(matter(BIRTH), version=9))
    assert snapshot(terminal) == first, "pages lead on from it"
    second = snapshot(terminal, epoch=first.epoch, seq=first.seq + 1)
    assert second.seq == first.seq + 1
    platform.matters.withdraw(BIRTH)
    monkeypatch.setattr(snapshots, "_FRESH_S", -1.0)
    assert snapshot(terminal).seq == second.seq + 1


def test_old_files_go(terminal: TerminalSide, platform: Platform) -> None:
    names = []
    for version in range(7):
        platform.matters.publish(copy_of(matter(CERTIFICATE), version=10 + version))
        epoch, seq = platform.matters.head()
        names.append(snapshot(terminal, epoch=epoch, seq=seq).sha256)
    kept = [name for name in names if ask(terminal, f"/snapshots/{name}").status_code == 200]
    assert kept == names[-4:]
    assert len(list((platform.database.folder / "snapshots").iterdir())) == 8


def test_a_node_that_is_started_anew_goes_on_giving_its_file_out(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = platform.catalogue.snapshot("T0001", "", 0)
    again = snapshots.Snapshots(platform.database.folder / "snapshots", platform.matters)
    monkeypatch.setattr(again, "_make", lambda: pytest.fail("made anew"))
    found = again.newest(0)
    assert found is not None
    assert found.sha256 == said.sha256
    assert platform.catalogue.file(said.sha256).exists()
    with pytest.raises(Refusal):
        platform.catalogue.file("0" * 64)
    again.close()


def test_two_nodes_make_the_same_file_and_sign_with_the_same_key(
    platform: Platform, postgres_url: str, tmp_path: Any
) -> None:
    """A terminal may be led from one node to another in the middle of a download."""
    nodes = [Platform.open(tmp_path / name, database=postgres_url, secrets=tmp_path / "secrets") for name in ("a", "b")]
    try:
        nodes[0].matters.publish(matter(BIRTH))
        nodes[1].matters.publish(matter(CERTIFICATE))
        first, second = (node.catalogue.snapshot("T0001", "", 0) for node in nodes)
        assert first == second
        assert first.rows == 2
    finally:
        for node in nodes:
            node.close()


def test_numbers_come_in_the_order_of_commits(platform: Platform) -> None:
    """Two publish at once: whoever has the smaller number is committed first, so no cursor ever passes over a change."""
    _, before = platform.matters.head()
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with platform.database.transaction():
            platform.matters.publish(copy_of(matter(BIRTH), version=9))
            begun.set()
            assert go_on.wait(30)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slowly)
        assert begun.wait(30)
        second = pool.submit(platform.matters.publish, copy_of(matter(CERTIFICATE), version=9))
        assert platform.matters.page(before).rows == [], "nothing is committed"
        go_on.set()
        first.result(30)
        assert second.result(30)
    assert [(row.code, row.seq - before) for row in platform.matters.page(before).rows] == [
        (BIRTH, 1),
        (CERTIFICATE, 2),
    ]
