"""The tables of release 0.1. Its SQLite files are taken over by being marked with this number."""

from alembic import op
from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, LargeBinary

from central.store.columns import Count, Moment, Word

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("setting", Column("name", Word, primary_key=True), Column("value", Word, nullable=False))
    op.create_table(
        "enrolment_code",
        Column("code_sha256", Word, primary_key=True),
        Column("site", Word, nullable=False),
        Column("valid_to", Moment, nullable=False),
        Column("used_at", Moment),
    )
    op.create_table(
        "terminal",
        Column("number", Count, CheckConstraint("number BETWEEN 1 AND 9999"), primary_key=True, autoincrement=False),
        Column("name", Word, nullable=False, unique=True),
        Column("site", Word, nullable=False),
        Column("token_sha256", Word, nullable=False, unique=True),
        Column("enrolled_at", Moment, nullable=False),
    )
    op.create_table(
        "published",
        Column("code", Word, primary_key=True),
        Column("version", Count, nullable=False),
        Column("seq", Count, nullable=False, unique=True),
        Column("withdrawn", Boolean, nullable=False),
        Column("sha256", Word, nullable=False),
        Column("document", Word, nullable=False),
    )
    op.create_table(
        "published_version",
        Column("code", Word, primary_key=True),
        Column("version", Count, primary_key=True, autoincrement=False),
        Column("document", Word, nullable=False),
    )
    op.create_table(
        "submission",
        Column("key", Word, primary_key=True),
        Column("body_sha256", Word, nullable=False),
        Column("answer", Word, nullable=False),
        Column("deliveries", Count, nullable=False),
    )
    op.create_table(
        "application",
        Column("number", Word, primary_key=True),
        Column("key", Word, ForeignKey("submission.key"), nullable=False, unique=True),
        Column("carried_by", Word, nullable=False),
        Column("matter", Word, nullable=False),
        Column("matter_version", Count, nullable=False),
        Column("id_number", Word, nullable=False),
        Column("document", Word, nullable=False),
        Column("received_at", Moment, nullable=False),
        Column("status", Word, nullable=False),
    )
    op.create_index("application_id_number", "application", ["id_number"])
    op.create_index("application_received", "application", ["received_at"])
    op.create_table(
        "status_change",
        Column("seq", Count, primary_key=True, autoincrement=False),
        Column("number", Word, ForeignKey("application.number"), nullable=False),
        Column("terminal", Word, nullable=False),
        Column("document", Word, nullable=False),
        Column("by", Word, nullable=False),
    )
    op.create_index("status_change_terminal", "status_change", ["terminal", "seq"])
    op.create_table(
        "certificate",
        Column("number", Word, ForeignKey("application.number"), primary_key=True),
        Column("code", Word, nullable=False, unique=True),
        Column("issued_at", Moment, nullable=False),
        Column("pdf", LargeBinary, nullable=False),
        Column("sha256", Word, nullable=False),
    )
    op.create_table(
        "rating",
        Column("number", Word, ForeignKey("application.number"), primary_key=True),
        Column("grade", Count, nullable=False),
        Column("reasons", Word, nullable=False),
        Column("at", Moment, nullable=False),
    )
    op.create_table(
        "holding",
        Column("held_id", Word, primary_key=True),
        Column("id_number", Word, nullable=False),
        Column("kind", Word, nullable=False),
        Column("issued_on", Date, nullable=False),
        Column("valid_to", Date),
    )
    op.create_index("holding_person", "holding", ["id_number", "kind"])
    op.create_table(
        "record",
        Column("id_number", Word, primary_key=True),
        Column("matter", Word, primary_key=True),
        Column("rows", Word, nullable=False),
    )
