"""What applies to a person, what is wanted of them, and until when."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.matters.commitment import due_date, promised
from kiosk.matters.conditions import holds, standing
from kiosk.matters.folder import BadMatter, canonical_json, missing_texts, read_folder, strange_texts
from kiosk.matters.form import card_answers, findings, visible_fields, visible_pages
from kiosk.matters.guide import components, open_questions, stopped_by
from kiosk.matters.materials import complete, still_missing, to_hand_in, wanted, ways
from kiosk.matters.model import AtLeast, PublishedMatter
from kiosk.matters.numbers import is_receipt_number, receipt_number
from tests.matters.matters import MATTER, NOW, PUBLISHED, TEXTS, id_number

OPTIONS = {question.key: question.options for question in MATTER.questions}
answers_of_any_kind = st.fixed_dictionaries(
    {},
    optional={
        **{key: st.sampled_from([*options, "", "nonsense"]) for key, options in OPTIONS.items()},
        "width": st.sampled_from(["", "1", "10", "x", "nan"]),
        "why": st.sampled_from(["", "because"]),
        "name": st.sampled_from(["", "张三"]),
    },
)


class Held(NamedTuple):
    held_id: str = "h1"
    kind: str = "licence"
    usable: bool = True


def test_all_entries_of_a_condition_must_hold():
    condition = {"a": ["x", "y"], "n": AtLeast(at_least=3)}
    assert holds(condition, {"a": ["z", "y"], "n": "3"})
    assert not holds(condition, {"a": "y", "n": "2.9"})
    assert not holds(condition, {"n": "3"})
    assert not holds(condition, {"a": "y", "n": "nan"})
    assert holds({}, {})


def test_an_answer_counts_only_while_its_question_is_asked():
    answers = {"shop": "yes", "signboard": "yes", "width": "12", "why": "because"}
    assert standing(MATTER, answers) == answers
    assert standing(MATTER, {**answers, "shop": "no"}) == {"shop": "no"}


@given(answers_of_any_kind)
def test_what_stands_stands_by_itself(answers: dict[str, str]):
    stands = standing(MATTER, answers)
    assert standing(MATTER, stands) == stands
    assert stands.items() <= answers.items()


@given(answers_of_any_kind)
def test_raw_answers_and_standing_answers_lead_to_the_same(answers: dict[str, str]):
    stands = standing(MATTER, answers)
    for rule in (open_questions, visible_pages, wanted, components):
        assert rule(MATTER, answers) == rule(MATTER, stands)
    assert findings(MATTER, answers, NOW) == findings(MATTER, stands, NOW)


@given(answers_of_any_kind)
def test_findings_are_only_of_fields_the_person_can_see(answers: dict[str, str]):
    stands = standing(MATTER, answers)
    seen = {field.key for page in visible_pages(MATTER, answers) for field in visible_fields(page, stands)}
    assert findings(MATTER, answers, NOW).keys() <= seen


def test_the_guide_asks_what_applies_and_stops_where_it_cannot_go_on():
    assert [question.key for question in open_questions(MATTER, {})] == ["who", "shop", "abroad"]
    assert [question.key for question in open_questions(MATTER, {"shop": "yes"})] == [
        "who",
        "shop",
        "signboard",
        "abroad",
    ]
    assert stopped_by(MATTER, {"abroad": "no"}) is None
    stop = stopped_by(MATTER, {"abroad": "yes"})
    assert stop is not None
    assert (stop[0].key, stop[1]) == ("abroad", "yes")
    assert [one.key for one in components(MATTER, {"shop": "yes", "signboard": "yes"})] == ["main", "sign"]


def test_the_form_says_what_is_still_to_put_right():
    found = findings(MATTER, {"shop": "yes", "signboard": "yes", "width": "30", "phone": "1"}, NOW)
    assert {key: fault.code for key, fault in found.items()} == {
        "name": "field_required",
        "number": "field_required",
        "phone": "phone_length",
        "width": "number_too_big",
        "why": "field_required",
    }


def test_what_the_card_says_is_not_judged_by_the_rules_for_typing():
    assert "name" in findings(MATTER, {"name": "一"}, NOW)
    assert "name" not in findings(MATTER, {"name": "一"}, NOW, vouched={"name"})
    assert "name" in findings(MATTER, {}, NOW, vouched={"name"})


def test_the_card_fills_what_it_knows():
    page = MATTER.pages[0]
    assert card_answers(page, "张三", id_number().lower(), "") == {"name": "张三", "number": id_number()}
    assert card_answers(page, "", id_number(), "某地") == {"number": id_number()}


def test_the_best_way_of_a_material_comes_first():
    card, form, licence, lease, _ = MATTER.materials
    assert ways(card, held=None, online=True, camera=True) == ["card"]
    assert ways(form, held=None, online=False, camera=False) == ["form"]
    assert ways(licence, held=Held(), online=True, camera=True) == ["held", "captured"]
    assert ways(licence, held=None, online=True, camera=True) == ["captured"]
    assert ways(licence, held=Held(usable=False), online=True, camera=True) == ["captured"]
    assert ways(lease, held=None, online=True, camera=True) == ["captured", "promised"]
    assert ways(lease, held=None, online=True, camera=False) == ["promised"]


def test_offline_only_a_licence_can_be_claimed_to_be_held():
    _, _, licence, lease, _ = MATTER.materials
    assert ways(licence, held=None, online=False, camera=True) == ["held", "captured"]
    assert ways(licence, held=Held(usable=False), online=False, camera=True) == ["captured"]
    assert ways(lease, held=None, online=False, camera=True) == ["captured", "promised"]


def test_only_required_materials_are_missing():
    answers = {"shop": "yes", "signboard": "yes"}
    assert [one.key for one in to_hand_in(MATTER, answers)] == ["licence", "lease", "photo"]
    assert [one.key for one in still_missing(MATTER, answers, {"lease"})] == ["licence"]
    assert complete(MATTER, answers, {"lease", "licence"})


def test_a_promise_of_what_is_no_longer_wanted_is_no_promise():
    chosen = {"lease": "promised", "licence": "promised"}
    assert [one.key for one in promised(MATTER, {"shop": "yes"}, chosen)] == ["lease"]


def test_working_days_are_monday_to_friday_without_holidays():
    friday = date(2026, 11, 27)
    assert due_date(friday, 1) == date(2026, 11, 30)
    assert due_date(friday, 10) == date(2026, 12, 11)
    assert due_date(friday, 1, {date(2026, 11, 30)}) == date(2026, 12, 1)
    with pytest.raises(ValueError, match="working day"):
        due_date(friday, 0)


@given(st.dates(max_value=date(2100, 1, 1)), st.integers(1, 60))
def test_a_due_date_is_a_working_day_with_exactly_so_many_before_it(today: date, days: int):
    due = due_date(today, days)
    between = [today + timedelta(days=one) for one in range(1, (due - today).days + 1)]
    assert due.weekday() < 5
    assert sum(day.weekday() < 5 for day in between) == days


@given(st.integers(1, 9999), st.integers(1, 999_999))
def test_receipt_numbers_are_right_and_different(terminal: int, counter: int):
    number = receipt_number(terminal, counter)
    assert re.fullmatch(r"\d{4}-\d{6}-\d", number)
    assert is_receipt_number(number)
    assert number != receipt_number(terminal, counter % 999_999 + 1)


@given(st.integers(1, 9999), st.integers(1, 999_999), st.integers(0, 9), st.integers(1, 9))
def test_a_mistyped_digit_of_a_receipt_number_is_found(terminal: int, counter: int, place: int, by: int):
    number = receipt_number(terminal, counter)
    at = place if place < 4 else place + 1
    assert not is_receipt_number(number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :])


@pytest.mark.parametrize("numbers", [(0, 1), (10_000, 1), (1, 0), (1, 1_000_000)])
def test_numbers_that_do_not_fit_are_refused(numbers: tuple[int, int]):
    with pytest.raises(ValueError, match="not between"):
        receipt_number(*numbers)


@pytest.mark.parametrize("text", ["", "0001-000001", "１２３４-000001-1", "0001-000001-x", "0001-0000011"])
def test_other_texts_are_no_receipt_numbers(text: str):
    assert not is_receipt_number(text)


def write_folder(folder: Path, **files: str) -> Path:
    matter = """
        code = "TEST-02"
        version = 1
        place = "quick"
        order = 1
        icon = "paper"
        audience = "person"
        outcome = "decision"
        time_limit_days = 1
        components = [{ key = "main" }]
    """
    for name, text in {
        "matter": matter,
        "zh": '"name"="名"\n',
        "ug": '"name"="n"\ndraft=true\n',
        "kk": '"name"="n"\n',
        **files,
    }.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def test_a_folder_becomes_a_matter(tmp_path: Path):
    published = read_folder(write_folder(tmp_path))
    assert published.drafts == ["ug"]
    assert published.texts["ug"] == {"name": "n"}
    assert "component.main.name" in missing_texts(published)["zh"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"matter": 'code="TEST-02"\n'}, r"matter\.toml: version"),
        ({"zh": '"name" = 3\n'}, r"zh\.toml: name"),
        ({"kk": 'field.a.label = "x"\n'}, r"kk\.toml: field: .*quotes"),
        ({"ug": '"name" = \n'}, r"ug\.toml: .*line 1"),
    ],
)
def test_a_wrong_folder_names_file_and_key(tmp_path: Path, files: dict[str, str], said: str):
    with pytest.raises(BadMatter, match=said):
        read_folder(write_folder(tmp_path, **files))


def test_a_missing_file_is_named(tmp_path: Path):
    write_folder(tmp_path)
    (tmp_path / "kk.toml").unlink()
    with pytest.raises(BadMatter, match=r"kk\.toml: there is no such file"):
        read_folder(tmp_path)


def test_whole_texts_lack_nothing_and_empty_ones_do():
    assert missing_texts(PUBLISHED) == {}
    assert strange_texts(PUBLISHED) == {}
    texts = {**TEXTS, "name": " ", "field.name.hint": "", "left.over": "x"}
    published = PublishedMatter(matter=MATTER, texts={"ug": TEXTS, "zh": texts, "kk": TEXTS})
    assert missing_texts(published) == {"zh": {"name"}}
    assert strange_texts(published) == {"zh": {"left.over"}}


def test_canonical_json_does_not_depend_on_the_order_of_texts():
    turned = dict(reversed(TEXTS.items()))
    again = PublishedMatter(matter=MATTER, texts={"kk": turned, "ug": turned, "zh": turned})
    assert canonical_json(again) == canonical_json(PUBLISHED)
    assert PublishedMatter.model_validate_json(canonical_json(PUBLISHED)) == PUBLISHED
