"""Alembic's entry: the connection and its transaction are the caller's."""

from alembic import context

from central.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
