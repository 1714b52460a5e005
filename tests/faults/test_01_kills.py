"""Kills, cuts and disks that fail around a commit: what was acknowledged is there, once; what was not is there whole or not at all."""

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.languages.fault import KnownFault
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.health import look
from kiosk.offline.store.keys import read_key
from kiosk.offline.store.migrations import KEPT, Schema
from kiosk.offline.store.store import Store
from tests.agent.conftest import ROOT
from tests.offline import damage
from tests.offline.conftest import credentials, outbox, platform_key, store
from tests.offline.opened import kept
from tests.offline.people import application, matter

__all__ = ["credentials", "outbox", "platform_key", "store"]

WRITER = ROOT / "tests" / "offline" / "writer_process.py"


def numbers_in(opened: Store) -> list[str]:
    return [row["number"] for row in opened.read().execute("SELECT number FROM outbox ORDER BY number")]


def killed_at(store: Store, at: str) -> list[str]:
    """What a terminal's process has acknowledged that is killed when its third application comes to this point of its commit."""
    command = [sys.executable, str(WRITER), str(store.path.parent), at, "3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return [line.removeprefix("kept ") for line in done.stdout.splitlines() if line.startswith("kept ")]


@pytest.mark.fault(1)
def test_fault_01_killed_before_the_commit(store: Store, outbox: KeptOutbox) -> None:
    """All rows of the application are written, the COMMIT is not: nothing of it is there, and nobody was told."""
    acknowledged = killed_at(store, "COMMIT")
    assert len(acknowledged) == 2
    assert numbers_in(store) == acknowledged
    assert store.read().execute("SELECT count(DISTINCT key) FROM outbox_attachment").fetchone()[0] == 2
    assert look(store)


@pytest.mark.fault(2)
@pytest.mark.parametrize("at", ["BEGIN IMMEDIATE", "COMMIT", "mark", "told"])
def test_fault_02_killed_around_the_commit(store: Store, outbox: KeptOutbox, at: str) -> None:
    """At each point of a commit: what was acknowledged is there once, the file is sound, and no number comes again."""
    acknowledged = killed_at(store, at)
    there = numbers_in(store)
    assert set(acknowledged) <= set(there)
    assert len(there) == len(set(there))
    assert len(there) == (3 if at in ("mark", "told") else 2), (
        "after the commit it is there, whether it was told or not"
    )
    assert outbox.next_number() not in there
    assert look(store)


@pytest.mark.fault(11)
@pytest.mark.parametrize("seed", range(4))
def test_fault_11_power_lost_in_a_checkpoint(store: Store, outbox: KeptOutbox, tmp_path: Path, seed: int) -> None:
    """Any part of the pages has reached the file, one of them half: the WAL is replayed, all is there, every page is whole."""
    chance = random.Random(seed)
    made = [application(matter(), outbox.next_number()) for _ in range(4)]
    for one, documents in made:
        outbox.submit(one, documents).result()
    cut = tmp_path / "cut"
    cut.mkdir()
    for path in tmp_path.iterdir():
        if path.is_file() and not path.name.endswith("-shm"):
            shutil.copy(path, cut)
    assert (cut / "kept.db-wal").stat().st_size > 0
    store.checkpoint().result()
    after, before = store.path.read_bytes(), (cut / "kept.db").read_bytes()
    pages = bytearray(before.ljust(len(after), b"\0"))
    written = chance.sample(range(len(after) // damage.PAGE), len(after) // damage.PAGE // 2)
    for place in (page * damage.PAGE for page in written):
        pages[place : place + damage.PAGE] = after[place : place + damage.PAGE]
    torn = written[0] * damage.PAGE
    pages[torn : torn + 512] = before[torn : torn + 512].ljust(512, b"\0")
    (cut / "kept.db").write_bytes(pages)
    again = kept(cut)
    assert numbers_in(again) == [one.number for one, _ in made]
    again.checkpoint().result()
    assert look(again)
    again.close()


def test_writes_and_syncs_that_fail_are_never_acknowledged(store: Store, credentials: CredentialsFile) -> None:
    """A disk that refuses: the process says so, takes nothing more, and ends; the next one finds all that was acknowledged."""
    failing = ["fiu-run", "-x", "-c", "enable_random name=posix/io/sync/*,probability=0.15"]
    command = [*failing, sys.executable, str(WRITER), str(store.path.parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-2:] == ["refused store_damaged", "refused store_damaged"], (
        "after the first one nothing is tried again"
    )
    acknowledged = [line.removeprefix("kept ") for line in lines if line.startswith("kept ")]
    again = kept(store.path.parent)
    assert set(acknowledged) <= set(numbers_in(again))
    assert look(again)
    again.close()


@pytest.mark.fault(49)
def test_fault_49_migration_fails(tmp_path: Path) -> None:
    """It is rolled back whole and said; the release before opens the file and finds everything."""
    old = kept(tmp_path)
    old.write(lambda database: database.execute("INSERT INTO counter VALUES ('number', 7)")).result()
    old.close()
    key = read_key(tmp_path, development=True)
    good, bad = "ALTER TABLE rating ADD COLUMN later TEXT;", "CREATE TABLE fine (x); INSERT INTO nowhere VALUES (1);"
    with pytest.raises(KnownFault, match="store_not_migrated"):
        Store(tmp_path / KEPT.file, Schema(KEPT.file, (*KEPT.migrations, good, bad)), key)
    before = kept(tmp_path)
    tables = {row[0] for row in before.read().execute("SELECT name FROM sqlite_schema")}
    assert "fine" not in tables
    assert "later" not in {row["name"] for row in before.read().execute("PRAGMA table_info(rating)")}
    assert before.read().execute("SELECT value FROM counter").fetchone()[0] == 7
    assert not (tmp_path / "quarantine").exists()
    before.close()
    expanded = Schema(KEPT.file, (*KEPT.migrations, good))
    Store(tmp_path / KEPT.file, expanded, key).close()
    rolled_back = kept(tmp_path)  # an older release on a newer file that has only grown
    assert rolled_back.read().execute("SELECT value FROM counter").fetchone()[0] == 7
    rolled_back.write(lambda database: database.execute("UPDATE counter SET value = 8")).result()
    rolled_back.close()
    contracted = (*expanded.migrations, f"UPDATE sentinel SET readable_from = {len(expanded.migrations) + 1};")
    Store(tmp_path / KEPT.file, Schema(KEPT.file, contracted), key).close()
    with pytest.raises(KnownFault, match="store_newer"):
        kept(tmp_path)
