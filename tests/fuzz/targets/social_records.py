"""The records of a social security card: tag, length, value; and what is made of four values."""

import contextlib

from kiosk.devices.card_readers.social_text import Tag, identity, value
from kiosk.languages.fault import KnownFault

MODULES = ("kiosk.devices.card_readers.social_text", "kiosk.devices.card_readers.sam_text")


def feed(data: bytes) -> None:
    """Four records, each behind a byte that says how many bytes of the input it takes."""
    records: list[bytes] = []
    rest = data
    for _ in range(4):
        size = rest[0] if rest else 0
        records.append(rest[1 : 1 + size])
        rest = rest[1 + size :]
    values: list[bytes] = []
    for record, tag in zip(records, (Tag.NAME, Tag.NUMBER, Tag.ISSUED, Tag.EXPIRES), strict=True):
        with contextlib.suppress(KnownFault):
            values.append(value(record, tag))
    # Values are tried whether or not their records were whole: a record that is another one must not hide them.
    name, number, issued, expires = values if len(values) == 4 else [record[2:] for record in records]
    with contextlib.suppress(KnownFault):
        identity(name=name, number=number, issued=issued, expires=expires)
