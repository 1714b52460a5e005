"""The store never makes a file anew in silence, never shows half a change, and tells other processes of changes."""

import stat
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from kiosk.languages.fault import KnownFault
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.connection import IntegrityError, OperationalError, connect
from kiosk.offline.store.keys import read_key
from kiosk.offline.store.store import Store
from tests.offline.opened import kept


def test_a_change_that_raises_leaves_nothing_behind(store: Store) -> None:
    def half(database: object) -> None:
        database.execute("INSERT INTO counter VALUES ('a', 1)")  # type: ignore[attr-defined]
        raise LookupError("half way")

    with pytest.raises(LookupError):
        store.write(half).result()
    assert store.read().execute("SELECT count(*) FROM counter").fetchone()[0] == 0


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(OperationalError):
        store.read().execute("DELETE FROM outbox")


def test_the_disk_has_what_a_finished_write_said(store: Store) -> None:
    for pragma, expected in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)):
        found = store.write(lambda database, p=pragma: database.execute(f"PRAGMA {p}").fetchone()[0]).result()  # type: ignore[misc]
        assert found == expected, pragma


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to be looked at" * 40])
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kept.db"
    path.write_bytes(content)
    with pytest.raises(KnownFault, match="store_damaged"):
        kept(tmp_path)
    assert path.read_bytes() == content


def test_a_file_without_its_sentinel_is_not_taken_for_a_store(tmp_path: Path) -> None:
    kept(tmp_path).close()
    connection = connect(tmp_path / "kept.db", read_key(tmp_path, development=True))
    connection.execute("DELETE FROM sentinel")
    connection.close()
    with pytest.raises(KnownFault, match="store_damaged"):
        kept(tmp_path)


def test_a_file_that_is_gone_is_not_made_anew_in_silence(tmp_path: Path) -> None:
    kept(tmp_path).close()
    (tmp_path / "kept.db").unlink()
    with pytest.raises(KnownFault, match="store_damaged"):
        kept(tmp_path)
    assert not (tmp_path / "kept.db").exists()


def test_a_broken_change_takes_none_of_its_neighbours_with_it(store: Store) -> None:
    """Changes that wait together share a transaction; each still stands or falls alone."""
    entered, go_on = threading.Event(), threading.Event()

    def hold(database: object) -> None:
        entered.set()
        assert go_on.wait(10)

    first = store.write(hold)
    assert entered.wait(10)

    def put(name: str, *, then: type[Exception] | None = None) -> "Future[None]":
        def change(database: object) -> None:
            database.execute("INSERT INTO counter VALUES (?, 1)", (name,))  # type: ignore[attr-defined]
            if then is not None:
                raise then

        return store.write(change)

    good, bad, same, last = put("a"), put("b", then=LookupError), put("a"), put("c")
    go_on.set()
    first.result(10)
    good.result(10)
    last.result(10)
    with pytest.raises(LookupError):
        bad.result(10)
    with pytest.raises(IntegrityError):
        same.result(10)
    assert [row["name"] for row in store.read().execute("SELECT name FROM counter ORDER BY name")] == ["a", "c"]


def test_a_power_cut_while_it_was_made_leaves_no_half_store(tmp_path: Path) -> None:
    (tmp_path / "kept.db.new").write_bytes(b"half")
    store = kept(tmp_path)
    assert store.write(lambda database: database.execute("SELECT count(*) FROM sentinel").fetchone()[0]).result() == 1
    store.close()


def test_closing_waits_for_what_was_handed_in(tmp_path: Path) -> None:
    store = kept(tmp_path)
    futures = [
        store.write(lambda database, n=n: database.execute("INSERT INTO counter VALUES (?, ?)", (str(n), n)))  # type: ignore[misc]
        for n in range(50)
    ]
    store.close()
    store.close()
    assert all(future.done() for future in futures)
    again = kept(tmp_path)
    assert again.read().execute("SELECT count(*) FROM counter").fetchone()[0] == 50
    again.close()


def test_another_process_is_heard(store: Store) -> None:
    heard = threading.Event()
    stop = store.watch(heard.set)
    code = (
        "import sys, pathlib; from tests.offline.opened import kept; s = kept(pathlib.Path(sys.argv[1]));"
        "s.write(lambda d: d.execute(\"INSERT INTO counter VALUES ('x', 1)\")).result(); s.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(store.path.parent)], check=True, timeout=30)
    assert heard.wait(5)
    stop()


def test_two_processes_write_at_once_and_nothing_is_lost(store: Store) -> None:
    code = (
        "import sys, pathlib; from tests.offline.opened import kept; s = kept(pathlib.Path(sys.argv[1]));"
        "[s.write(lambda d: d.execute(\"INSERT INTO counter VALUES ('n', 1) ON CONFLICT (name) DO UPDATE SET"
        ' value = value + 1")).result() for _ in range(200)]; s.close()'
    )
    others = [subprocess.Popen([sys.executable, "-c", code, str(store.path.parent)]) for _ in range(2)]
    for other in others:
        assert other.wait(60) == 0
    assert store.read().execute("SELECT value FROM counter WHERE name = 'n'").fetchone()[0] == 400
    assert store.read().execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_credentials_are_for_their_owner_only(credentials: CredentialsFile) -> None:
    assert stat.S_IMODE(credentials.path.stat().st_mode) == 0o600
    enrolment = credentials.require()
    assert enrolment.terminal == "T0001"


def test_credentials_of_another_store_do_not_count(credentials: CredentialsFile, tmp_path: Path) -> None:
    fresh = kept(tmp_path / "fresh")
    with pytest.raises(KnownFault, match="not_enrolled"):
        CredentialsFile(credentials.path, fresh.identity).require()
    fresh.close()


def test_damaged_credentials_are_a_fault_and_no_reason_to_enrol_again(credentials: CredentialsFile) -> None:
    credentials.path.write_text("{", "utf-8")
    with pytest.raises(KnownFault, match="credentials_damaged"):
        credentials.load()
