"""Pages and snapshots of the catalogue: signed, in order, whole, or nothing of them; and never a step back."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.contract.catalogue import BadCatalogue, check, whole
from kiosk.contract.platform import CataloguePage, CatalogueRow, Snapshot
from kiosk.languages.language import Language
from kiosk.offline.catalogue import contents, indexing, snapshot
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.catalogue.changes import OtherWhole, apply
from kiosk.offline.store.store import Store
from tests.offline import opened
from tests.offline.people import BIRTH, CERTIFICATE, matter
from tests.offline.publisher import NOTHING, Publisher, copy_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = opened.catalogue(tmp_path)
    yield made
    made.close()


@pytest.fixture
def platform() -> Publisher:
    made = Publisher()
    made.publish(BIRTH, CERTIFICATE)
    return made


@pytest.fixture
def taken(store: Store, platform: Publisher, tmp_path: Path) -> KeptCatalogue:
    """A machine that holds the platform's catalogue."""
    take(store, platform, tmp_path)
    return KeptCatalogue(store)


def take(store: Store, platform: Publisher, folder: Path, **changes: object) -> bool:
    offered, packed = platform.snapshot(**changes)
    return take_file(store, offered, packed, folder)


def take_file(store: Store, offered: Snapshot, packed: bytes, folder: Path) -> bool:
    (folder / "snapshot.gz").write_bytes(packed)
    return snapshot.take_in(store, offered, folder / "snapshot.gz", lambda: False)


def codes(catalogue: KeptCatalogue) -> list[str]:
    return sorted(tile.code for tile in catalogue.tiles(Language.CHINESE))


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the catalogue, to compare before and after."""
    tables = ("catalogue", "announced", "content", "content_document", "content_search", "left_epoch")
    return {one: [tuple(row) for row in store.read().execute(f"SELECT * FROM {one}")] for one in tables}


def test_the_hash_of_the_whole_is_over_what_is_said_in_the_contract() -> None:
    assert whole([]) == NOTHING
    lines = f"A-1 2 {'0' * 64}\nB-1 1 {'f' * 64}\n"
    assert whole([("A-1", 2, "0" * 64), ("B-1", 1, "f" * 64)]) == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("code", ["KSK-01\nKSK-02", "KSK 01", "ksk-01", "K", ""])
def test_a_code_can_hold_nothing_that_would_make_one_signed_line_into_two(code: str) -> None:
    with pytest.raises(ValueError, match="code"):
        CatalogueRow(code=code, version=1, seq=1, sha256=NOTHING)


def test_an_epoch_can_hold_no_line_break_either() -> None:
    with pytest.raises(ValueError, match="epoch"):
        CataloguePage(epoch="e1\n7", seq=0, rows=[])


@pytest.mark.parametrize(
    "change",
    [
        {"signature": ""},
        {"signature": "not base64"},
        {"epoch": "e2"},
        {"seq": 9},
        {"after": 1},
        {"whole": None},
        {"whole": "0" * 64},
        {"rows": []},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_page_that_was_changed_on_the_way_is_refused(
    taken: KeptCatalogue, platform: Publisher, change: dict[str, object]
) -> None:
    platform.publish(copy_of(matter(BIRTH), version=9))
    before = everything(taken.store)
    page = platform.page(2)
    with pytest.raises(BadCatalogue, match="signature"):
        apply(taken.store, page.model_copy(update=change), platform.key)
    changed = page.rows[0].model_copy(update={"version": 8})
    with pytest.raises(BadCatalogue, match="signature"):
        apply(taken.store, page.model_copy(update={"rows": [changed]}), platform.key)
    with pytest.raises(BadCatalogue, match="signature"):
        apply(taken.store, page, Publisher().key)
    assert everything(taken.store) == before
    assert apply(taken.store, page, platform.key) == []
    assert taken.matter(BIRTH).matter.version == 9


def test_a_page_takes_effect_only_after_the_cursor_it_names(taken: KeptCatalogue, platform: Publisher) -> None:
    platform.publish(copy_of(matter(BIRTH), version=9))
    first = platform.page(2)
    platform.publish(copy_of(matter(BIRTH), version=10))
    second = platform.page(3)
    with pytest.raises(BadCatalogue, match="the machine is at e1 2"):
        apply(taken.store, second, platform.key)
    apply(taken.store, first, platform.key)
    apply(taken.store, second, platform.key)
    for old in (first, second):
        with pytest.raises(BadCatalogue, match="the machine is at e1 4"):
            apply(taken.store, old, platform.key)
    assert taken.matter(BIRTH).matter.version == 10, "a page played again takes nothing back"


def test_rows_out_of_order_or_twice_are_refused_though_signed(taken: KeptCatalogue, platform: Publisher) -> None:
    platform.publish(copy_of(matter(BIRTH), version=9), copy_of(matter(CERTIFICATE), version=9))
    rows = platform.page(2).rows
    for wrong in ([rows[1], rows[0]], [rows[0], rows[0].model_copy(update={"seq": 4})], [rows[0]], rows[:0]):
        with pytest.raises(BadCatalogue, match="order"):
            apply(taken.store, platform.page(2, rows=wrong), platform.key)


def test_a_page_after_which_the_whole_is_another_leaves_nothing_behind(
    taken: KeptCatalogue, platform: Publisher
) -> None:
    """A matter went missing on the machine, or on the platform: found out by the hash, before anything is applied."""
    taken.store.write(
        lambda database: database.execute("DELETE FROM announced WHERE code = ?", (CERTIFICATE,))
    ).result()
    platform.publish(copy_of(matter(BIRTH), version=9))
    before = everything(taken.store)
    with pytest.raises(OtherWhole):
        apply(taken.store, platform.page(2), platform.key)
    assert everything(taken.store) == before


def test_pages_on_the_way_say_nothing_of_the_whole_and_the_last_one_closes(
    taken: KeptCatalogue, platform: Publisher
) -> None:
    platform.publish(copy_of(matter(BIRTH), version=9), copy_of(matter(CERTIFICATE), version=9))
    rows = platform.page(2).rows
    apply(taken.store, platform.page(2, rows=rows[:1], seq=3, whole=None), platform.key)
    assert taken.cursor() == ("e1", 3)
    apply(taken.store, platform.page(3), platform.key)
    assert apply(taken.store, platform.page(4), platform.key) == []
    with pytest.raises(OtherWhole):
        apply(taken.store, platform.page(4, whole=NOTHING), platform.key)
    with pytest.raises(BadCatalogue, match="whole"):
        check(platform.page(4, whole=None), platform.key)


def test_a_page_without_news_writes_nothing(taken: KeptCatalogue, platform: Publisher) -> None:
    writes: list[object] = []
    original = taken.store.write
    taken.store.write = lambda change: writes.append(change) or original(change)  # type: ignore
    apply(taken.store, platform.page(2), platform.key)
    assert writes == []


@pytest.mark.parametrize(
    "change",
    [{"epoch": "e2"}, {"seq": 9}, {"rows": 3}, {"size": 1}, {"unpacked": 1}, {"sha256": NOTHING}, {"whole": NOTHING}],
    ids=lambda change: next(iter(change)),
)
def test_a_snapshot_that_was_changed_on_the_way_is_refused(platform: Publisher, change: dict[str, object]) -> None:
    offered, _ = platform.snapshot()
    check(offered, platform.key)
    with pytest.raises(BadCatalogue, match="signature"):
        check(offered.model_copy(update=change), platform.key)


def test_a_snapshot_never_takes_the_machine_back(taken: KeptCatalogue, platform: Publisher, tmp_path: Path) -> None:
    old, _ = platform.snapshot()
    platform.publish(copy_of(matter(BIRTH), version=9))
    apply(taken.store, platform.page(2), platform.key)
    with pytest.raises(BadCatalogue, match="older"):
        snapshot.acceptable(taken.store, old)
    restored = Publisher("e2", platform.signing_key)
    restored.publish(CERTIFICATE)
    snapshot.acceptable(taken.store, restored.snapshot()[0])
    assert take(taken.store, restored, tmp_path)
    assert taken.cursor() == ("e2", 1)
    with pytest.raises(BadCatalogue, match="an epoch that was left"):
        snapshot.acceptable(taken.store, platform.snapshot()[0])


def test_a_snapshot_whose_rows_are_not_the_signed_whole_is_given_up_and_the_old_one_lives_on(
    taken: KeptCatalogue, platform: Publisher, tmp_path: Path
) -> None:
    before = everything(taken.store)
    platform.publish(copy_of(matter(BIRTH), version=9, code="KSK-77"))
    lines = gzip.decompress(platform.snapshot()[1]).splitlines(keepends=True)
    wrong = {
        "hash of the whole": lines[:-1],
        "order of the file": [lines[1], lines[0], lines[2]],
        "lines of the file": [*lines[:-1], lines[-1].rstrip()],
        "rows of the file": [*lines[:-1], b"{}\n"],
    }
    for reason, content in wrong.items():
        offered, packed = platform.snapshot_of(b"".join(content))
        with pytest.raises(BadCatalogue, match=reason):
            take_file(taken.store, offered, packed, tmp_path)
    offered, packed = platform.snapshot(unpacked=10)
    with pytest.raises(BadCatalogue, match="lines of the file"):
        take_file(taken.store, offered, packed, tmp_path)
    after = everything(taken.store)
    assert {name: rows for name, rows in after.items() if name != "catalogue"} == {
        name: rows for name, rows in before.items() if name != "catalogue"
    }, "nothing that was staged is left"
    assert codes(taken) == [CERTIFICATE, BIRTH]
    assert take(taken.store, platform, tmp_path)
    assert taken.matter("KSK-77").matter.version == 9


def test_nobody_sees_a_half_catalogue_while_a_snapshot_is_taken_in(
    taken: KeptCatalogue, platform: Publisher, tmp_path: Path
) -> None:
    """Broken off after every batch, and looked at each time: the old catalogue, until the new one is whole."""
    for number in range(250):
        platform.publish(copy_of(matter(CERTIFICATE), code=f"BENCH-{number:03}", name=f"第{number:03}号"))
    platform.withdraw(BIRTH)
    offered, packed = platform.snapshot()
    (tmp_path / "snapshot.gz").write_bytes(packed)
    seen = []
    while not snapshot.take_in(taken.store, offered, tmp_path / "snapshot.gz", lambda: True):
        seen.append(codes(taken))
        assert taken.search("007", Language.CHINESE) == []
    assert seen == [[CERTIFICATE, BIRTH]] * 3, "three batches, each gone on with"
    assert len(codes(taken)) == 251
    assert [tile.code for tile in taken.search("007", Language.CHINESE)] == ["BENCH-007"]
    left = taken.store.read().execute("SELECT count(DISTINCT generation) FROM announced").fetchone()[0]
    assert left == 1, "nothing is left of the one before"


def test_what_the_machine_has_already_is_neither_parsed_nor_indexed_again(
    taken: KeptCatalogue, platform: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {row["sha256"]: row["id"] for row in taken.store.read().execute("SELECT sha256, id FROM content")}
    platform.publish(copy_of(matter(CERTIFICATE), code="KSK-77"))
    indexed: list[str] = []
    original = indexing.terms
    monkeypatch.setattr(indexing, "terms", lambda one: indexed.append(one.matter.code) or original(one))
    assert take(taken.store, platform, tmp_path)
    assert indexed == ["KSK-77"]
    after = {row["sha256"]: row["id"] for row in taken.store.read().execute("SELECT sha256, id FROM content")}
    assert before.items() <= after.items()


def test_other_rules_of_the_index_index_anew_in_bounded_steps(taken: KeptCatalogue) -> None:
    store = taken.store
    assert indexing.reindex(store) == 0
    store.write(lambda database: database.execute("DELETE FROM content_search")).result()
    assert taken.search("新生儿", Language.CHINESE) == []
    assert indexing.reindex(store, lambda: True, rules=indexing.RULES + 1) == 0
    assert indexing.reindex(store, rules=indexing.RULES + 1) == 2
    assert [tile.code for tile in taken.search("新生儿", Language.CHINESE)] == [BIRTH]
    assert indexing.reindex(store, rules=indexing.RULES + 1) == 0


def test_the_home_screen_is_told_when_another_catalogue_lives(taken: KeptCatalogue, platform: Publisher) -> None:
    told = threading.Event()
    other = opened.catalogue(taken.store.path.parent)  # as the agent has it
    stop = taken.watch(told.set)
    try:
        contents.tidy(other)
        platform.withdraw(BIRTH)
        apply(other, platform.page(2), platform.key)
        assert told.wait(10)
    finally:
        stop()
        other.close()
    assert codes(taken) == [CERTIFICATE]
