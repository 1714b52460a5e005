"""The papers as somebody receives them: read back by other programs than the one that wrote them."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from kiosk.documents import bidi, shaping
from kiosk.documents.certificate import Statement
from kiosk.languages.language import Language
from kiosk.languages.messages import text
from kiosk.visit.masks import masked_name
from tests.documents.papers import (
    CODE,
    PROMISING,
    VERIFY_AT,
    WORKS,
    drawn,
    every_paper,
    form,
    issued,
    letter,
    receipt,
)
from tests.documents.people import CODES, DUE, ID_NUMBER, NOW, NUMBER, application, jpeg, published, signature_png

SUBMITTED = {Language.CHINESE: "提交", Language.UYGHUR: "تاپشۇرۇلدى", Language.KAZAKH: "تاپسىرىلدى"}
LANGUAGES = list(Language)


def words(pdf: bytes) -> str:
    """The text in reading order as poppler finds it, without what steers direction and without line ends."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(found.decode().translate(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])).split())


def written(pdf: bytes) -> str:
    """The text in the order in which it was drawn, without spaces: Chinese among Uyghur stays as it stands."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("language", LANGUAGES)
class TestEveryPaper:
    def test_says_its_title_and_language_and_nothing_of_the_person(self, language: Language) -> None:
        for _, pdf in every_paper(language):
            reader = PdfReader(io.BytesIO(pdf))
            assert reader.trailer["/Root"]["/Lang"] in {language.bcp47, Language.CHINESE.bcp47}
            about = reader.metadata or {}
            assert about["/Title"]
            said = " ".join(str(value) for value in about.values())
            assert ID_NUMBER not in said
            assert NUMBER not in said
            assert "示例" not in said
            assert not about.get("/Author")

    def test_embeds_every_font(self, language: Language) -> None:
        for _, pdf in every_paper(language):
            for page in PdfReader(io.BytesIO(pdf)).pages:
                for font in page["/Resources"]["/Font"].values():
                    assert "/FontFile2" in font.get_object()["/FontDescriptor"]

    def test_is_the_same_when_drawn_again(self, language: Language) -> None:
        assert receipt(CODES[0], language, delivered=True) == receipt(CODES[0], language, delivered=True)

    def test_has_no_character_without_a_glyph(self, language: Language) -> None:
        assert not [name for name, pdf in every_paper(language) if "〓" in words(pdf)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
class TestReceipt:
    def test_fits_one_page_and_names_number_and_matter(self, code: str, language: Language) -> None:
        pdf = receipt(code, language, delivered=False)
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
        assert NUMBER in words(pdf)
        assert published(code).text("zh", "name") in words(pdf)

    def test_masks_the_name_and_leaves_the_identity_number_out(self, code: str, language: Language) -> None:
        said = words(receipt(code, language, delivered=True, name="示例明"))
        # Poppler turns stars around in a right-to-left line: it guesses the order, the sheet does not say it.
        assert masked_name("示例明") in said or masked_name("示例明")[::-1] in said
        assert "示例明" not in said
        assert ID_NUMBER not in said

    def test_never_says_submitted_of_what_is_only_saved(self, code: str, language: Language) -> None:
        saved = words(receipt(code, language, delivered=False))
        assert not [one for one in SUBMITTED.values() if one in saved]
        assert SUBMITTED[language] in words(receipt(code, language, delivered=True))


@pytest.mark.parametrize("code", PROMISING)
def test_receipt_lists_what_is_promised_and_until_when(code: str) -> None:
    said = words(receipt(code, Language.CHINESE, delivered=True))
    for answer in application(code, Language.CHINESE).materials:
        assert (published(code).text("zh", f"material.{answer.material}.name") in said) == (answer.way == "promised")
    assert "2026年12月8日 前（含当天）" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_receipt_says_of_what_nobody_could_look_up_that_it_is_checked_later(language: Language) -> None:
    asked = application("YJS-2024A-09", language)
    claimed = [
        one.model_copy(update={"way": "held", "due": None}) if one.material == "marriage_certificate" else one
        for one in asked.materials
    ]
    asked = asked.model_copy(update={"materials": claimed})
    pdf = drawn(asked, delivered=False, language=language)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert text(language, "papers_claimed_title").split()[0] in words(pdf)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", PROMISING)
class TestLetter:
    def test_stands_on_one_page_a_language_each_signed(self, code: str, language: Language) -> None:
        pages = PdfReader(io.BytesIO(letter(code, language))).pages
        assert len(pages) == (1 if language is Language.CHINESE else 2)
        assert all(len(page.images) == 1 for page in pages)

    def test_holds_the_chinese_text_whole(self, code: str, language: Language) -> None:
        said = words(letter(code, language)).replace(" ", "")
        assert published(code).text("zh", "letter.consequence").replace(" ", "") in said
        assert f"申请编号：{NUMBER}" in said
        assert ID_NUMBER in said
        assert "{" not in said


def test_letter_refuses_a_signature_that_is_no_picture() -> None:
    with pytest.raises(ValueError, match="not a picture"):
        WORKS.letter(
            published(PROMISING[0]),
            applicant="示例明",
            id_number=ID_NUMBER,
            number=NUMBER,
            materials=[],
            due=DUE,
            signed_at=NOW,
            signature_png=b"nothing",
            language=Language.CHINESE,
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_form_shows_every_answer_with_chinese_labels(code: str, language: Language) -> None:
    said = written(form(code, language))
    asked = application(code, language)
    assert NUMBER in said
    for key in asked.answers:
        field = next(one for one in published(code).matter.fields if one.key == key)
        assert published(code).text("zh", f"field.{key}.label").replace(" ", "") in said
        if not field.options and field.type.value in ("id_number", "phone", "uscc", "bank_card"):
            assert str(asked.answers[key]) in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_form_tells_an_office_in_chinese_what_each_section_is_and_parts_no_heading_from_it(
    code: str, language: Language
) -> None:
    pages = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(form(code, language))).pages]
    asked = application(code, language)
    matter = published(code)
    for page in matter.matter.pages:
        shown = [one.key for one in page.fields if one.key in asked.answers]
        if not shown:
            continue
        title = matter.text("zh", f"page.{page.key}.title").replace(" ", "")
        first = matter.text("zh", f"field.{shown[0]}.label").replace(" ", "")
        assert any(first in said.partition(title)[2] for said in pages if title in said)


def test_a_letter_copied_by_another_program_has_its_letters_in_order_also_those_of_ligatures() -> None:
    said = words(letter("YJS-2024A-09", Language.UYGHUR))
    # The font draws lam with alef, and lam with alef maksura, as one glyph each; and brackets mirrored.
    for needed in ("تولۇقلاش", "يىلى", "ماتېرىياللارنى", "ئالالايمەن", f"({ID_NUMBER})"):
        assert needed in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_certificate_names_the_person_and_the_code(language: Language) -> None:
    pdf = issued(language)
    said = words(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    for needed in ("阿依古丽·示例买买提", ID_NUMBER, CODE, published("KSK-01").text("zh", "name"), "128", "样例"):
        assert needed in said
    assert VERIFY_AT in written(pdf)


def test_certificate_certifies_only_what_is_on_file() -> None:
    body = published("KSK-01").text("zh", "certificate.body")
    assert body in written(issued(Language.KAZAKH))
    without = written(issued(Language.KAZAKH, on_file=False))
    assert body not in without
    assert "没有这位申请人的登记数据" in without


def test_certificate_with_many_rows_goes_on_over_pages() -> None:
    pdf = issued(Language.UYGHUR, [Statement(f"第 {one} 项", "示例") for one in range(80)])
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 2
    assert "第 79 项" in words(pdf)


@pytest.mark.parametrize("name", ["示例" * 60, "A" * 200, "阿依古丽·" * 30])
def test_a_very_long_name_is_wrapped_and_none_of_it_is_lost(name: str) -> None:
    said = words(letter(PROMISING[0], Language.UYGHUR, name)).replace(" ", "")
    assert said.count(name[0]) >= name.count(name[0])
    assert words(receipt(CODES[0], Language.UYGHUR, delivered=False, name=name))


class TestPages:
    def test_each_picture_is_a_page_of_its_shape_and_goes_in_untouched(self) -> None:
        upright, lying = jpeg(1240, 1754), jpeg(1754, 1240)
        pages = PdfReader(io.BytesIO(WORKS.pages([upright, lying]))).pages
        boxes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in pages]
        assert boxes == [(595, 842), (842, 595)]
        inside = [next(iter(page["/Resources"]["/XObject"].values())).get_object() for page in pages]
        assert [picture._data for picture in inside] == [upright, lying]

    @pytest.mark.parametrize("wrong", [[], [b""], [b"%PDF-1.7"], [jpeg(10, 10), signature_png()]])
    def test_what_is_no_jpeg_is_refused(self, wrong: list[bytes]) -> None:
        with pytest.raises(ValueError, match="page"):
            WORKS.pages(wrong)


def test_the_papers_are_imported_without_the_drawing() -> None:
    ask = "import sys, kiosk.documents.works; print([one for one in ('reportlab', 'icu', 'PIL', 'segno') if one in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run([sys.executable, "-c", ask], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_no_word_of_a_paper_stays_in_memory() -> None:
    receipt(CODES[0], Language.UYGHUR, delivered=True)
    assert shaping._piece.cache_info().currsize == 0
    assert bidi._boundaries.cache_info().currsize == 0
