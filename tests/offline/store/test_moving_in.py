"""A machine of version 0.1 goes on with all it had, whenever its power fails while its store is taken in."""

import os
from pathlib import Path

import pytest

from kiosk.languages.fault import KnownFault
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.store.stores import open_stores
from tests.offline import dying, old_store


def start(data: Path) -> None:
    """The step that dies: what terminal and agent do first."""
    open_stores(data, development_key=True)


def assert_whole(data: Path) -> None:
    stores = open_stores(data, development_key=True)
    try:
        kept = stores.kept
        assert kept.identity == old_store.IDENTITY
        read = kept.read()
        assert read.execute("SELECT value FROM counter WHERE name = 'number'").fetchone()[0] == old_store.COUNTER
        rows = read.execute("SELECT number, state, length(sealed) AS size FROM outbox ORDER BY number").fetchall()
        assert [tuple(row) for row in rows] == [
            (old_store.NUMBERS[0], "waiting", 5000),
            (old_store.NUMBERS[1], "parked", 5000),
            (old_store.NUMBERS[2], "delivered", None),
        ]
        assert [len(Deliveries(kept).attachment(f"{place:064}")) for place in (0, 1)] == [5000, 5000]
        assert Deliveries(kept).status_cursor() == ("", 7)
        assert read.execute("SELECT count(*) FROM status").fetchone()[0] == 1
        assert read.execute("SELECT count(*) FROM rating").fetchone()[0] == 1
        assert stores.catalogue.read().execute("SELECT count(*) FROM cursor").fetchone()[0] == 0
    finally:
        stores.close()
    assert not (data / "store.db").exists()
    assert (data / "store-0.1.db").exists()


@pytest.mark.parametrize("in_wal", [True, False], ids=["power was lost", "closed in order"])
def test_everything_is_taken_in_once(tmp_path: Path, in_wal: bool) -> None:
    old_store.make(tmp_path, in_wal=in_wal)
    assert_whole(tmp_path)
    assert_whole(tmp_path)


def test_killed_at_any_step_of_it_nothing_is_lost(tmp_path: Path) -> None:
    old_store.make(tmp_path / "whole")
    steps = dying.steps(tmp_path / "whole", start)
    assert steps > 10
    for at in range(1, steps + 1, 3):
        data = tmp_path / str(at)
        old_store.make(data)
        dying.die(data, start, at)
        assert_whole(data)


def test_an_old_store_that_is_not_whole_is_left_as_it_is(tmp_path: Path) -> None:
    old_store.make(tmp_path, in_wal=False)
    path = tmp_path / "store.db"
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096))
    before = path.read_bytes()
    with pytest.raises(KnownFault, match="store_damaged"):
        open_stores(tmp_path, development_key=True)
    assert path.read_bytes() == before
    assert not (tmp_path / "kept.db").exists()
