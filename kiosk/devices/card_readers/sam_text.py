"""The 256 bytes of text on a resident ID card (UTF-16LE) and what this project takes from them.

An allow-list: name, number, validity, and the address only when the matter asks. The rest of the block is never decoded.
"""

from datetime import date

from kiosk.languages.fault import Fault, KnownFault
from kiosk.visit.identity import Identity

TEXT_BYTES = 256
# GA 467 for a citizen's card: where the fields that we take lie, in bytes.
_NAME = slice(0, 30)
_ADDRESS = slice(52, 122)
_NUMBER = slice(122, 158)
_VALID_FROM = slice(188, 204)
_VALID_TO = slice(204, 220)
_DOCUMENT_TYPE = slice(248, 250)
NO_END = "长期"


def identity(text: bytes, *, address: bool) -> Identity:
    """The holder of a citizen's card. Raises KnownFault: `card_type_unknown` for other documents, `card_unreadable` for torn text."""
    if len(text) != TEXT_BYTES:
        raise KnownFault(Fault("card_unreadable"))
    if _field(text, _DOCUMENT_TYPE):
        raise KnownFault(Fault("card_type_unknown"))
    number = _field(text, _NUMBER)
    name = _field(text, _NAME)
    from stdnum.iso7064 import mod_11_2

    if not name or len(number) != 18 or not mod_11_2.is_valid(number):
        raise KnownFault(Fault("card_unreadable"))
    until = _field(text, _VALID_TO)
    return Identity(
        kind="resident_card",
        name=name,
        number=number,
        address=_field(text, _ADDRESS) if address else "",
        valid_from=day(_field(text, _VALID_FROM)),
        valid_to=None if until == NO_END else day(until),
    )


def day(digits: str) -> date:
    """YYYYMMDD as a date. Raises KnownFault `card_unreadable`."""
    if len(digits) != 8 or not digits.isascii() or not digits.isdigit():
        raise KnownFault(Fault("card_unreadable"))
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise KnownFault(Fault("card_unreadable")) from None


def _field(text: bytes, where: slice) -> str:
    try:
        return text[where].decode("utf-16-le").strip("\0 ")
    except UnicodeDecodeError:
        raise KnownFault(Fault("card_unreadable")) from None
