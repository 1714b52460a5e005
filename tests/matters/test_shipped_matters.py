"""The matters of assets/matters: whole in every language, in the right letters, and every way through them ends.

A new folder there is under these rules without a line of code.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.languages.kazakh import to_arabic
from kiosk.matters.conditions import Answer
from kiosk.matters.folder import LANGUAGES, missing_texts, read_folder, strange_texts
from kiosk.matters.form import visible_fields, visible_pages
from kiosk.matters.guide import components, open_questions, stopped_by
from kiosk.matters.materials import wanted
from kiosk.matters.model import AtLeast, Condition, FieldType, MaterialSource, PublishedMatter

SHIPPED = sorted(path.parent for path in (Path(__file__).parents[2] / "assets" / "matters").glob("*/matter.toml"))
PLACEHOLDER = re.compile(r"\{\w*\}")
IN_LETTER = {"{name}", "{number}", "{matter}", "{materials}", "{due}"}

UYGHUR = "ئابپتجچخدرزژسشغفقكگڭلمنھەوۇۆۈۋېىي"
KAZAKH = "ٴابۆگعدەجزيكقلمنڭوپرستۋۇفحھچشى"
CYRILLIC = "абвгғдежзийкқлмнңопрстуфхһцчшщыіәөұүэюяьъ"
EVERYWHERE = r"0-9 \n.:()«»·\-"
LETTERS = {
    "ug": rf"[{UYGHUR}{EVERYWHERE}،؛؟]*",
    "kk": rf"[{KAZAKH}{EVERYWHERE}،؛؟]*",
    "zh": r"[\u3400-\u9fff0-9 \n，。；：？、“”（）·]*",
}
"""One alphabet for each language: no letter of a neighbour, no presentation form, no foreign punctuation."""

LONGEST = {"name": 28, "short": 30}
LONGEST_PART = {"label": 34, "option": 30, "title": 52, "material": 38}
"""Characters that fit a tile, a button, a label and two lines of a title at the usual text size."""


@pytest.fixture(params=SHIPPED, ids=lambda path: path.name)
def folder(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def published(folder: Path) -> PublishedMatter:
    return read_folder(folder)


def _texts(published: PublishedMatter) -> Iterator[tuple[str, str, str]]:
    for language, texts in published.texts.items():
        for key, text in texts.items():
            yield language, key, text


def _ways_through(published: PublishedMatter) -> Iterator[dict[str, Answer]]:
    """Every way of answering the guide: to a stop, or until no question is open."""
    waiting: list[dict[str, Answer]] = [{}]
    while waiting:
        answers = waiting.pop()
        question = next((q for q in open_questions(published.matter, answers) if q.key not in answers), None)
        if question is None or stopped_by(published.matter, answers):
            yield answers
        else:
            waiting += [{**answers, question.key: option} for option in question.options]


def _ways_to_the_end(published: PublishedMatter) -> list[dict[str, Answer]]:
    return [answers for answers in _ways_through(published) if not stopped_by(published.matter, answers)]


def _choices_filled(published: PublishedMatter, answers: dict[str, Answer]) -> Iterator[dict[str, Answer]]:
    """The guide's answers with each field of a choice filled in each way, the others in their first way."""
    choices = {f.key: f.options for f in published.matter.fields if f.options}
    first: dict[str, Answer] = {**answers, **{key: options[0] for key, options in choices.items()}}
    yield first
    for key, options in choices.items():
        yield from ({**first, key: option} for option in options[1:])


def test_there_are_matters_to_ship() -> None:
    assert SHIPPED


def test_the_folder_is_named_after_its_matter(folder: Path, published: PublishedMatter) -> None:
    assert published.matter.code == folder.name


def test_every_text_is_there_in_every_language_and_none_is_left_over(published: PublishedMatter) -> None:
    assert missing_texts(published) == {}
    assert strange_texts(published) == {}


def test_people_can_find_it_by_their_own_words_in_every_language(published: PublishedMatter) -> None:
    for language in LANGUAGES:
        assert len(published.text(language, "aliases").split()) >= 8


def test_words_that_no_native_reader_has_signed_are_marked(published: PublishedMatter) -> None:
    assert published.drafts == ["ug", "kk"]


def test_placeholders_are_the_same_in_every_language(published: PublishedMatter) -> None:
    for language, key, text in _texts(published):
        expected = PLACEHOLDER.findall(published.text("zh", key))
        assert sorted(PLACEHOLDER.findall(text)) == sorted(expected), (language, key)
        if key == "letter.body":
            assert set(expected) == IN_LETTER
        else:
            assert not expected, key


def test_a_list_of_steps_has_as_many_steps_in_every_language(published: PublishedMatter) -> None:
    for language, key, text in _texts(published):
        assert text.count("\n") == published.text("zh", key).count("\n"), (language, key)
    assert 2 <= len(published.text("zh", "receipt.next").splitlines()) <= 4


def test_every_text_is_in_the_letters_of_its_language(published: PublishedMatter) -> None:
    for language, key, text in _texts(published):
        words = PLACEHOLDER.sub("", text)
        strange = re.sub(LETTERS[language], "", words)
        assert not strange, (language, key, [f"{c} U+{ord(c):04X}" for c in strange])


def test_no_uyghur_word_begins_with_a_bare_vowel(published: PublishedMatter) -> None:
    """A vowel at the start of a word stands on ئ in Uyghur, never in Kazakh."""
    for key, text in published.texts["ug"].items():
        assert not re.search(r"(?<![\w])[اەېىوۇۆۈ]", text), (key, text)


def test_the_high_hamza_stands_only_before_a_kazakh_word(published: PublishedMatter) -> None:
    for key, text in published.texts["kk"].items():
        assert not re.search(r"\wٴ|ٴ(?!\w)", text), (key, text)


def test_texts_fit_the_buttons_and_labels_they_stand_on(published: PublishedMatter) -> None:
    longest = dict(LONGEST)
    for question in published.matter.questions:
        longest[f"question.{question.key}.title"] = LONGEST_PART["title"]
        longest |= {f"question.{question.key}.{option}": LONGEST_PART["option"] for option in question.options}
    for page in published.matter.pages:
        longest[f"page.{page.key}.title"] = LONGEST_PART["title"]
    for field in published.matter.fields:
        longest[f"field.{field.key}.label"] = LONGEST_PART["label"]
        longest |= {f"field.{field.key}.{option}": LONGEST_PART["option"] for option in field.options}
    for material in published.matter.materials:
        longest[f"material.{material.key}.name"] = LONGEST_PART["material"]
    long = {
        (language, key): len(text)
        for language, key, text in _texts(published)
        if len(text) > longest.get(key, len(text))
    }
    assert long == {}


def test_the_cyrillic_kazakh_says_the_same_as_the_arabic(folder: Path, published: PublishedMatter) -> None:
    """Speech and review use kk_cyrl.toml; the screen uses kk.toml, which is made from it."""
    cyrillic = tomllib.loads((folder / "kk_cyrl.toml").read_text("utf-8"))
    assert set(cyrillic) == set(published.texts["kk"])
    for key, text in cyrillic.items():
        strange = re.sub(rf"[{CYRILLIC}{EVERYWHERE},;?]*", "", PLACEHOLDER.sub("", text).lower())
        assert not strange, (key, strange)
        halves = zip(PLACEHOLDER.split(text), PLACEHOLDER.split(published.text("kk", key)), strict=True)
        for written, shown in halves:
            assert to_arabic(written) == shown, key


def test_every_way_through_the_guide_ends(published: PublishedMatter) -> None:
    """At a stop that says where to go, or at something that is done for the person."""
    for answers in _ways_through(published):
        stop = stopped_by(published.matter, answers)
        if stop:
            question, option = stop
            for language in LANGUAGES:
                assert published.text(language, f"question.{question.key}.stop.{option}")
        else:
            assert components(published.matter, answers), answers
            if published.matter.outcome == "decision":
                assert visible_pages(published.matter, answers), answers
                assert wanted(published.matter, answers), answers


def test_the_usual_answers_are_never_stopped(published: PublishedMatter) -> None:
    usual: dict[str, Answer] = {question.key: question.usual for question in published.matter.questions}
    assert stopped_by(published.matter, usual) is None


def test_every_part_is_met_on_some_way(published: PublishedMatter) -> None:
    matter = published.matter
    met: set[str] = set()
    for answers in _ways_to_the_end(published):
        met |= {f"component {c.key}" for c in components(matter, answers)}
        met |= {f"question {q.key}" for q in open_questions(matter, answers)}
        for filled in _choices_filled(published, answers):
            met |= {f"material {m.key}" for m in wanted(matter, filled)}
            for page in visible_pages(matter, filled):
                met |= {f"field {f.key}" for f in visible_fields(page, filled)}
    parts = {f"component {c.key}" for c in matter.components} | {f"question {q.key}" for q in matter.questions}
    parts |= {f"material {m.key}" for m in matter.materials} | {f"field {f.key}" for f in matter.fields}
    assert parts - met == set()


def test_conditions_only_wait_for_answers_that_can_be_given(published: PublishedMatter) -> None:
    matter = published.matter
    options = {q.key: q.options for q in matter.questions} | {f.key: f.options for f in matter.fields if f.options}
    conditions: list[Condition] = [c.when for c in matter.components] + [q.when for q in matter.questions]
    conditions += [p.when for p in matter.pages] + [f.when for f in matter.fields] + [m.when for m in matter.materials]
    conditions += [page.own_card_when for page in matter.pages if page.own_card_when is not None]
    for condition in conditions:
        for key, given in condition.items():
            if not isinstance(given, AtLeast):
                assert set(given) <= set(options[key]), (key, given)


def test_a_page_asks_few_things_at_once(published: PublishedMatter) -> None:
    assert all(1 <= len(page.fields) <= 4 for page in published.matter.pages)


def test_numbers_of_people_and_accounts_are_masked(published: PublishedMatter) -> None:
    for field in published.matter.fields:
        assert field.sensitive or field.type not in (FieldType.ID_NUMBER, FieldType.BANK_CARD), field.key


def test_no_field_asks_for_the_ethnic_group(published: PublishedMatter) -> None:
    for language, key, text in _texts(published):
        assert not re.search(r"民族|مىللىتى|ۇلتى", text), (language, key)


def test_a_promise_is_due_within_the_time_limit(published: PublishedMatter) -> None:
    if published.matter.commitment:
        assert published.matter.commitment.days <= published.matter.time_limit_days


def test_what_a_licence_can_prove_names_its_kind(published: PublishedMatter) -> None:
    for material in published.matter.materials:
        assert (material.source is MaterialSource.LICENCE) == (material.held_kind is not None), material.key
