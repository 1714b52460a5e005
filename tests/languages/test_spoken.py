"""What the voice is given to read."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.languages.dates import date_words, moment_words, weekday_words
from kiosk.languages.isolates import isolate, ltr, plain
from kiosk.languages.language import ORDER, Language
from kiosk.languages.numerals import cardinal, ordinal
from kiosk.languages.spoken import digits, spoken

UG, ZH, KK = Language.UYGHUR, Language.CHINESE, Language.KAZAKH


def test_dates_are_written_as_newspapers_here_write_them():
    day = date(2026, 12, 8)
    assert date_words(day, ZH) == "2026年12月8日"
    assert date_words(day, UG) == "2026-يىلى 12-ئاينىڭ 8-كۈنى"
    assert date_words(day, KK) == "2026-جىلى 12-ايدىڭ 8-كۇنى"
    assert weekday_words(day, ZH) == "星期二"
    assert moment_words(datetime(2026, 12, 8, 15, 4, tzinfo=UTC), ZH) == "2026年12月8日 15:04"


def test_a_date_is_spoken_with_ordinals():
    assert spoken(date_words(date(2026, 12, 8), KK), KK) == "екі мың жиырма алтыншы жылы он екінші айдың сегізінші күні"
    assert spoken("2026-12-08", UG) == "ئىككى مىڭ يىگىرمە ئالتىنچى يىلى ئون ئىككىنچى ئاينىڭ سەككىزىنچى كۈنى"
    assert spoken("2026-12-08", ZH) == "二〇二六年12月8日"


def test_long_numbers_are_read_digit_by_digit_and_amounts_are_not():
    assert spoken("电话 19900001234", ZH) == "电话 1 9 9 0 0 0 0 1 2 3 4"
    assert spoken("65990019900101123X", ZH).endswith("1 2 3 X")
    assert spoken("0001-000023-4", ZH) == "0 0 0 1，0 0 0 0 2 3，4"
    assert spoken("还要 1500 元", ZH) == "还要 1500 元"
    assert spoken("12345.50", ZH) == "12345.50"


def test_hidden_characters_are_a_pause():
    assert spoken("659***********1234", ZH) == "6 5 9，1 2 3 4"
    assert "*" not in spoken("张**", ZH)


def test_times_are_spoken_not_spelt():
    assert spoken("15:04", ZH) == "15点4分"
    assert spoken("2026-12-08T09:00", ZH) == "二〇二六年12月8日 9点"
    assert spoken("09:00", KK) == "сағат 9"


@pytest.mark.parametrize("impossible", ["2026-13-40", "2026-00-00"])
def test_a_number_that_only_looks_like_a_date_is_read_digit_by_digit(impossible: str):
    assert spoken(impossible, ZH).startswith("2 0 2 6，")


@given(st.text(max_size=80), st.sampled_from(ORDER))
def test_nothing_steers_direction_in_what_is_spoken(text: str, language: Language):
    assert not set(spoken(isolate(text) + ltr(text), language)) & set("\u2066\u2067\u2068\u2069\u200e\u200f\u202e")


@given(st.text(max_size=40))
def test_an_isolate_is_closed_whatever_is_put_in(text: str):
    for wrapped in (isolate(text), ltr(text)):
        assert wrapped[-1] == "\u2069"
        assert wrapped[1:-1] == plain(text) == plain(wrapped)


@given(st.from_regex(r"[0-9]{5,25}", fullmatch=True), st.sampled_from(ORDER))
def test_every_digit_of_a_naming_number_is_heard(number: str, language: Language):
    assert digits(number, language).replace(" ", "") == number == spoken(number, language).replace(" ", "")


@given(st.integers(0, 9999), st.sampled_from([UG, KK]))
def test_numbers_in_words_are_different_words(number: int, language: Language):
    words = cardinal(number, language)
    assert words
    assert words != cardinal((number + 1) % 10000, language)
    assert ordinal(number, language).endswith("ىنچى" if language is UG else ("нші", "ншы"))


def test_numbers_out_of_range_are_refused():
    with pytest.raises(ValueError, match="10000"):
        cardinal(10000, UG)
