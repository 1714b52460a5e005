"""The form: filled where a card says it, checked while it is written, kept whatever the person does next."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QElapsedTimer

from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import NEWBORN, RESTAURANT, Shown
from tests.screens.people import EXPIRED, FATHER, MOTHER


@pytest.fixture
def page(shown: Shown) -> Callable[..., Shown]:
    def stand(key: str, matter: str = NEWBORN, **guide: str) -> Shown:
        shown.stand(matter, Place(Stop.FORM, key), **guide)
        return shown

    return stand


@pytest.fixture
def mother(shown: Shown) -> Shown:
    """The mother applies and has laid her card down; the page about her."""
    shown.stand(NEWBORN, Place(Stop.IDENTIFY), applicant="mother")
    shown.machine.cards.place(MOTHER)
    shown.hands.wait(lambda: shown.stage.visit.identity is not None, "the card is read")
    shown.machine.cards.pull()
    shown.stage.go_to(Place(Stop.FORM, "mother"))
    shown.hands.settle()
    return shown


def text(shown: Shown, field: str) -> str:
    return str(shown.item(f"input_{field}").property("text"))


def error(shown: Shown, field: str) -> str:
    item = shown.hands.find(f"error_{field}")
    return "" if item is None else str(item.property("text"))


class TestWhatIsTyped:
    def test_is_kept_at_each_letter(self, page: Callable[..., Shown]) -> None:
        shown = page("child")
        shown.write("input_baby_name", "迪丽")
        assert shown.stage.visit.answers["baby_name"] == "迪丽"
        shown.hands.commit("努尔")
        assert shown.stage.visit.answers["baby_name"] == "迪丽努尔"

    def test_a_name_of_thirty_letters_with_dots_is_right(self, page: Callable[..., Shown]) -> None:
        name = "阿不都热合曼·买买提伊力·吐尔逊江·艾合买提江·依明尼亚孜"
        name += "提" * (30 - len(name))
        shown = page("child")
        shown.write("input_baby_name", name)
        shown.hands.tap("input_baby_name_other")
        assert error(shown, "baby_name") == "" and shown.stage.visit.answers["baby_name"] == name

    def test_an_emoji_is_said_at_once(self, page: Callable[..., Shown]) -> None:
        shown = page("child")
        shown.write("input_baby_name", "小\N{GRINNING FACE}")
        assert "不能用表情" in error(shown, "baby_name")

    def test_a_letter_in_a_number_is_said_while_typing_but_not_that_it_is_unfinished(
        self, page: Callable[..., Shown]
    ) -> None:
        shown = page("mother", applicant="father")
        shown.write("input_mother_mobile", "199")
        assert error(shown, "mother_mobile") == ""
        shown.hands.commit("a")
        assert "只有数字" in error(shown, "mother_mobile")

    def test_a_wrong_check_digit_is_said_when_the_field_is_left(self, page: Callable[..., Shown]) -> None:
        wrong = FATHER.number[:-1] + ("0" if FATHER.number[-1] != "0" else "1")
        shown = page("father", applicant="mother")
        shown.write("input_father_id", wrong)
        assert error(shown, "father_id") == ""
        shown.hands.tap("input_father_mobile")
        assert "有一位不对" in error(shown, "father_id")
        shown.hands.tap("input_father_id")
        shown.hands.commit("1")
        assert "18 位" in error(shown, "father_id"), "corrected anew as it is typed"

    def test_a_small_x_and_blanks_become_what_is_kept_when_the_field_is_left(self, page: Callable[..., Shown]) -> None:
        shown = page("father", applicant="mother")
        shown.write("input_father_mobile", "199 0000 0001")
        shown.hands.tap("input_father_id")
        assert text(shown, "father_mobile") == "19900000001" == shown.stage.visit.answers["father_mobile"]

    def test_ten_thousand_letters_are_cut_said_and_do_not_slow_the_screen_down(
        self, page: Callable[..., Shown]
    ) -> None:
        shown = page("child")
        shown.hands.tap("input_baby_name_other")
        clock = QElapsedTimer()
        clock.start()
        shown.hands.commit("字" * 10_000)
        assert clock.elapsed() < 1000
        said = error(shown, "baby_name_other")
        assert "最多 60 个字" in said and "只留下了前 160 个字" in said
        assert len(text(shown, "baby_name_other")) == 160 == len(shown.stage.visit.answers["baby_name_other"])
        shown.hands.tap("primary")
        assert shown.at("form"), "what was cut is never sent as if it were whole"

    @pytest.mark.parametrize(
        "detour",
        [
            lambda shown: shown.hands.tap("language_kk"),
            lambda shown: (shown.hands.tap("rail_help"), shown.hands.tap("primary")),
            lambda shown: (shown.hands.tap("rail_home"), shown.stage.go_to(Place(Stop.FORM, "child"))),
            lambda shown: shown.hands.tap("rail_large"),
        ],
        ids=["another language", "help and back", "home and again", "large text"],
    )
    def test_is_still_there_after(self, page: Callable[..., Shown], detour: Callable[[Shown], object]) -> None:
        shown = page("child")
        shown.write("input_baby_name", "迪丽努尔")
        shown.hands.tap("choice_baby_sex_female")
        detour(shown)
        shown.hands.settle()
        assert text(shown, "baby_name") == "迪丽努尔"
        assert shown.item("choice_baby_sex_female").property("selected")

    def test_another_language_says_the_error_anew(self, page: Callable[..., Shown]) -> None:
        shown = page("child")
        shown.hands.tap("primary")
        assert "这一项还没填" in error(shown, "baby_name")
        shown.hands.tap("language_ug")
        assert "تېخى تولدۇرۇلمىدى" in error(shown, "baby_name")


class TestGoingOn:
    def test_leads_to_the_first_field_that_is_wrong_and_says_it(self, page: Callable[..., Shown]) -> None:
        shown = page("father", applicant="mother")
        shown.hands.tap("rail_voice")
        shown.write("input_father_name", FATHER.name)
        shown.write("input_father_mobile", "199")
        shown.hands.tap("primary")
        assert shown.at("form")
        assert "这一项还没填" in error(shown, "father_id") and "11 位" in error(shown, "father_mobile")
        assert shown.machine.voice.said[-1].startswith("爸爸的身份证号码")
        field = shown.item("input_father_id")
        shown.hands.wait(lambda: 0 < field.mapToScene(field.boundingRect().center()).y() < 1700, "it is in sight")

    def test_hides_the_keyboard_so_that_all_errors_can_be_seen(self, page: Callable[..., Shown]) -> None:
        shown = page("child")
        shown.hands.tap("input_baby_name")
        assert shown.screen.keyboard.shown
        shown.hands.tap("primary")
        assert not shown.screen.keyboard.shown

    def test_a_right_page_leads_to_the_next_and_a_second_tap_skips_none(self, page: Callable[..., Shown]) -> None:
        shown = page("child")
        shown.write("input_baby_name", "迪丽努尔")
        shown.hands.tap("choice_baby_sex_female")
        shown.hands.tap("primary")
        assert shown.stage.place == Place(Stop.FORM, "birth")
        shown.hands.tap("primary")
        assert shown.stage.place == Place(Stop.FORM, "birth")

    def test_back_leads_to_the_page_before(self, page: Callable[..., Shown]) -> None:
        shown = page("birth")
        shown.hands.tap("rail_back")
        assert shown.stage.place == Place(Stop.FORM, "child")

    def test_optional_fields_are_marked_and_may_stay_empty(self, page: Callable[..., Shown]) -> None:
        shown = page("premises", RESTAURANT)
        assert shown.says("（可以不填）")
        shown.write("input_shop_address", "示例市解放路 5 号")
        shown.write("input_area_m2", "86.5")
        shown.hands.tap("primary")
        assert shown.stage.place == Place(Stop.FORM, "food")


class TestDates:
    @pytest.fixture
    def birth(self, page: Callable[..., Shown]) -> Shown:
        return page("birth")

    @staticmethod
    def write(shown: Shown, **parts: str) -> None:
        for part, digits in parts.items():
            shown.write(f"input_birth_time_{part}", digits)

    def test_its_parts_become_one_moment(self, birth: Shown) -> None:
        self.write(birth, year="2026", month="3", day="1", hour="8", minute="5")
        birth.hands.tap("choice_birth_org_city_first")
        birth.hands.tap("primary")
        assert birth.stage.visit.answers["birth_time"] == "2026-03-01T08:05"
        assert birth.stage.place != Place(Stop.FORM, "birth")

    def test_a_date_in_the_future_is_said(self, birth: Shown) -> None:
        self.write(birth, year="2026", month="12", day="24", hour="08", minute="00")
        assert "已经过去的日期" in error(birth, "birth_time")

    def test_a_day_that_does_not_exist_is_said(self, birth: Shown) -> None:
        self.write(birth, year="2026", month="02", day="30", hour="08", minute="00")
        assert "日期或时间不对" in error(birth, "birth_time")

    def test_half_a_date_is_kept_over_another_language_and_help(self, birth: Shown) -> None:
        self.write(birth, year="2026", month="2")
        birth.hands.tap("language_ug")
        birth.hands.tap("rail_help")
        birth.hands.tap("primary")
        assert [text(birth, f"birth_time_{part}") for part in ("year", "month", "day")] == ["2026", "2", ""]

    def test_only_digits_and_not_too_many_can_be_written(self, birth: Shown) -> None:
        self.write(birth, month="1")
        birth.hands.commit("x")
        birth.hands.commit("234")
        assert text(birth, "birth_time_month") in ("1", "12")

    def test_unfinished_is_said_when_one_wants_to_go_on(self, birth: Shown) -> None:
        self.write(birth, year="2026")
        birth.hands.tap("primary")
        assert "日期或时间不对" in error(birth, "birth_time")


class TestChoices:
    def test_of_several_each_tap_adds_or_takes_away(self, page: Callable[..., Shown]) -> None:
        shown = page("food", RESTAURANT)
        for option in ("pastry", "hot", "cold", "cold"):
            shown.hands.tap(f"choice_food_items_{option}")
        assert shown.stage.visit.answers["food_items"] == ["hot", "pastry"]

    def test_a_field_comes_and_goes_with_the_answer_that_calls_for_it(self, page: Callable[..., Shown]) -> None:
        shown = page("delivery", RESTAURANT)
        assert shown.hands.find("input_post_address") is None
        shown.hands.tap("choice_delivery_post")
        shown.write("input_post_address", "示例市团结路 1 号")
        shown.hands.tap("choice_delivery_window")
        assert shown.hands.find("input_post_address") is None
        shown.hands.tap("choice_delivery_post")
        assert text(shown, "post_address") == "示例市团结路 1 号"


class TestTheApplicantsCard:
    def test_fills_the_page_and_says_where_it_comes_from(self, mother: Shown) -> None:
        assert text(mother, "mother_name") == MOTHER.name
        assert mother.says("来自身份证")
        assert mother.hands.find("read_card") is None

    def test_the_number_is_covered_until_it_is_shown_on_purpose(self, mother: Shown) -> None:
        assert not mother.says(MOTHER.number) or mother.item("input_mother_id").property("opacity") == 0
        mother.hands.tap("show_mother_id")
        assert mother.item("input_mother_id").property("opacity") == 1

    def test_something_else_typed_is_asked_about_and_can_go_back_to_the_card(self, mother: Shown) -> None:
        mother.write("input_mother_name", "江")
        assert mother.says("和身份证上的不一样")
        assert mother.stage.visit.answers["mother_name"] == MOTHER.name + "江"
        mother.hands.tap("use_card_mother_name")
        assert text(mother, "mother_name") == MOTHER.name
        assert mother.stage.visit.sources["mother_name"] == "card"

    def test_typed_before_is_never_overwritten(self, shown: Shown) -> None:
        shown.stand(NEWBORN, Place(Stop.FORM, "mother"), applicant="mother")
        shown.write("input_mother_name", "古丽·买")
        shown.stage.go_to(Place(Stop.IDENTIFY))
        shown.machine.cards.place(MOTHER)
        shown.hands.wait(lambda: shown.stage.visit.identity is not None, "the card is read")
        shown.stage.go_to(Place(Stop.FORM, "mother"))
        shown.hands.settle()
        assert text(shown, "mother_name") == "古丽·买" and shown.says("和身份证上的不一样")


class TestAnotherPersonsCard:
    @pytest.fixture
    def father(self, mother: Shown) -> Shown:
        mother.stage.go_to(Place(Stop.FORM, "father"))
        mother.hands.tap("read_card")
        return mother

    def test_is_read_only_at_the_persons_wish(self, mother: Shown) -> None:
        mother.stage.go_to(Place(Stop.FORM, "father"))
        mother.machine.cards.place(FATHER)
        mother.hands.settle()
        assert text(mother, "father_name") == ""

    def test_fills_the_page(self, father: Shown) -> None:
        assert father.says("请把这一位的身份证放在读卡处")
        father.machine.cards.place(FATHER)
        father.hands.wait(lambda: text(father, "father_name") == FATHER.name, "the page is filled")
        assert father.says("填好了，请看一遍") and father.says("来自身份证")
        assert not father.machine.cards.attended
        assert father.stage.visit.identity == MOTHER, "the applicant is still the applicant"

    def test_the_applicants_own_card_is_refused_kindly(self, father: Shown) -> None:
        father.machine.cards.place(MOTHER)
        father.hands.wait(lambda: father.says("这是您自己的身份证"), "it is said")
        father.machine.cards.pull()
        father.machine.cards.place(FATHER)
        father.hands.wait(lambda: text(father, "father_name") == FATHER.name, "the right card is taken")

    def test_an_expired_card_fills_nothing(self, father: Shown) -> None:
        father.machine.cards.place(EXPIRED)
        father.hands.wait(lambda: father.says("这张身份证过期了"), "it is said")
        assert text(father, "father_name") == ""

    def test_a_card_pulled_while_it_is_read_is_said(self, father: Shown) -> None:
        father.machine.cards.begin(FATHER)
        father.machine.cards.pull_while_read()
        father.hands.wait(lambda: father.says("还没读完，卡就拿开了"), "it is said")
        father.machine.cards.place(FATHER)
        father.hands.wait(lambda: text(father, "father_name") == FATHER.name, "the second try works")

    def test_what_is_typed_stays_and_is_asked_about(self, mother: Shown) -> None:
        mother.stage.go_to(Place(Stop.FORM, "father"))
        mother.write("input_father_name", "艾力")
        mother.hands.tap("read_card")
        mother.machine.cards.place(FATHER)
        mother.hands.wait(lambda: mother.says("您写的没有动"), "it is said")
        assert text(mother, "father_name") == "艾力"
        assert mother.stage.visit.answers["father_id"] == FATHER.number
        mother.hands.tap("use_card_father_name")
        assert text(mother, "father_name") == FATHER.name

    def test_leaving_the_page_stops_the_reading(self, father: Shown) -> None:
        father.hands.tap("rail_back")
        assert not father.machine.cards.attended
