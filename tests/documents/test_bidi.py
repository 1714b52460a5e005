"""The order of a line: what stands where when Uyghur, Chinese and numbers meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.bidi import break_places, one_paragraph, visual_lines
from kiosk.documents.fonts import REPLACEMENT, MissingFont, face_order, find
from kiosk.documents.paragraph import BidiParagraph, TextStyle
from kiosk.documents.shaping import pieces, width
from kiosk.languages.isolates import isolate, ltr
from kiosk.languages.language import Language

UYGHUR = st.text(alphabet="ئابپتجخدرزسشغفقكگڭلمنھوۇۆۈۋېىيە ", min_size=1, max_size=30)
HAN = st.text(alphabet="阿依古丽买提示例市人民路𠮷龘", min_size=1, max_size=12)
DIGITS = st.text(alphabet="0123456789", min_size=1, max_size=18)
MIXED = st.lists(st.one_of(UYGHUR, HAN, DIGITS, st.sampled_from(["(", ")", "·", "-", " ", "Abc", "،", "：", "⁨", "⁩"])))


def runs(text: str, rtl: bool = True) -> list[tuple[str, bool]]:
    return [(run.text, run.rtl) for run in visual_lines(text, rtl, [(0, len(text))])[0]]


def drawn(text: str, language: Language = Language.UYGHUR) -> list[str]:
    """What each piece draws, from left to right as seen."""
    order = face_order(language, bold=False)
    found = visual_lines(text, language.right_to_left, [(0, len(text))])[0]
    return [piece.source for run in found for piece in pieces(run, order, language)]


def test_a_year_in_uyghur_stays_that_year() -> None:
    assert runs("2026-يىلى 12-ئاينىڭ 8-كۈنى") == [
        ("-كۈنى", True),
        ("8", False),
        ("-ئاينىڭ ", True),
        ("12", False),
        ("-يىلى ", True),
        ("2026", False),
    ]


@given(UYGHUR, DIGITS, UYGHUR)
def test_digits_between_uyghur_words_keep_their_order(before: str, digits: str, after: str) -> None:
    assert (digits, False) in runs(f"{before} {digits} {after}")


@given(UYGHUR, HAN, UYGHUR)
def test_a_chinese_name_inside_uyghur_reads_from_the_left(before: str, name: str, after: str) -> None:
    assert (name, False) in runs(f"{before} {isolate(name)} {after}")


def test_a_receipt_number_is_an_island() -> None:
    assert ("0901-000123-5", False) in runs(f"نومۇرى {ltr('0901-000123-5')} تالون")


def test_a_name_of_two_parts_is_one_island() -> None:
    assert ("阿依古丽·买买提", False) in runs(f"ئىسمى {isolate('阿依古丽·买买提')} (659900)")


def test_brackets_in_uyghur_are_mirrored_when_they_are_drawn() -> None:
    order = face_order(Language.UYGHUR, bold=False)

    def glyphs(rtl: bool) -> list[int]:
        [line] = visual_lines("(", rtl, [(0, 1)])
        [piece] = pieces(line[0], order, Language.UYGHUR)
        return [piece.face.font.face.charToGlyph[ord(one)] for one in piece.text]

    latin = order.face_for("A", None, sticky=False)
    assert latin is not None
    assert glyphs(rtl=True) == [latin.font.face.charToGlyph[ord(")")]]
    assert glyphs(rtl=False) == [latin.font.face.charToGlyph[ord("(")]]


@given(MIXED.map("".join), st.sampled_from(Language))
def test_every_character_is_drawn_once_and_isolates_never(text: str, language: Language) -> None:
    text = one_paragraph(text)
    seen = "".join(drawn(text, language))
    expected = text.replace("\u2068", "").replace("\u2069", "")
    assert sorted(seen.replace(REPLACEMENT, "")) == sorted(
        one for one in expected if face_order(language, bold=False).face_for(one, None, sticky=False)
    )
    assert len(seen) == len(expected)


@given(MIXED.map("".join), st.sampled_from(Language), st.integers(40, 400))
def test_lines_hold_all_of_the_text_and_fit(text: str, language: Language, available: int) -> None:
    paragraph = BidiParagraph(text, language, TextStyle(size=11))
    paragraph.wrap(available, 1000)
    kept = "".join(line.text for line in paragraph._lines)
    assert kept.replace(" ", "") == paragraph.text.replace(" ", "")
    # Latin punctuation set right to left is kerned, by less than a point.
    assert all(line.width <= available + 1 for line in paragraph._lines)


def test_a_character_no_face_has_becomes_the_printers_blank_not_a_box() -> None:
    assert drawn("示\U0001f600例", Language.CHINESE) == [f"示{REPLACEMENT}例"]
    assert face_order(Language.CHINESE, bold=False).face_for(REPLACEMENT, None, sticky=False) is not None


@pytest.mark.parametrize("bold", [False, True])
def test_every_letter_of_uyghur_and_kazakh_has_a_glyph(bold: bool) -> None:
    letters = "ئابپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىيە" + "ٴءعحق" + "،؛؟«»0123456789"
    for language in Language:
        order = face_order(language, bold=bold)
        assert [one for one in letters if order.face_for(one, None, sticky=False) is None] == []


def test_joined_letters_take_other_forms_than_single_ones() -> None:
    order = face_order(Language.UYGHUR, bold=False)
    joined = width("بىر", order, Language.UYGHUR)
    single = sum(width(one, order, Language.UYGHUR) for one in "بىر")
    assert joined < single


def test_a_date_is_not_parted_after_its_number() -> None:
    text = "2026-يىلى 12-ئاينىڭ"
    assert break_places(text, Language.UYGHUR) == [text.index(" ") + 1, len(text)]


def test_a_line_does_not_begin_with_chinese_punctuation() -> None:
    text = "网络恢复后会自动发送，不用再来。"
    assert text.index("，") not in break_places(text, Language.CHINESE)


def test_a_missing_font_names_the_package_to_install() -> None:
    with pytest.raises(MissingFont, match="apt-get install fonts-wqy-zenhei"):
        find("no-such-font.ttc", "fonts-wqy-zenhei")
