"""Numbers in the order of commits, epochs, what was refused, and who published a matter."""

from datetime import datetime
from uuid import uuid4

from alembic import op
from sqlalchemy import Column, text

from central.clock import BEIJING
from central.store.columns import Count, Moment, Word

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    stream = op.create_table("stream", Column("name", Word, primary_key=True), Column("last", Count, nullable=False))
    epoch = op.create_table(
        "epoch",
        Column("number", Count, primary_key=True, autoincrement=False),
        Column("name", Word, nullable=False, unique=True),
        Column("began_at", Moment, nullable=False),
        Column("reason", Word, nullable=False),
        Column("held", Count),
    )
    op.create_table(
        "refusal",
        Column("key", Word, primary_key=True),
        Column("kind", Word, primary_key=True),
        Column("field", Word, nullable=False),
        Column("number", Word, nullable=False),
        Column("matter", Word, nullable=False),
        Column("terminal", Word, nullable=False),
        Column("first_at", Moment, nullable=False),
        Column("last_at", Moment, nullable=False),
        Column("times", Count, nullable=False),
    )
    op.create_index("refusal_last", "refusal", ["last_at"])
    op.create_index("status_change_number", "status_change", ["number", "seq"])
    op.add_column("published", Column("origin", Word, nullable=False, server_default="folder"))
    op.add_column("submission", Column("epoch", Word, nullable=False, server_default=""))
    op.add_column("submission", Column("seq", Count, nullable=False, server_default="0"))

    connection = op.get_bind()
    # What terminals know as the epoch of the catalogue stays the name of this database's life.
    known = connection.scalar(text("SELECT value FROM setting WHERE name = 'catalogue_epoch'"))
    name = known or uuid4().hex
    connection.execute(epoch.insert().values(number=1, name=name, began_at=datetime.now(BEIJING), reason="first"))
    connection.execute(
        text(
            "UPDATE submission SET epoch = :epoch, seq = (SELECT placed.place FROM (SELECT application.key AS key,"
            " row_number() OVER (ORDER BY received_at, number) AS place FROM application) AS placed"
            " WHERE placed.key = submission.key)"
        ),
        {"epoch": name},
    )
    op.create_index("submission_seq", "submission", ["seq"], unique=True)
    for name, query in (
        ("submissions", "SELECT max(seq) FROM submission"),
        ("statuses", "SELECT max(seq) FROM status_change"),
        ("catalogue", "SELECT max(seq) FROM published"),
        ("terminals", "SELECT max(number) FROM terminal"),
    ):
        connection.execute(stream.insert().values(name=name, last=connection.scalar(text(query)) or 0))
