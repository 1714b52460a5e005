"""A database of an older release becomes one of this release at start, without loss, also when several nodes start at once."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from central.platform import Platform
from central.store.database import PlatformDatabase
from central.store.tables import Base
from tests.central.conftest import enrolled
from tests.central.machines import Machine

# What release 0.1 wrote: central/store/tables.py of that release, with one application of an invented person.
RELEASED = Path(__file__).with_name("platform_0_1.sql")


def released(folder: Path, *, version: int = 2) -> Path:
    folder.mkdir()
    connection = sqlite3.connect(folder / "platform.db")
    connection.executescript(RELEASED.read_text("utf-8"))
    if version == 1:
        connection.executescript("DROP TABLE record; PRAGMA user_version = 1;")
    connection.close()
    return folder


@pytest.mark.parametrize("version", [1, 2])
def test_a_database_of_the_first_release_is_taken_over_whole(tmp_path: Path, version: int) -> None:
    platform = Platform.open(released(tmp_path / "old", version=version))
    [later, earlier] = platform.applications.newest()
    assert (earlier.application.number, earlier.seq) == ("0001-000001-1", 1)
    assert (later.application.number, later.seq) == ("0001-000002-2", 2)
    assert earlier.received_at.isoformat() == "2026-11-24T20:00:00+08:00"
    again = platform.applications.answered("01911111-0000-7000-8000-000000000001", "a" * 64)
    assert again is not None
    assert (again.number, again.epoch, again.seq) == ("0001-000001-1", "", 0), "the same answer as it was given then"
    assert platform.epochs.now().epoch == "an-epoch-of-the-catalogue"
    assert platform.epochs.now().marks == {}
    assert platform.applications.statuses("T0001", 1).seq == 3, "cursors go on"
    assert platform.matters.page(6).rows[0].seq == 7
    held = platform.holdings.of("65990019900101001X", ["marriage_certificate"], earlier.received_at.date())
    assert held[0].issued_on.isoformat() == "2020-05-20"
    terminal = platform.terminals.by_name("T0001")
    assert terminal is not None
    assert enrolled(platform, Machine(platform.now)).terminal_number == 2
    platform.close()


@pytest.mark.parametrize("database", ["sqlite", "released", "postgresql"])
def test_many_nodes_that_start_at_once_upgrade_once(
    tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else None
    folder = released(tmp_path / "old") if database == "released" else tmp_path / "new"
    with ThreadPoolExecutor(6) as pool:
        nodes = list(pool.map(lambda _: PlatformDatabase(folder, url), range(6)))
    assert len({node.public_key for node in nodes}) == 1
    with nodes[0].reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM epoch")) == 1
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        if (
            database == "released"
        ):  # SQLite does not ask what its columns were called then: days and flags, keys without NOT NULL
            harmless = ("modify_nullable", "modify_type")
            differences = [one for one in differences if not (isinstance(one, list) and one[0][0] in harmless)]
        assert differences == []
    for node in nodes:
        node.close()


def test_a_database_of_a_later_release_is_left_as_it_is(postgres_url: str, tmp_path: Path) -> None:
    first = PlatformDatabase(tmp_path, postgres_url)
    with first.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    second = PlatformDatabase(tmp_path, postgres_url)
    with second.reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    first.close()
    second.close()


def test_the_steps_are_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", "central.store:migrations")
    script = ScriptDirectory.from_config(config)
    steps = [one.revision for one in script.walk_revisions()]
    assert steps == [f"{number:04}" for number in range(len(steps), 0, -1)]
