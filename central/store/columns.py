"""Types of columns that hold the same on SQLite and on PostgreSQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import TIMESTAMP, BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from central.clock import BEIJING

Word = Text().with_variant(Text(collation="C"), "postgresql")
"""Ordered by code point on both, whatever the locale of the database is."""

Count = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both. SQLite wants the word INTEGER for a primary key that is its row number."""

LARGEST = 2**53 - 1
"""Of a number that somebody sends: exact in every JSON parser, and within 64 bits with room."""


class Moment(TypeDecorator[datetime]):
    """An aware datetime. SQLite keeps ISO 8601 in Beijing time, so that text order is time order."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return value.astimezone(BEIJING).isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(BEIJING)  # PostgreSQL gives it back in the zone of the session
