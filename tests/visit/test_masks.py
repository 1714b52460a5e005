"""Personal data as the next person in the queue may see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.visit.masks import masked_name, masked_number, masked_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("欧阳娜娜", "欧***"),
        ("古丽·买买提", "古*·买**"),
        ("ٴومىر", "ٴو***"),
        ("", ""),
        (" 张三 ", "张*"),
    ],
)
def test_names(name: str, shown: str):
    assert masked_name(name) == shown


def test_numbers():
    assert masked_number("659900199001011234") == "659***********1234"
    assert masked_phone("19900001234") == "199****1234"
    assert masked_number("123456") == "******"


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_the_date_of_birth_is_never_seen(number: str):
    assert masked_number(number)[6:14] == "*" * 8


@given(st.text(min_size=2, max_size=20))
def test_never_the_whole_of_a_number(text: str):
    assert len(masked_number(text)) == len(text)
    assert masked_number(text).count("*") >= 2
