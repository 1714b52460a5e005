"""A plan of keys, carried out on the real keyboard before a real field, writes exactly the text it was made for."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.languages.keyboards import layout
from kiosk.languages.language import Language
from kiosk.languages.pinyin import PinyinEngine
from kiosk.screens.keyboard.presenter import OWN_LAYOUT, WHOLE_KEYBOARDS, KeyboardPresenter
from kiosk.screens.keyboard.strokes import Choose, Step, Switch, Tap, typing_plan

ENGINE = PinyinEngine()
LAYOUTS = [layout(name) for name in WHOLE_KEYBOARDS]
WRITTEN = sorted({char for each in LAYOUTS for page in each.pages for char in each.characters(page)})
HAN = "古丽买提热依扎阿不都热合曼新疆乌鲁木齐喀什单仇区解查吕女银行重庆长安路号室王李张的一是"
FIELD = b"""
import QtQuick
Window { width: 400; height: 100; visible: true; TextInput { objectName: "field"; anchors.fill: parent; focus: true } }
"""


class Field:
    """A field with the focus, and the keyboard that writes into it."""

    def __init__(self) -> None:
        self.engine = QQmlApplicationEngine()
        self.engine.loadData(FIELD)
        window = self.engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)
        self.window = window
        found = window.findChild(QQuickItem, "field")
        assert found is not None
        self.input = found
        window.requestActivate()
        assert QTest.qWaitForWindowActive(window)
        self.keyboard = KeyboardPresenter(self.engine, load=lambda: ENGINE)
        self.keyboard.open("text", "zh")
        while not self.loaded():
            QTest.qWait(1)

    def loaded(self) -> bool:
        self.keyboard.press("a")
        found = bool(self.keyboard.candidates)
        self.keyboard.press("backspace")
        return found

    @property
    def text(self) -> str:
        return str(self.input.property("text"))

    def carry_out(self, step: Step) -> None:
        match step:
            case Tap(key):
                assert key in {shown["id"] for shown in self.keyboard.keys if not shown["layout"]}
                self.keyboard.press(key)
            case Switch(name):
                assert name in {shown["layout"] for shown in self.keyboard.keys}
                self.keyboard.switchLayout(name)
            case Choose(text):
                while text not in self.keyboard.candidates:
                    assert self.keyboard.hasNext
                    self.keyboard.page(1)
                self.keyboard.choose(self.keyboard.candidates.index(text))

    def close(self) -> None:
        self.window.close()
        self.engine.deleteLater()
        QTest.qWait(0)


@pytest.fixture(scope="module")
def field(qapp: QGuiApplication) -> Iterator[Field]:
    made = Field()
    yield made
    made.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(text=st.text(WRITTEN + list(HAN), max_size=12), language=st.sampled_from(sorted(OWN_LAYOUT)))
def test_what_is_planned_is_what_is_written(field: Field, text: str, language: Language) -> None:
    field.input.setProperty("text", "")
    field.keyboard.open("text", language)
    first = OWN_LAYOUT[language]
    plan = typing_plan(text, sorted(LAYOUTS, key=lambda each: each.name != first), ENGINE)
    assert plan is not None
    for step in plan:
        field.carry_out(step)
    assert field.text == text and field.keyboard.preedit == ""


@pytest.mark.parametrize(
    ("kind", "text"), [("digits", "19900000001"), ("id_number", "65990019000101123X"), ("decimal", "-86.50")]
)
def test_a_pad_writes_its_numbers(field: Field, kind: str, text: str) -> None:
    field.input.setProperty("text", "")
    field.keyboard.open(kind, "kk")
    plan = typing_plan(text, [layout(kind)])
    assert plan == [Tap(char) for char in text]
    for step in plan:
        field.carry_out(step)
    assert field.text == text


def test_a_shifted_letter_needs_a_shift_of_its_own() -> None:
    assert typing_plan("ABa", [layout("latin")]) == [Tap("shift"), Tap("A"), Tap("shift"), Tap("B"), Tap("a")]


@pytest.mark.parametrize(
    ("text", "layouts", "engine"),
    [
        ("古丽", ["latin", "ug"], ENGINE),  # nothing composes
        ("古丽", ["pinyin"], None),
        ("嘦", ["pinyin"], ENGINE),  # not among the characters
        ("a", ["pinyin"], ENGINE),  # its letters are not text
        ("1X", ["digits"], None),
        ("ə", ["ug", "kk_arab", "latin"], None),
    ],
)
def test_what_cannot_be_written_has_no_plan(text: str, layouts: list[str], engine: PinyinEngine | None) -> None:
    assert typing_plan(text, [layout(name) for name in layouts], engine) is None
