"""The reference platform's tables as they are now. How an older database becomes this one: central/store/migrations."""

from datetime import date, datetime
from secrets import token_hex

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from central.store.columns import Count, Moment, Word


class Base(DeclarativeBase):
    type_annotation_map = {str: Word, int: Count, datetime: Moment}  # noqa: RUF012 - SQLAlchemy reads it so


class SettingRow(Base):
    """What the instance knows of itself."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class StreamRow(Base):
    """The last number given in a sequence. Whoever takes the next one holds the row until the commit: central/store/streams.py."""

    __tablename__ = "stream"
    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class EpochRow(Base):
    """A life of this database, from one restoring to the next."""

    __tablename__ = "epoch"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(unique=True)
    began_at: Mapped[datetime]
    reason: Mapped[str]
    held: Mapped[int | None]
    """Once it is over: the last submission of it that is still here for certain."""


class EnrolmentCodeRow(Base):
    __tablename__ = "enrolment_code"
    code_sha256: Mapped[str] = mapped_column(primary_key=True)
    site: Mapped[str]
    valid_to: Mapped[datetime]
    used_at: Mapped[datetime | None]
    terminal: Mapped[str | None]
    """Made for the machine of this terminal."""
    key_sha256: Mapped[str | None]
    """Of the machine's public key that spent it."""
    serial: Mapped[str | None]
    """Of the certificate that it was answered with."""


class TerminalRow(Base):
    __tablename__ = "terminal"
    number: Mapped[int] = mapped_column(
        CheckConstraint("number BETWEEN 1 AND 9999"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str]
    token_sha256: Mapped[str] = mapped_column(unique=True, default=lambda: token_hex(32))
    """Of release 0.1, whose nodes may still be at work beside this one. Nothing reads it any more; it goes in the next release."""
    enrolled_at: Mapped[datetime]
    store: Mapped[str] = mapped_column(server_default="")
    """Identity of its machine's store, in which receipt numbers count on."""
    closed: Mapped[str] = mapped_column(server_default="")
    """Why the identity works no more: central.store.terminals.Closing; empty while it does."""
    closed_at: Mapped[datetime | None]


class TerminalCertificateRow(Base):
    """Every certificate that was given to a terminal."""

    __tablename__ = "terminal_certificate"
    serial: Mapped[str] = mapped_column(primary_key=True)
    terminal: Mapped[str] = mapped_column(ForeignKey("terminal.name"))
    key_sha256: Mapped[str]
    pem: Mapped[str]
    issued_at: Mapped[datetime]
    not_after: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    __table_args__ = (Index("terminal_certificate_terminal", "terminal"),)


class HeartbeatRow(Base):
    """The last heartbeat of a terminal, and the trace of all: central/identity/doubles.py."""

    __tablename__ = "heartbeat"
    terminal: Mapped[str] = mapped_column(ForeignKey("terminal.name"), primary_key=True)
    trace: Mapped[str]
    document: Mapped[str]
    heard_at: Mapped[datetime]


class NonceRow(Base):
    """A signature that was used; kept until it is too old in any case, in seconds since 1970."""

    __tablename__ = "nonce"
    nonce: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[int]
    __table_args__ = (Index("nonce_until", "until"),)


class PublishedRow(Base):
    """The newest version of a matter, or its tombstone."""

    __tablename__ = "published"
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    seq: Mapped[int] = mapped_column(unique=True)
    withdrawn: Mapped[bool]
    sha256: Mapped[str]
    document: Mapped[str]
    origin: Mapped[str] = mapped_column(server_default="folder")
    """`folder`: follows the folder that is published at each start. `operator`: stays as the operator left it."""


class PublishedVersionRow(Base):
    """Every version that an application may still cite."""

    __tablename__ = "published_version"
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str]


class SubmissionRow(Base):
    """A key, what came under it and what was answered: for ever."""

    __tablename__ = "submission"
    key: Mapped[str] = mapped_column(primary_key=True)
    body_sha256: Mapped[str]
    answer: Mapped[str]
    deliveries: Mapped[int]
    epoch: Mapped[str] = mapped_column(server_default="")
    seq: Mapped[int] = mapped_column(server_default="0")
    __table_args__ = (Index("submission_seq", "seq", unique=True),)


class ApplicationRow(Base):
    __tablename__ = "application"
    number: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey("submission.key"), unique=True)
    carried_by: Mapped[str]
    matter: Mapped[str]
    matter_version: Mapped[int]
    id_number: Mapped[str]
    document: Mapped[str]
    received_at: Mapped[datetime]
    status: Mapped[str]
    __table_args__ = (Index("application_id_number", "id_number"), Index("application_received", "received_at"))


class StatusChangeRow(Base):
    __tablename__ = "status_change"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(ForeignKey("application.number"))
    terminal: Mapped[str]
    document: Mapped[str]
    by: Mapped[str]
    __table_args__ = (
        Index("status_change_terminal", "terminal", "seq"),
        Index("status_change_number", "number", "seq"),
    )


class CertificateRow(Base):
    __tablename__ = "certificate"
    number: Mapped[str] = mapped_column(ForeignKey("application.number"), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    pdf: Mapped[bytes]
    sha256: Mapped[str]


class RatingRow(Base):
    __tablename__ = "rating"
    number: Mapped[str] = mapped_column(ForeignKey("application.number"), primary_key=True)
    grade: Mapped[int]
    reasons: Mapped[str]
    at: Mapped[datetime]


class HoldingRow(Base):
    __tablename__ = "holding"
    held_id: Mapped[str] = mapped_column(primary_key=True)
    id_number: Mapped[str]
    kind: Mapped[str]
    issued_on: Mapped[date]
    valid_to: Mapped[date | None]
    __table_args__ = (Index("holding_person", "id_number", "kind"),)


class RecordRow(Base):
    __tablename__ = "record"
    id_number: Mapped[str] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(primary_key=True)
    rows: Mapped[str]


class RefusalRow(Base):
    """A submission that was refused for good: somebody has to look at it. Nothing about a person."""

    __tablename__ = "refusal"
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str]
    number: Mapped[str]
    matter: Mapped[str]
    terminal: Mapped[str]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int]
    __table_args__ = (Index("refusal_last", "last_at"),)
