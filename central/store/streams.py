"""Numbers in the order of commits: whoever takes the next one of a stream holds its row until the commit, on PostgreSQL too. So a
reader that keeps a cursor never misses a smaller number that is committed later.

Take them late in a transaction, and where there are two, submissions before statuses.
"""

from sqlalchemy import Connection, select, update

from central.store.engine import insert
from central.store.tables import StreamRow

SUBMISSIONS = "submissions"
STATUSES = "statuses"
CATALOGUE = "catalogue"
TERMINALS = "terminals"


def take(connection: Connection, stream: str, how_many: int = 1) -> int:
    """The next number, within a transaction. `how_many`: skips all but the last of them."""
    first = insert(connection, StreamRow).values(name=stream, last=how_many)
    statement = first.on_conflict_do_update(
        index_elements=[StreamRow.name], set_={"last": StreamRow.last + how_many}
    ).returning(StreamRow.last)
    return int(connection.execute(statement).scalar_one())


def hold(connection: Connection, stream: str) -> int:
    """The last number that was given; nobody else takes one before this transaction ends."""
    connection.execute(insert(connection, StreamRow).values(name=stream, last=0).on_conflict_do_nothing())
    statement = update(StreamRow).where(StreamRow.name == stream).values(last=StreamRow.last).returning(StreamRow.last)
    return int(connection.execute(statement).scalar_one())


def last(connection: Connection, stream: str) -> int:
    """The last number whose transaction is committed; 0 before the first."""
    return connection.scalar(select(StreamRow.last).where(StreamRow.name == stream)) or 0
