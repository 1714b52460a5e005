"""Keyboards as data: every letter of a language is there once, nothing of another one is, and the keys fill their place."""

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.languages import keyboards
from kiosk.languages.keyboards import FIRST_PAGE, FUNCTIONS, Layout, layout, names, place

UYGHUR = "ئابپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېەىي"  # the 32 letters, ئ that vowels stand on before them and without it
KAZAKH = "ٴابپتجچحدرزسشعفقكگڭلمنھوۇۆۋەىي"  # with the high hamza that makes the front vowels
LATIN = "abcdefghijklmnopqrstuvwxyz"
ALPHABETS = {"ug": UYGHUR, "kk_arab": KAZAKH, "latin": LATIN, "pinyin": LATIN}
WHOLE = tuple(ALPHABETS)
PADS = {"digits": set("0123456789"), "id_number": set("0123456789X"), "decimal": set("0123456789.-")}
EVERY = [(name, page) for name in sorted(names()) for page in layout(name).pages]


def letters(text: frozenset[str]) -> set[str]:
    return {char for char in text if unicodedata.category(char).startswith("L")}


def keys(chosen: Layout, page: str) -> list[str]:
    return [key.id for row in chosen.pages[page] for key in row if key.id != "gap"]


def test_there_are_seven() -> None:
    assert names() == {*WHOLE, *PADS}


def test_an_unknown_layout_is_an_error() -> None:
    with pytest.raises(KeyError):
        layout("../ug")


def test_the_uyghur_alphabet_has_its_letters() -> None:
    assert len(set(UYGHUR)) == len(UYGHUR) == 33  # 32 letters and the hamza's seat


@pytest.mark.parametrize("name", WHOLE)
class TestLetters:
    def test_are_all_open_on_the_first_page(self, name: str) -> None:
        assert letters(layout(name).characters(FIRST_PAGE)) == set(ALPHABETS[name])

    def test_of_other_writing_are_on_no_page(self, name: str) -> None:
        allowed = set(ALPHABETS[name]) | {letter.upper() for letter in ALPHABETS[name]}
        for page in layout(name).pages:
            assert letters(layout(name).characters(page)) <= allowed

    def test_have_no_lookalikes(self, name: str) -> None:
        """Persian kaf and yeh, Arabic heh, hamza and the joined forms look like ours and are not."""
        for page in layout(name).pages:
            for char in layout(name).characters(page):
                assert char not in "کیهءێةٵٶٷٸ"
                assert unicodedata.normalize("NFC", char) == char
                assert unicodedata.category(char) not in {"Mn", "Cf", "Cn", "Co"}
                assert not "\ufb50" <= char <= "\ufefc"

    def test_digits_are_those_of_the_form(self, name: str) -> None:
        written = layout(name).characters("symbols")
        assert set("0123456789") <= written
        assert not any(char.isdecimal() and not char.isascii() for char in written)


@pytest.mark.parametrize(("name", "written"), PADS.items())
def test_a_pad_writes_what_its_field_takes_and_nothing_else(name: str, written: set[str]) -> None:
    found = layout(name)
    assert found.pad and set(found.pages) == {FIRST_PAGE}
    assert found.characters(FIRST_PAGE) == written


def test_the_dot_of_names_can_be_written_in_every_language() -> None:
    assert all(layout(name).page_of("·") for name in ("ug", "kk_arab", "pinyin"))


@pytest.mark.parametrize(("name", "page"), EVERY)
class TestEveryPage:
    def test_has_no_key_twice(self, name: str, page: str) -> None:
        found = keys(layout(name), page)
        assert len(set(found)) == len(found)

    def test_can_be_left_corrected_and_finished(self, name: str, page: str) -> None:
        found = set(keys(layout(name), page))
        assert {"backspace", "done"} <= found
        if name in WHOLE:
            assert {"space", "layouts"} <= found and found & {"symbols", "letters"}

    def test_keys_of_functions_say_what_they_are(self, name: str, page: str) -> None:
        for row in layout(name).pages[page]:
            assert all(key.char == key.id if key.char else key.id in FUNCTIONS for key in row)

    def test_keys_stand_side_by_side(self, name: str, page: str) -> None:
        others = tuple(other for other in WHOLE if other != name) if name in WHOLE else ()
        placed = place(layout(name), page, others)
        assert [one.layout for one in placed if one.layout] == list(others)
        for row in range(len(layout(name).pages[page])):
            standing = [one for one in placed if one.row == row]
            assert standing[0].left >= 0 and standing[-1].left + standing[-1].width <= 1 + 1e-9
            for left, right in pairwise(standing):
                assert left.left + left.width <= right.left + 1e-9

    def test_keys_are_wide_enough_for_a_finger(self, name: str, page: str) -> None:
        """80 px and the gap of 8 beside it, of the 1048 and one gap that the keyboard has at 1080; a pad has 800."""
        others = tuple(other for other in WHOLE if other != name) if name in WHOLE else ()
        whole = 800 if layout(name).pad else 1048
        for one in place(layout(name), page, others):
            assert one.width * (whole + 8) - 8 >= 79.99, one.key.id


class TestBadFiles:
    ROW = 'rows = [["a", "b"]]'
    HEAD = 'label = "x"\ntitle = "x"\nscript = "latin"\n'

    @pytest.fixture(autouse=True)
    def fresh(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keyboards, "FOLDER", tmp_path)
        monkeypatch.setattr(keyboards, "names", lambda: frozenset({"x"}))
        self.path = tmp_path / "x.toml"

    @pytest.mark.parametrize(
        ("pages", "said"),
        [
            (f"[pages.shift]\n{ROW}", "first page"),
            ('[pages.letters]\nrows = [["a", "b"], ["a"]]', "twice"),
            (f"[pages.letters]\n{ROW}\n[pages.symbols]\nrows = []", "height"),
            ('[pages.letters]\nrows = [[{ key = "jump" }]]', "no such key"),
            ('[pages.letters]\nrows = [[{ char = "a", width = 0 }]]', "no such key"),
            ('[pages.letters]\nrows = [[{ char = "a", key = "space" }]]', "no such key"),
        ],
    )
    def test_say_what_is_wrong(self, pages: str, said: str) -> None:
        self.path.write_text(self.HEAD + pages, "utf-8")
        with pytest.raises(ValueError, match=said):
            layout.__wrapped__("x")
