"""Uyghur in Arabic and Latin letters."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.languages import uyghur

ROWS = list(csv.reader((Path(__file__).parent / "data" / "ug_pairs.csv").open(encoding="utf-8")))
LETTERS = "ابپتجچخدرزژسشغفقكگڭلمنھۋي"
VOWELS = "اەوۇۆۈېى"


@pytest.mark.parametrize(("arabic", "latin"), [row[:2] for row in ROWS if "UAS2ULS" in row[2]])
def test_to_latin(arabic: str, latin: str):
    assert uyghur.to_latin(arabic) == latin


@pytest.mark.parametrize(("arabic", "latin"), [row[:2] for row in ROWS])
def test_to_arabic(arabic: str, latin: str):
    assert uyghur.to_arabic(latin) == arabic


@pytest.mark.parametrize("latin", ["Ürümchi", "ürümchi", "ÜRÜMCHI"])
def test_capitals_are_the_same_word(latin: str):
    assert uyghur.to_arabic(latin) == "ئۈرۈمچى"


def test_either_e_and_any_apostrophe_is_read():
    assert uyghur.to_arabic("mektëp") == uyghur.to_arabic("mektép")
    assert uyghur.to_arabic("mes’ul") == uyghur.to_arabic("mes'ul")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ئاىٔلە", "ئائلە"),
        ("كـــىتاب", "كىتاب"),
        ("ک", "ك"),
        ("ﺋﺎﺗﺎ", "ئاتا"),
        ("مەكتەپ\u200c", "مەكتەپ"),
        ("شاه", "شاھ"),
        ("مهكتهپ", "مەكتەپ"),
    ],
)
def test_look_alikes_become_one_letter(typed: str, kept: str):
    assert uyghur.normalised(typed) == kept


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str):
    assert uyghur.normalised(uyghur.normalised(text)) == uyghur.normalised(text)


@given(st.lists(st.tuples(st.sampled_from("بپتدرلمنكق"), st.sampled_from(VOWELS)), min_size=1, max_size=6))
def test_open_syllables_come_back_from_latin(syllables: list[tuple[str, str]]):
    word = "".join(consonant + vowel for consonant, vowel in syllables)
    assert uyghur.to_arabic(uyghur.to_latin(word)) == word
