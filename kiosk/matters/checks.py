"""What is wrong with an answer, said so that the person can mend it.

Standards: GB 11643 (resident identity number, check digit ISO 7064 MOD 11-2), GB 32100 (unified social credit code),
ISO/IEC 7812-1 (bank cards, Luhn), ISO 8601 (dates). Region codes in numbers are not looked up: they change, and numbers
given long ago keep theirs.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.languages.fault import Fault
from kiosk.matters.conditions import Answer
from kiosk.matters.kinds import FieldType
from kiosk.matters.writing import normalise

if TYPE_CHECKING:
    from kiosk.matters.model import FormField

LONGEST_NAME = 50
_LENGTHS = {FieldType.ID_NUMBER: 18, FieldType.USCC: 18, FieldType.PHONE: 11, FieldType.BANK_CARD: 19}
_SHORTEST_BANK_CARD = 16
_BIRTH = slice(6, 14)  # YYYYMMDD in a resident identity number
_OLDEST_BIRTH = date(1880, 1, 1)
# What may be typed on the way to a right answer, so that a wrong character is said at once and an unfinished one is not.
_TYPED = {
    FieldType.ID_NUMBER: re.compile(r"[0-9]{0,17}|[0-9]{17}[0-9X]+"),
    FieldType.USCC: re.compile(r"[0-9A-HJ-NPQRTUWXY]*"),
    FieldType.PHONE: re.compile(r"\+?[0-9]*"),
    FieldType.BANK_CARD: re.compile(r"[0-9]*"),
    FieldType.INT: re.compile(r"[+-]?[0-9]*"),
    FieldType.DECIMAL: re.compile(r"[+-]?[0-9]*\.?[0-9]*"),
}
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NAME_SIGNS = "· -'’ʻ"
# Pictographs by their blocks; U+FE0F and U+20E3 make pictures of other characters.
_PICTURES = re.compile("[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u20e3\ufe0e\ufe0f\U0001f000-\U0001fbff]")


def check_field(field: FormField, value: Answer, today: datetime) -> Fault | None:
    """The full check, when the person leaves the field. `today`: aware or naive, local time.

    An optional field may be empty. The value need not be normalised yet.
    """
    answer = normalise(field, value)
    if not answer:
        return Fault("field_required") if field.required else None
    if isinstance(answer, list):
        return _check_choices(field, answer)
    return _typing(field, answer) or _finished(field, answer, today.replace(tzinfo=None))


def typing_fault(field: FormField, value: Answer) -> Fault | None:
    """What can be said already while the person is typing: wrong characters and too many, never "not finished"."""
    answer = normalise(field, value)
    if not answer:
        return None
    return _check_choices(field, answer) if isinstance(answer, list) else _typing(field, answer)


def _typing(field: FormField, answer: str) -> Fault | None:
    longest = _LENGTHS.get(field.type) or (min(LONGEST_NAME, field.longest) if _is(field, "name") else field.longest)
    if field.type not in _LENGTHS and len(answer) > longest:
        return Fault("too_long", values={"longest": longest})
    if _PICTURES.search(answer[: longest + 1]) or any(
        unicodedata.category(c) in ("Cn", "Cs") for c in answer[:longest]
    ):
        return Fault("emoji")
    if field.type is FieldType.NAME and not all(_of_a_name(c) for c in answer):
        return Fault("name_letters")
    pattern = _TYPED.get(field.type)
    if pattern is not None and pattern.fullmatch(answer) is None:
        return Fault(f"{_family(field)}_characters")
    if field.type in _LENGTHS and len(answer) > longest and not answer.startswith("+"):
        return Fault(f"{_family(field)}_length")
    return None


def _is(field: FormField, kind: str) -> bool:
    return field.type.value == kind


def _family(field: FormField) -> str:
    """The beginning of the fault codes of a type."""
    return "number" if field.type in (FieldType.INT, FieldType.DECIMAL) else field.type.value


def _of_a_name(character: str) -> bool:
    """Letters of any script, their marks, 〇, and what stands between the parts of a name."""
    return character in _NAME_SIGNS or character == "〇" or unicodedata.category(character)[0] in "LM"


def _finished(field: FormField, answer: str, now: datetime) -> Fault | None:
    match field.type:
        case FieldType.NAME:
            letters = sum(c not in _NAME_SIGNS for c in answer)
            return Fault("name_too_short") if letters < 2 else None
        case FieldType.ID_NUMBER:
            return _check_id_number(answer, now.date())
        case FieldType.USCC:
            return _check_uscc(answer)
        case FieldType.PHONE:
            if len(answer) != _LENGTHS[field.type]:
                return Fault("phone_length")
            return None if _MOBILE.fullmatch(answer) else Fault("phone_start")
        case FieldType.BANK_CARD:
            if len(answer) < _SHORTEST_BANK_CARD:
                return Fault("bank_card_length")
            from stdnum import luhn

            return None if luhn.is_valid(answer) else Fault("bank_card_check_digit")
        case FieldType.INT | FieldType.DECIMAL:
            return _check_number(field, answer)
        case FieldType.DATE:
            return _check_date(field, answer, now.date())
        case FieldType.DATETIME:
            return _check_datetime(field, answer, now)
        case FieldType.CHOICE | FieldType.CHOICES:
            return _check_choices(field, [answer])
    return None


def _check_choices(field: FormField, answers: list[str]) -> Fault | None:
    wrong = set(answers) - set(field.options) or (field.type is not FieldType.CHOICES and len(answers) > 1)
    return Fault("choice_unknown") if wrong else None


def _check_id_number(answer: str, today: date) -> Fault | None:
    if len(answer) != _LENGTHS[FieldType.ID_NUMBER]:
        return Fault("id_number_length")
    try:
        birth = datetime.strptime(answer[_BIRTH], "%Y%m%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return Fault("id_number_birth_date")
    if not _OLDEST_BIRTH <= birth <= today:
        return Fault("id_number_birth_date")
    from stdnum.iso7064 import mod_11_2

    return None if mod_11_2.is_valid(answer) else Fault("id_number_check_digit")


def _check_uscc(answer: str) -> Fault | None:
    if len(answer) != _LENGTHS[FieldType.USCC]:
        return Fault("uscc_length")
    from stdnum.cn import uscc

    return None if uscc.is_valid(answer) else Fault("uscc_check_digit")


def _check_number(field: FormField, answer: str) -> Fault | None:
    try:
        number = float(answer)
    except ValueError:
        return Fault("number_characters")
    if not math.isfinite(number):
        return Fault("number_characters")
    if field.at_least is not None and number < field.at_least:
        return Fault("number_too_small", values={"least": f"{field.at_least:g}"})
    if field.at_most is not None and number > field.at_most:
        return Fault("number_too_big", values={"most": f"{field.at_most:g}"})
    return None


def _check_date(field: FormField, answer: str, today: date) -> Fault | None:
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        return Fault("date_wrong")
    if field.not_future and day > today:
        return Fault("date_future")
    if field.not_past and day < today:
        return Fault("date_past")
    return _check_distance(field, day, today)


def _check_datetime(field: FormField, answer: str, now: datetime) -> Fault | None:
    try:
        moment = datetime.strptime(answer, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - local time, as the field defines
    except ValueError:
        return Fault("datetime_wrong")
    if field.not_future and moment > now:
        return Fault("date_future")
    if field.not_past and moment < now.replace(second=0, microsecond=0):
        return Fault("date_past")
    return _check_distance(field, moment.date(), now.date())


def _check_distance(field: FormField, day: date, today: date) -> Fault | None:
    if field.within_days is None or abs(day - today) <= timedelta(days=field.within_days):
        return None
    return Fault("date_too_old" if day < today else "date_too_far", values={"days": field.within_days})
