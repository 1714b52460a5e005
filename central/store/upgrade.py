"""Bringing a database up to date at start. Several nodes may start at once: one does it, the others wait and find it done."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from central import events

_BASELINE = "0001"
_LOCK = 7_310_142_026  # any number, the same in all nodes


def upgrade(engine: Engine) -> None:
    """A database of a newer release is left as it is: migrations expand first, so this one can still work with it."""
    config = Config()
    config.set_main_option("script_location", "central.store:migrations")
    script = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        if _revision(connection) == script.get_current_head():
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = _revision(connection)
        if found is not None and found not in {one.revision for one in script.walk_revisions()}:
            events.DATABASE_NEWER(revision=found)
            return
        config.attributes["connection"] = connection
        if found is None and _take_over(connection):
            command.stamp(config, _BASELINE)
        command.upgrade(config, "head")
        if _revision(connection) != found:
            events.DATABASE_UPGRADED(before=found or "nothing", revision=script.get_current_head())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _take_over(connection: Connection) -> bool:
    """True for a file of release 0.1, which counted its versions in `user_version`. Its second step is made up for."""
    if connection.dialect.name != "sqlite" or not inspect(connection).has_table("setting"):
        return False
    if not inspect(connection).has_table("record"):
        connection.execute(
            text(
                "CREATE TABLE record (id_number TEXT NOT NULL, matter TEXT NOT NULL, rows TEXT NOT NULL,"
                " PRIMARY KEY (id_number, matter)) WITHOUT ROWID"
            )
        )
    return True
