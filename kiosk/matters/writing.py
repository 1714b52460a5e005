"""What people type, brought into the one form in which it is kept (normalisation). Nothing here judges.

Every function is idempotent: normalising twice changes nothing more.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kiosk.matters.conditions import Answer
from kiosk.matters.kinds import FieldType

if TYPE_CHECKING:
    from kiosk.matters.model import FormField

_NUMBERS = (FieldType.ID_NUMBER, FieldType.USCC, FieldType.PHONE, FieldType.BANK_CARD)
# The dots that keyboards and old systems write between the parts of a name: all become U+00B7, as on the ID card.
_NAME_DOTS = re.compile(r" *[•・‧∙⋅·․●] *")
# NFKC puts the hamza behind the letter; at a word's start Kazakh has it in front.
_HIGH_HAMZA = str.maketrans({"ٵ": "ٴا", "ٶ": "ٴو", "ٷ": "ٴۇ", "ٸ": "ٴى"})
_WIDE_ASCII = str.maketrans(
    {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum()} | {"　": " "}
)
_SMALL_LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−.]+")
_CHINA_PREFIX = re.compile(r"(?:\+|00)86(?=1\d{10}$)")
_DATE = re.compile(r"(\d{4}) *[-/.年] *(\d{1,2}) *[-/.月] *(\d{1,2}) *日?")
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{1,2}) *: *(\d{2})")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")


def normalise(field: FormField, typed: Answer) -> Answer:
    """The value as it is kept. What cannot be understood stays as typed, for `checks` to say what is wrong with it."""
    if isinstance(typed, list):
        return list(dict.fromkeys(one.strip() for one in typed if one.strip()))
    # Letters and marks that stood apart may have come together.
    return unicodedata.normalize("NFC", _kept(field, typed))


def _kept(field: FormField, typed: str) -> str:
    match field.type:
        case FieldType.NAME:
            return _NAME_DOTS.sub("·", _compatible(typed)).strip()
        case FieldType.TEXT | FieldType.ADDRESS:
            return _plain(typed)
        case FieldType.DATE:
            return _date(_ascii_digits(_compatible(typed)))
        case FieldType.DATETIME:
            return _datetime(_ascii_digits(_compatible(typed)))
        case FieldType.INT | FieldType.DECIMAL:
            return _number(_ascii_digits(_compatible(typed)))
        case FieldType.CHOICE | FieldType.CHOICES:
            return typed.strip()
    assert field.type in _NUMBERS
    compact = _SEPARATORS.sub("", _ascii_digits(_compatible(typed))).translate(_SMALL_LETTERS)
    return _CHINA_PREFIX.sub("", compact) if field.type is FieldType.PHONE else compact


def _visible(text: str) -> str:
    """Without control and format characters (they could turn text round unseen); line breaks become spaces."""
    kept = (" " if c.isspace() else c for c in text)
    return "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cf"))


def _compatible(text: str) -> str:
    """NFKC: full-width letters and digits, Arabic presentation forms and ligatures become the usual letters."""
    return " ".join(unicodedata.normalize("NFKC", _visible(text).translate(_HIGH_HAMZA)).split())


def _plain(text: str) -> str:
    """NFC and narrow digits only: Chinese addresses keep their full-width brackets and signs such as ㎡."""
    return " ".join(unicodedata.normalize("NFC", _visible(text)).translate(_WIDE_ASCII).split())


def _ascii_digits(text: str) -> str:
    """Digits 0-9 for those of any script."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _date(text: str) -> str:
    match = _DATE.fullmatch(text) or _PLAIN_DATE.fullmatch(text)
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else text


def _datetime(text: str) -> str:
    day, _, time = text.replace("T", " ").rpartition(" ")
    match = _TIME.fullmatch(time)
    return f"{_date(day)}T{int(match[1]):02}:{match[2]}" if match and day else text


def _number(text: str) -> str:
    compact = text.replace(" ", "").replace("−", "-")
    return compact.replace(",", "") if _THOUSANDS.fullmatch(compact) else compact
