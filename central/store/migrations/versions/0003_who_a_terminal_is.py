"""Terminals' certificates, what their heartbeats tell, nonces of signed requests; codes bound to a key."""

from alembic import op
from sqlalchemy import Column, ForeignKey

from central.store.columns import Count, Moment, Word

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("terminal", Column("store", Word, nullable=False, server_default=""))
    op.add_column("terminal", Column("closed", Word, nullable=False, server_default=""))
    op.add_column("terminal", Column("closed_at", Moment))
    op.add_column("enrolment_code", Column("terminal", Word))
    op.add_column("enrolment_code", Column("key_sha256", Word))
    op.add_column("enrolment_code", Column("serial", Word))
    op.create_table(
        "terminal_certificate",
        Column("serial", Word, primary_key=True),
        Column("terminal", Word, ForeignKey("terminal.name"), nullable=False),
        Column("key_sha256", Word, nullable=False),
        Column("pem", Word, nullable=False),
        Column("issued_at", Moment, nullable=False),
        Column("not_after", Moment, nullable=False),
        Column("revoked_at", Moment),
    )
    op.create_index("terminal_certificate_terminal", "terminal_certificate", ["terminal"])
    op.create_table(
        "heartbeat",
        Column("terminal", Word, ForeignKey("terminal.name"), primary_key=True),
        Column("trace", Word, nullable=False),
        Column("document", Word, nullable=False),
        Column("heard_at", Moment, nullable=False),
    )
    op.create_table("nonce", Column("nonce", Word, primary_key=True), Column("until", Count, nullable=False))
    op.create_index("nonce_until", "nonce", ["until"])
