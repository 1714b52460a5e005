"""One question a page; nothing chosen beforehand; an answer that ends it here leads to where it can be done."""

import pytest

from kiosk.languages.language import Language
from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import NEWBORN, Shown


@pytest.fixture
def asked(shown: Shown) -> Shown:
    shown.stage.open_matter(NEWBORN)
    shown.hands.tap("primary")
    return shown


def test_nothing_is_chosen_beforehand_and_one_cannot_go_on(asked: Shown) -> None:
    assert asked.stage.place == Place(Stop.GUIDE, "applicant")
    assert not asked.item("primary").isEnabled()
    assert not asked.item("choice_mother").property("selected")


def test_a_tap_chooses_and_the_main_button_goes_on(asked: Shown) -> None:
    asked.hands.tap("choice_father")
    assert asked.item("choice_father").property("selected")
    assert asked.stage.place == Place(Stop.GUIDE, "applicant"), "choosing alone does not leave the page"
    asked.hands.tap("primary")
    assert asked.stage.visit.guide == {"applicant": "father"}
    assert asked.stage.place is not None and asked.stage.place.key != "applicant"


def test_a_second_tap_on_the_main_button_skips_no_question(asked: Shown) -> None:
    asked.hands.tap("choice_mother")
    button = asked.item("primary")
    middle = button.mapToScene(button.boundingRect().center())
    asked.hands.tap_at(middle)
    second = asked.stage.place
    asked.hands.tap_at(middle)
    assert asked.stage.place == second


def test_another_language_keeps_the_answer(asked: Shown) -> None:
    asked.hands.tap("choice_mother")
    asked.hands.tap("language_kk")
    assert asked.stage.language is Language.KAZAKH
    assert asked.item("choice_mother").property("selected")
    assert asked.says(asked.stage.visit.published.text("kk", "question.applicant.mother"))  # type: ignore[union-attr]


def test_back_leads_to_the_matter_and_the_answer_is_still_there(asked: Shown) -> None:
    asked.hands.tap("choice_mother")
    asked.hands.tap("rail_back")
    assert asked.at("matter")
    asked.hands.tap("primary")
    assert asked.item("choice_mother").property("selected")


def test_the_voice_says_the_question_its_choices_and_what_is_chosen(asked: Shown) -> None:
    asked.hands.tap("rail_voice")
    said = "\n".join(asked.machine.voice.said)
    assert "您是孩子的什么人" in said and "有 3 个选择" in said and "妈妈" in said
    asked.hands.tap("choice_mother")
    assert asked.machine.voice.said[-1] == "已选：妈妈"


class TestAnAnswerThatEndsItHere:
    @pytest.fixture
    def stopped(self, shown: Shown) -> Shown:
        shown.stand(NEWBORN, Place(Stop.GUIDE, "married"))
        shown.hands.tap("choice_no")
        shown.hands.tap("primary")
        return shown

    def test_says_why_that_nothing_was_sent_and_where_to_go(self, stopped: Shown) -> None:
        assert stopped.at("elsewhere")
        for words in ("材料要工作人员当面核对", "什么都没有提交", "12345", "政务服务中心", "19900000000"):
            assert stopped.says(words), words

    def test_another_answer_can_be_chosen(self, stopped: Shown) -> None:
        stopped.hands.tap("primary")
        assert stopped.stage.place == Place(Stop.GUIDE, "married")
        stopped.hands.tap("choice_yes")
        stopped.hands.tap("primary")
        assert stopped.at("guide") and stopped.stage.place != Place(Stop.GUIDE, "married")

    def test_home_is_one_tap_away_and_the_begun_matter_is_kept(self, stopped: Shown) -> None:
        stopped.hands.tap("secondary")
        assert stopped.at("home")
        stopped.hands.tap("resume")
        assert stopped.stage.place == Place(Stop.GUIDE, "married")

    def test_back_and_another_language_work_as_everywhere(self, stopped: Shown) -> None:
        stopped.hands.tap("language_ug")
        assert stopped.says("ھېچنېمە تاپشۇرۇلمىدى")
        stopped.hands.tap("rail_back")
        assert stopped.stage.place == Place(Stop.GUIDE, "married")
