"""Chinese from Latin letters: what people here write is offered, first where it can be, and every character can be reached."""

import gzip
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from kiosk.languages.pinyin import LONGEST_INPUT, TABLE, PinyinEngine

SUPPLEMENT = TABLE.parent / "supplement.txt"
ENGINE = PinyinEngine()
IN_NAMES = {"都": "du", "勒": "le", "什": "shi", "卜": "bu"}


def offered(letters: str, limit: int = 60) -> list[str]:
    return [candidate.text for candidate in ENGINE.candidates(letters, limit)]


def supplement() -> list[tuple[str, str]]:
    """Words of this region with what is typed for them."""
    found = []
    for line in SUPPLEMENT.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, *reading = line.split()
            usual = (IN_NAMES.get(one, part) for one, part in zip(word, lazy_pinyin(word), strict=True))
            found.append((word, "".join(reading or usual)))
    return found


@pytest.mark.parametrize("letters", ["wulumuqi", "wlmq", "wulmq", "wulumuq", "wlmqi", "WLMQ"])
def test_urumqi_is_first_however_it_is_shortened(letters: str) -> None:
    assert offered(letters)[0] == "乌鲁木齐"


@pytest.mark.parametrize(
    ("letters", "word"),
    [
        ("zhongguo", "中国"),
        ("shenfenzheng", "身份证"),
        ("nihao", "你好"),
        ("xinjiangweiwuerzizhiqu", "新疆维吾尔自治区"),
        ("kashi", "喀什"),
        ("akesu", "阿克苏"),
        ("tulufan", "吐鲁番"),
        ("nv", "女"),
        ("lvshi", "律师"),
    ],
)
def test_everyday_words_are_first(letters: str, word: str) -> None:
    assert offered(letters)[0] == word


@pytest.mark.parametrize(("letters", "name"), [("guli", "古丽"), ("maimaiti", "买买提"), ("reyizha", "热依扎")])
def test_names_of_this_region_are_in_the_first_row(letters: str, name: str) -> None:
    assert name in offered(letters)[:3]


def test_every_word_of_the_region_is_offered_within_three_rows() -> None:
    missing = [word for word, letters in supplement() if word not in offered(letters[:LONGEST_INPUT])[:24]]
    assert not missing


def test_what_is_no_word_is_composed() -> None:
    first = ENGINE.candidates("jintiantianqihenhao")[0]
    assert (first.text, first.consumed) == ("今天天气很好", len("jintiantianqihenhao"))


@pytest.mark.parametrize(("letters", "both"), [("xian", {"先", "西安"}), ("fangan", {"方案", "反感"})])
def test_letters_that_can_be_divided_in_two_ways_offer_both(letters: str, both: set[str]) -> None:
    assert both <= set(offered(letters, 240))


@pytest.mark.parametrize(
    ("letters", "surname"),
    [
        ("shan", "单"),
        ("qiu", "仇"),
        ("ou", "区"),
        ("xie", "解"),
        ("zha", "查"),
        ("ge", "盖"),
        ("yue", "乐"),
        ("zeng", "曾"),
    ],
)
def test_surnames_are_offered_under_their_own_reading(letters: str, surname: str) -> None:
    assert ENGINE.reads(surname, letters) and surname in offered(letters, 240)


def test_u_with_dots_is_v_and_after_l_and_n_also_u() -> None:
    assert "略" in offered("lve")[:3] and "略" in offered("lue")[:3] and "虐" in offered("nue")[:5]


def test_every_character_can_be_reached_within_what_the_keyboard_pages_through() -> None:
    characters = 0
    for line in gzip.decompress(TABLE.read_bytes()).decode("utf-8").splitlines():
        key, _, content = line.partition("\t")
        for group in content.split(";") if len(key) == 1 else ():
            syllable, _, words = group.partition("=")
            wanted = {word.partition(":")[0] for word in words.split(",")}
            characters += len(wanted)
            assert wanted <= set(offered(syllable, 240)), syllable
    assert characters > 8_000


@pytest.mark.parametrize("letters", ["", "vvv", "iu", "1", "古"])
def test_what_begins_no_syllable_offers_nothing(letters: str) -> None:
    assert offered(letters) == []


class TestWhatever:
    @given(st.text(string.ascii_letters, max_size=60), st.integers(1, 60))
    def test_is_typed_candidates_use_up_some_letters_and_none_comes_twice(self, letters: str, limit: int) -> None:
        found = ENGINE.candidates(letters, limit)
        texts = [candidate.text for candidate in found]
        assert len(found) <= limit and len(set(texts)) == len(texts)
        for candidate in found:
            assert candidate.text and all("\u3400" <= one <= "\u9fff" or one == "〇" for one in candidate.text)
            assert 1 <= candidate.consumed <= len(letters) and len(candidate.text) <= candidate.consumed

    @given(st.text("abceghinostuwxyz", max_size=20))
    def test_was_typed_before_does_not_matter(self, letters: str) -> None:
        assert ENGINE.candidates(letters, 20) == FRESH.candidates(letters, 20)


FRESH = PinyinEngine()
FRESH.candidates("wulumuqi")


def test_a_table_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        PinyinEngine(tmp_path / "missing.gz")
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"no tab\n"))
    with pytest.raises(ValueError, match="without a tab"):
        PinyinEngine(broken)
