"""What is said about an answer, and when."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import uscc

from kiosk.languages.messages import LOCALES
from kiosk.matters import checks
from kiosk.matters.checks import check_field, typing_fault
from kiosk.matters.model import FieldType, FormField
from kiosk.matters.writing import normalise
from tests.matters.matters import NOW, id_number

TYPES = [kind for kind in FieldType if kind not in (FieldType.CHOICE, FieldType.CHOICES)]
CHOICES = FormField(key="c", type=FieldType.CHOICES, options=["a", "b"])


def field(kind: str, **rules: object) -> FormField:
    return FormField.model_validate({"key": "f", "type": kind, **rules})


def code(asked: FormField, value: str | list[str]) -> str | None:
    fault = check_field(asked, value, NOW)
    return fault.code if fault else None


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "欧阳·娜娜",
        "ئايگۈل·مەمەت",
        "ٴومىربەك ابدۋلا",
        "Anna-Maria O'Neil",
        "Өмірбек",
        "𠮷野",
        "王〇",
        "é́a",
        "古" * 15 + "·" + "丽" * 14,
    ],
)
def test_names_of_every_script_are_right(name: str):
    assert code(field("name"), name) is None


def test_a_name_of_thirty_letters_with_a_dot_is_right():
    assert code(field("name"), "ئابدۇراخمان·ئابدۇۋەلىئوغلىنىڭ") is None


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("name", "", "field_required"),
        ("name", "   ", "field_required"),
        ("name", "张3", "name_letters"),
        ("name", "张（三）", "name_letters"),
        ("name", "张😀", "emoji"),
        ("name", "❤️张三", "emoji"),
        ("name", "张", "name_too_short"),
        ("name", "·-", "name_too_short"),
        ("text", "好👍🏽", "emoji"),
        ("id_number", "659900", "id_number_length"),
        ("id_number", "65990019900101123A", "id_number_characters"),
        ("id_number", "6599X0199001011234", "id_number_characters"),
        ("id_number", id_number() + "1", "id_number_length"),
        ("id_number", id_number("19901332"), "id_number_birth_date"),
        ("id_number", id_number("20990101"), "id_number_birth_date"),
        ("id_number", id_number("00010101"), "id_number_birth_date"),
        ("phone", "1990000123", "phone_length"),
        ("phone", "199000012345", "phone_length"),
        ("phone", "29900001234", "phone_start"),
        ("phone", "1990000abcd", "phone_characters"),
        ("uscc", "91659900", "uscc_length"),
        ("uscc", "O1659900MA00000000", "uscc_characters"),
        ("uscc", "916599000000000000", "uscc_check_digit"),
        ("bank_card", "62220000", "bank_card_length"),
        ("bank_card", "6222000000000000", "bank_card_check_digit"),
        ("int", "1.5", "number_characters"),
        ("int", "-", "number_characters"),
        ("decimal", "1e5", "number_characters"),
        ("decimal", ".", "number_characters"),
        ("decimal", "nan", "number_characters"),
        ("date", "2026-02-30", "date_wrong"),
        ("date", "昨天", "date_wrong"),
        ("datetime", "2026-02-03T25:00", "datetime_wrong"),
    ],
)
def test_each_mistake_has_its_own_word(kind: str, value: str, expected: str):
    assert code(field(kind), value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("id_number", "６５９９００ 19900101 123" + id_number()[-1].lower()),
        ("phone", "+86 199-0000-1234"),
        ("phone", "١٩٩٠٠٠٠١٢٣٤"),
        ("date", "2026年7月1日"),
        ("date", "20260701"),
        ("datetime", "2026/7/1 9:05"),
        ("decimal", "1,234.5"),
        ("bank_card", "6222 0000 0000 000" + luhn.calc_check_digit("622200000000000")),
        ("address", "新疆某县幸福路１２号（２单元）"),
    ],
)
def test_ways_of_writing_that_mean_the_same_are_right(kind: str, value: str):
    assert code(field(kind), value) is None


def test_what_is_kept_is_one_form():
    assert normalise(field("name"), "艾力 • 买买提") == normalise(field("name"), "艾力・买买提") == "艾力·买买提"
    assert normalise(field("phone"), "+86 199 0000 1234") == "19900001234"
    assert normalise(field("date"), "2026.7.1") == "2026-07-01"
    assert normalise(field("datetime"), "2026-07-01 9:05") == "2026-07-01T09:05"
    assert normalise(field("address"), " 幸福路 １２ 号（２单元）㎡ ") == "幸福路 12 号（2单元）㎡"
    assert normalise(field("name"), "ٸل\u202e") == "ٴىل"
    assert normalise(CHOICES, ["b", "a", "b", ""]) == ["b", "a"]


def test_a_business_licence_number_is_checked_by_its_digit():
    number = "91659900MA0000000"
    assert code(field("uscc"), (number + uscc.calc_check_digit(number)).lower()) is None


def test_dates_keep_their_bounds():
    assert code(field("date", not_future=True), "2026-07-02") == "date_future"
    assert code(field("date", not_future=True), "2026-07-01") is None
    assert code(field("date", not_past=True), "2026-06-30") == "date_past"
    assert code(field("date", within_days=30), "2026-05-31") == "date_too_old"
    assert code(field("date", within_days=30), "2026-06-01") is None
    assert code(field("date", within_days=30), "2026-08-01") == "date_too_far"
    assert code(field("datetime", not_past=True), "2026-07-01T10:29") == "date_past"
    assert code(field("datetime", not_past=True), "2026-07-01T10:30") is None
    assert code(field("datetime", not_future=True), "2026-07-01T10:31") == "date_future"


def test_numbers_keep_their_bounds_and_say_them():
    fault = check_field(field("decimal", at_least=0.5), "0.4", NOW)
    assert fault is not None
    assert (fault.code, fault.values) == ("number_too_small", {"least": "0.5"})
    assert code(field("int", at_most=10), "11") == "number_too_big"


def test_choices_are_among_the_options():
    assert code(CHOICES, ["a", "b"]) is None
    assert code(CHOICES, ["a", "z"]) == "choice_unknown"
    assert code(CHOICES, []) == "field_required"
    assert code(FormField(key="c", type=FieldType.CHOICE, options=["a"]), "b") == "choice_unknown"


@pytest.mark.parametrize("kind", ["name", "text", "address"])
def test_ten_thousand_characters_are_too_long(kind: str):
    assert code(field(kind), "啊" * 10_000) == "too_long"


def test_while_typing_nobody_is_told_that_it_is_too_short():
    number = id_number()
    for kind, whole in (
        ("id_number", number),
        ("phone", "19900001234"),
        ("name", "张三"),
        ("date", "2026-07-01"),
        ("decimal", "-0.5"),
    ):
        for end in range(len(whole) + 1):
            assert typing_fault(field(kind), whole[:end]) is None, (kind, whole[:end])


def test_while_typing_a_wrong_character_is_said_at_once():
    assert typing_fault(field("phone"), "199a").code == "phone_characters"
    assert typing_fault(field("name"), "张3").code == "name_letters"
    assert typing_fault(field("id_number"), "65X").code == "id_number_characters"


@given(st.integers(0, 17), st.integers(1, 9))
def test_a_single_wrong_digit_of_an_identity_number_is_always_found(place: int, by: int):
    number = id_number()
    if not number[place].isdigit():
        return
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert code(field("id_number"), wrong) in ("id_number_check_digit", "id_number_birth_date")


@given(st.dates(min_value=date(1900, 1, 1), max_value=NOW.date()), st.integers(0, 999))
def test_every_well_formed_identity_number_is_right(birth: date, order: int):
    assert code(field("id_number"), id_number(f"{birth:%Y%m%d}", f"{order:03}")) is None


@given(st.sampled_from(TYPES), st.text(max_size=80))
def test_any_text_has_an_answer_and_normalising_twice_changes_nothing(kind: FieldType, text: str):
    asked = field(kind.value)
    kept = normalise(asked, text)
    assert normalise(asked, kept) == kept
    whole, typing = check_field(asked, text, NOW), typing_fault(asked, text)
    assert typing is None or typing == whole  # what is said while typing is still said when leaving


@given(st.sampled_from(TYPES), st.text(max_size=30))
def test_an_optional_field_may_be_left_empty(kind: FieldType, text: str):
    asked = field(kind.value, required=False)
    if not normalise(asked, text):
        assert check_field(asked, text, NOW) is None


def test_every_fault_is_said_in_three_languages_with_the_same_placeholders():
    source = Path(checks.__file__).read_text("utf-8")
    tables = [tomllib.loads((LOCALES / one / "faults_matters.toml").read_text("utf-8")) for one in ("zh", "ug", "kk")]
    assert tables[0].keys() == tables[1].keys() == tables[2].keys()
    for message in tables[0]:
        wanted = {name for name in ("longest", "least", "most", "days") if f"{{{name}}}" in tables[0][message]}
        for table in tables:
            assert table[message].format(**dict.fromkeys(wanted, 1)) != table[message] or not wanted
    families = ("id_number", "uscc", "phone", "bank_card", "number")
    said = {message.removeprefix("fault_") for message in tables[0]}
    assert {one for one in said if one not in source} <= {
        f"{family}_{end}" for family in families for end in ("characters", "length")
    }
