"""The records of a social security card (LD/T 32) and what this project takes from them: name, number, validity.

A record is tag (1 byte), length (1 byte), value. Text is GBK, dates and the like BCD or ASCII, padded with NUL, F or spaces.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from kiosk.devices.card_readers.sam_text import day
from kiosk.languages.fault import Fault, KnownFault
from kiosk.visit.identity import Identity

APPLICATION = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")  # "sx1.sh." and 社会保障 in GBK
CARD_FILE = 0xEF05
PERSON_FILE = 0xEF06


class Tag(IntEnum):
    """The records that are read; the others of both files never are."""

    ISSUED = 0x05
    EXPIRES = 0x06
    NUMBER = 0x08
    NAME = 0x09


@dataclass(frozen=True, slots=True)
class Addressing:
    """How cards of one issuer want their records asked for; regions differ."""

    by_tag: bool = False  # 00B2 tag 00; otherwise by number within the file: 00B2 nn 04
    select_p1: int = 0x00  # 00A4 p1 00 02 EFxx; some cards want 02

    def select(self, file: int) -> list[int]:
        return [0x00, 0xA4, self.select_p1, 0x00, 0x02, file >> 8, file & 0xFF]

    def read(self, file: int, tag: Tag) -> list[int]:
        if self.by_tag:
            return [0x00, 0xB2, tag, 0x00, 0x00]
        first = 0x01 if file == CARD_FILE else 0x08
        return [0x00, 0xB2, tag - first + 1, 0x04, 0x00]


def value(record: bytes, tag: Tag) -> bytes:
    """The value of one record. Raises KnownFault `card_unreadable` when it is another one or torn."""
    if len(record) < 2 or record[0] != tag or len(record) < 2 + record[1]:
        raise KnownFault(Fault("card_unreadable"))
    return record[2 : 2 + record[1]]


def identity(*, name: bytes, number: bytes, issued: bytes, expires: bytes) -> Identity:
    """The holder, from the values of four records. Raises KnownFault `card_unreadable`."""
    try:
        holder = name.rstrip(b"\x00\xff").decode("gbk").strip("\0 ")
        person = number.rstrip(b"\x00\xff").decode("ascii").strip("\0 ")
    except UnicodeDecodeError:
        raise KnownFault(Fault("card_unreadable")) from None
    from stdnum.iso7064 import mod_11_2

    if not holder or len(person) != 18 or not mod_11_2.is_valid(person):
        raise KnownFault(Fault("card_unreadable"))
    return Identity(
        kind="social_card",
        name=holder,
        number=person,
        valid_from=_optional_day(issued),
        valid_to=_optional_day(expires),
    )


def _optional_day(raw: bytes) -> date | None:
    """Four bytes BCD or eight ASCII digits; blank (00, FF, spaces) when the card does not say."""
    digits = raw.hex() if len(raw) == 4 else raw.decode("latin-1")
    blank = digits.strip("\0 fF\xff0")
    return day(digits.strip("\0 ")) if blank else None
