"""The keyboard under a finger: each key is tapped on the real form, and what was meant stands in the field and in the visit."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.screens.application import LANDSCAPE, PORTRAIT
from kiosk.screens.keyboard.presenter import KeyboardPresenter
from kiosk.visit.journey import Place, Stop
from tests.screens.conftest import NEWBORN, RESTAURANT, Shown

NAME = "input_baby_name"


class Typist:
    """A person before a field of the form."""

    def __init__(self, shown: Shown, field: str) -> None:
        self.shown = shown
        self.hands = shown.hands
        self.field = field
        self.hands.tap(field)
        self.hands.wait(self.is_open, "the keyboard is shown")

    @property
    def keyboard(self) -> KeyboardPresenter:
        return self.shown.screen.keyboard

    def is_open(self) -> bool:
        return self.keyboard.shown

    @property
    def text(self) -> str:
        return str(self.shown.item(self.field).property("text"))

    def keys(self, *names: str) -> None:
        for name in names:
            self.hands.tap(f"key_{name}")

    def pinyin(self, letters: str) -> None:
        self.keys(*letters)
        self.hands.wait(lambda: bool(self.candidates()), "the keyboard offers characters")
        self.hands.settle()

    def candidates(self) -> list[str]:
        """Those drawn, as they stand from left to right."""
        found = [item for item in self.hands.items() if item.objectName().startswith("candidate_")]
        return [str(item.property("label")) for item in sorted(found, key=lambda item: item.x())]

    def choose(self, text: str) -> None:
        self.hands.tap(f"candidate_{self.candidates().index(text)}")

    def middle(self, name: str) -> QPoint:
        item = self.shown.item(name)
        return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()


@pytest.fixture
def at(show: Callable[..., Shown]) -> Callable[..., Typist]:
    """Before a field, in a language of the screen."""

    def begin(language: str = "zh", field: str = NAME, page: str = "child", matter: str = NEWBORN) -> Typist:
        shown = show()
        shown.screen.shell.chooseLanguage(language)
        shown.stand(matter, Place(Stop.FORM, page))
        return Typist(shown, field)

    return begin


class TestOwnLetters:
    def test_uyghur_with_the_hamza_seat(self, at: Callable[..., Typist]) -> None:
        typist = at("ug")
        assert typist.keyboard.layout == "ug"
        typist.keys(*"ئايگۈل", "space", *"ئۆمەر")
        assert typist.text == "ئايگۈل ئۆمەر"
        assert typist.shown.stage.visit.answers["baby_name"] == "ئايگۈل ئۆمەر"

    def test_kazakh_with_the_high_hamza(self, at: Callable[..., Typist]) -> None:
        typist = at("kk")
        assert typist.keyboard.layout == "kk_arab"
        typist.keys(*"ٴادىل", "space", *"قاليەۆ")
        assert typist.text == "ٴادىل قاليەۆ"

    def test_latin_after_one_shift_goes_on_small(self, at: Callable[..., Typist]) -> None:
        typist = at("zh")
        typist.hands.tap("layout_latin")
        typist.keys("shift", "A", "y", "g", "u", "l")
        assert typist.text == "Aygul" and typist.keyboard.shift == ""

    def test_shift_twice_holds_and_a_third_time_ends(self, at: Callable[..., Typist]) -> None:
        typist = at("zh")
        typist.hands.tap("layout_latin")
        typist.keys("shift", "shift", "A", "B", "shift", "c")
        assert typist.text == "ABc"


class TestChinese:
    def test_letters_are_no_text_until_something_is_chosen(self, at: Callable[..., Typist]) -> None:
        typist = at()
        typist.pinyin("wlmq")
        assert typist.text == "" and typist.candidates()[0] == "乌鲁木齐"
        assert str(typist.shown.item("preedit").property("text")) == "wlmq"
        typist.choose("乌鲁木齐")
        assert typist.text == "乌鲁木齐" and typist.candidates() == [] and typist.keyboard.preedit == ""

    @pytest.mark.parametrize(("letters", "name"), [("guli", "古丽"), ("maimaiti", "买买提"), ("reyizha", "热依扎")])
    def test_names_are_in_the_first_row(self, at: Callable[..., Typist], letters: str, name: str) -> None:
        typist = at()
        typist.pinyin(letters)
        typist.choose(name)
        assert typist.text == name

    def test_a_name_of_two_parts_with_the_dot(self, at: Callable[..., Typist]) -> None:
        typist = at()
        typist.pinyin("guli")
        typist.choose("古丽")
        typist.keys("·")
        typist.pinyin("maimaiti")
        typist.choose("买买提")
        assert typist.text == "古丽·买买提"

    def test_what_is_chosen_uses_up_its_letters_only(self, at: Callable[..., Typist]) -> None:
        typist = at()
        typist.pinyin("gulimaimaiti")
        while "古丽" not in typist.candidates():
            typist.hands.tap("key_candidates_next")
        typist.choose("古丽")
        assert typist.text == "古丽" and typist.keyboard.preedit == "maimaiti"
        typist.choose("买买提")
        assert typist.text == "古丽买买提"

    def test_further_candidates_are_on_further_rows_and_come_back(self, at: Callable[..., Typist]) -> None:
        typist = at()
        typist.pinyin("shi")
        first = typist.candidates()
        assert not typist.shown.item("key_candidates_previous").isEnabled()
        seen = [*first]
        typist.hands.tap("key_candidates_next")
        second = typist.candidates()
        seen += second
        typist.hands.tap("key_candidates_previous")
        assert typist.candidates() == first
        while typist.shown.item("key_candidates_next").isEnabled():
            typist.hands.tap("key_candidates_next")
            seen += typist.candidates()
        assert not set(first) & set(second) and len(set(seen)) > 60
        typist.hands.tap("candidate_0")
        assert typist.text in seen and len(typist.text) == 1

    def test_space_takes_the_first(self, at: Callable[..., Typist]) -> None:
        typist = at()
        typist.pinyin("xinjiang")
        typist.keys("space")
        assert typist.text == "新疆"
        typist.keys("space")
        assert typist.text == "新疆 "

    def test_done_takes_the_first_and_then_closes(self, at: Callable[..., Typist]) -> None:
        typist = at()
        typist.pinyin("xinjiang")
        typist.keys("done")
        assert typist.text == "新疆" and typist.is_open()
        typist.keys("done")
        assert not typist.is_open()

    def test_backspace_takes_letters_before_text(self, at: Callable[..., Typist]) -> None:
        typist = at()
        typist.pinyin("xin")
        typist.choose("新")
        typist.pinyin("ji")
        typist.keys("backspace", "backspace")
        assert typist.text == "新" and typist.keyboard.preedit == ""
        typist.keys("backspace")
        assert typist.text == ""

    def test_a_mark_settles_what_was_being_composed(self, at: Callable[..., Typist]) -> None:
        typist = at()
        typist.pinyin("xinjiang")
        typist.keys("，")
        assert typist.text == "新疆，"

    def test_candidates_stay_where_they_are_while_letters_come_in_a_wide_window(
        self, show: Callable[..., Shown]
    ) -> None:
        shown = show(LANDSCAPE)
        shown.stand(NEWBORN, Place(Stop.FORM, "child"))
        typist = Typist(shown, NAME)
        typist.pinyin("x")
        room, left = typist.keyboard.room, shown.item("candidate_0").mapToScene(QPointF()).x()
        typist.pinyin("injiangweiwuerzizhiqu")
        assert (typist.keyboard.room, shown.item("candidate_0").mapToScene(QPointF()).x()) == (room, left)
        assert typist.candidates()[0] == "新疆维吾尔自治区"

    @pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
    def test_letters_that_are_no_pinyin_stay_in_the_bar(self, show: Callable[..., Shown], size: object) -> None:
        shown = show(size)
        shown.stand(NEWBORN, Place(Stop.FORM, "child"))
        typist = Typist(shown, NAME)
        typist.pinyin("v" * 24)
        candidate = shown.item("candidate_0")
        bar = candidate.parentItem()
        assert candidate.width() <= bar.width()
        typist.choose("v" * 24)
        assert typist.text == "v" * 24


class TestNumbers:
    def test_an_id_number_ends_with_x(self, at: Callable[..., Typist]) -> None:
        typist = at("kk", "input_mother_id", "mother")
        assert typist.keyboard.layout == "id_number" and typist.keyboard.pad
        typist.keys(*"65990019000101", "X")
        assert typist.text == "65990019000101X"

    def test_a_phone_number_has_digits_only(self, at: Callable[..., Typist]) -> None:
        typist = at("ug", "input_mother_mobile", "mother")
        typist.keys(*"19900000001")
        assert typist.text == "19900000001"
        assert typist.hands.find("key_X") is None and typist.hands.find("key_.") is None

    def test_the_cursor_goes_left_whatever_the_language(self, at: Callable[..., Typist]) -> None:
        typist = at("ug", "input_mother_mobile", "mother")
        typist.keys("1", "3", "left", "2", "right", "4")
        assert typist.text == "1234"

    def test_clear_empties_the_field(self, at: Callable[..., Typist]) -> None:
        typist = at("zh", "input_mother_mobile", "mother")
        typist.keys(*"1990", "left", "clear")
        assert typist.text == ""

    def test_an_area_has_a_decimal_point(self, at: Callable[..., Typist]) -> None:
        typist = at("zh", "input_area_m2", "premises", RESTAURANT)
        assert typist.keyboard.layout == "decimal"
        typist.keys("8", "6", ".", "5")
        assert typist.text == "86.5"


class TestBackspace:
    def test_a_tap_takes_one(self, at: Callable[..., Typist]) -> None:
        typist = at("ug")
        typist.keys(*"ئايگۈل", "backspace")
        assert typist.text == "ئايگۈ"

    def test_held_it_goes_on_and_letting_go_takes_no_more(self, at: Callable[..., Typist]) -> None:
        typist = at("ug")
        typist.hands.commit("ا" * 12)
        point = typist.middle("key_backspace")
        window = typist.shown.screen.window
        QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
        assert len(typist.text) == 12
        typist.hands.wait(lambda: len(typist.text) <= 9, "a held backspace goes on")
        QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
        left = len(typist.text)
        QTest.qWait(250)  # more than two repeats
        assert len(typist.text) == left

    def test_another_held_key_writes_once(self, at: Callable[..., Typist]) -> None:
        typist = at("ug")
        point = typist.middle("key_ا")
        window = typist.shown.screen.window
        QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
        QTest.qWait(800)  # a slow finger
        QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
        assert typist.text == "ا"


class TestPagesAndLayouts:
    @pytest.mark.parametrize(("language", "marks"), [("ug", "1«؟"), ("kk", "5»؛"), ("zh", "9《？")])
    def test_digits_and_marks_stay_until_letters_are_wanted(
        self, at: Callable[..., Typist], language: str, marks: str
    ) -> None:
        typist = at(language)
        typist.keys("symbols", *marks)
        assert typist.text == marks and typist.hands.find("key_letters") is not None
        typist.keys("letters")
        assert typist.hands.find("key_symbols") is not None

    def test_another_layout_keeps_what_was_written(self, at: Callable[..., Typist]) -> None:
        typist = at("ug")
        typist.keys(*"ئا")
        for layout in ("kk_arab", "latin", "pinyin"):
            typist.hands.tap(f"layout_{layout}")
            assert typist.keyboard.layout == layout and typist.text == "ئا"
        typist.pinyin("guli")
        typist.choose("古丽")
        assert typist.text == "ئا古丽"

    def test_letters_on_their_way_become_text_only_where_they_are_letters(self, at: Callable[..., Typist]) -> None:
        typist = at()
        typist.pinyin("abc")
        typist.hands.tap("layout_ug")
        assert typist.text == ""
        typist.hands.tap("layout_pinyin")
        typist.pinyin("abc")
        typist.hands.tap("layout_latin")
        assert typist.text == "abc"

    def test_the_screen_in_another_language_keeps_the_text_and_brings_its_letters(
        self, at: Callable[..., Typist]
    ) -> None:
        typist = at("ug")
        typist.keys(*"ئا")
        for language, layout, done in (("kk", "kk_arab", "بولدى"), ("zh", "pinyin", "完成"), ("ug", "ug", "تامام")):
            typist.hands.tap(f"language_{language}")
            assert typist.text == "ئا" and typist.is_open() and typist.keyboard.layout == layout
            assert typist.shown.item("key_done").property("label") == done
        typist.keys("ي")
        assert typist.text == "ئاي"

    def test_a_date_goes_on_in_another_language(self, at: Callable[..., Typist]) -> None:
        typist = at("zh", "input_birth_time_year", "birth")
        typist.keys(*"20")
        typist.hands.tap("language_ug")
        assert typist.text == "20" and typist.shown.item("key_done").property("label") == "تامام"

    def test_what_is_searched_for_goes_on_in_another_language_and_after_done(self, show: Callable[..., Shown]) -> None:
        shown = show()
        shown.stage.home()
        shown.hands.settle()
        typist = Typist(shown, "search_input")
        shown.hands.tap("language_ug")
        assert typist.keyboard.layout == "ug"
        typist.keys(*"بال", "done")
        assert not typist.is_open() and typist.text == "بال"
        shown.hands.tap("search_input")
        assert typist.is_open()
        typist.keys("ا")
        assert typist.text == "بالا"

    def test_done_hides_it_and_a_tap_on_the_field_brings_it_back(self, at: Callable[..., Typist]) -> None:
        typist = at("ug")
        typist.keys("ا", "done")
        assert not typist.is_open() and typist.hands.find("key_done") is None
        typist.hands.tap(typist.field)
        assert typist.is_open() and typist.text == "ا"

    def test_keys_stand_the_same_whatever_the_direction_of_the_screen(self, at: Callable[..., Typist]) -> None:
        typist = at("ug")
        typist.hands.tap("layout_latin")
        assert typist.middle("key_q").x() < typist.middle("key_p").x()


@pytest.mark.parametrize(("size", "least"), [(PORTRAIT, (80, 96)), (LANDSCAPE, (80, 84))])
def test_keys_have_room_for_a_finger_and_none_lies_over_another(
    show: Callable[..., Shown], size: object, least: tuple[int, int]
) -> None:
    shown = show(size)
    shown.stage.toggle("large")
    shown.stand(NEWBORN, Place(Stop.FORM, "child"))
    typist = Typist(shown, NAME)
    for layout in ("pinyin", "latin", "kk_arab", "ug"):
        typist.keyboard.switchLayout(layout)
        if layout == "pinyin":
            typist.pinyin("shi")
        for page in ("letters", "symbols"):
            if page == "symbols":
                typist.keys("symbols")
            shown.hands.settle()
            faces = [
                (item.objectName(), item.mapRectToScene(item.boundingRect()))
                for item in shown.hands.items()
                if _is_key(item)
            ]
            assert len(faces) > 30
            for number, (name, face) in enumerate(faces):
                assert face.width() > least[0] - 0.01 and face.height() >= least[1], name
                assert face.left() >= 0 and face.right() <= shown.screen.window.width()
                assert not any(face.intersects(other) for _, other in faces[:number]), name


def _is_key(item: QQuickItem) -> bool:
    return item.objectName().startswith(("key_", "layout_", "candidate_")) and item.width() > 0


def test_a_field_of_an_unknown_kind_is_a_mistake(shown: Shown) -> None:
    with pytest.raises(ValueError, match="no such kind"):
        shown.screen.keyboard.open("poem", "zh")


def test_keys_that_are_not_there_and_keys_without_a_field_do_nothing(shown: Shown) -> None:
    keyboard = shown.screen.keyboard
    keyboard.open("digits", "zh")
    for key in ("a", "5", "backspace", "symbols", "clear"):
        keyboard.press(key)
    keyboard.switchLayout("ug")
    assert keyboard.layout == "digits"
