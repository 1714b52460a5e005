"""What the keyboard does: which keys are there, and what each sends to the field that has the focus."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.languages.keyboards import FIRST_PAGE, Layout, Placed, layout, place
from kiosk.languages.language import Language
from kiosk.languages.messages import text
from kiosk.languages.pinyin import PinyinEngine
from kiosk.screens.keyboard import typist
from kiosk.screens.keyboard.composition import AROUND, Composition
from kiosk.screens.properties import Property

OWN_LAYOUT = {Language.UYGHUR: "ug", Language.CHINESE: "pinyin", Language.KAZAKH: "kk_arab"}
WHOLE_KEYBOARDS = ("ug", "pinyin", "kk_arab", "latin")  # as the language names stand in the header, then Latin
PADS = {"digits": "digits", "id_number": "id_number", "decimal": "decimal"}
KINDS = frozenset({"text", "name", "latin", *PADS})

ARROWS = {"left": Qt.Key.Key_Left, "right": Qt.Key.Key_Right}
ICONS = {"backspace": "backspace", "shift": "shift", "left": "forward", "right": "forward"}
HIGH_HAMZA = "\u0674"
SMALL = frozenset("·،,." + HIGH_HAMZA)  # drawn larger than letters, so that they can be told apart
SHIFT_ONCE, SHIFT_HELD = "once", "held"


class KeyboardPresenter(QObject):
    """The context property `keyboard`. A field calls `open` when it gets the focus and `hide` when it loses it.

    `load` makes the pinyin engine; it runs on a thread of its own when Chinese can first be chosen.
    """

    shownChanged = Signal()
    keysChanged = Signal()
    compositionChanged = Signal()
    done = Signal()
    _loaded = Signal(object)

    def __init__(self, parent: QObject | None = None, load: Callable[[], PinyinEngine] = PinyinEngine) -> None:
        super().__init__(parent)
        self._load = load
        self._loader: Thread | None = None
        self._loaded.connect(self._engine_came, Qt.ConnectionType.QueuedConnection)
        self._language = Language.CHINESE
        self._shown = False
        self._layouts: tuple[str, ...] = ()
        self._layout: Layout = layout("latin")
        self._page = FIRST_PAGE
        self._shift = ""
        self._composition = Composition()

    # -- opening and closing ------------------------------------------------------------------------------------------------

    @Slot(str, str)
    def open(self, kind: str, language: str) -> None:
        """Shows the keyboard for a field of this kind (one of KINDS) and the language of the screen.

        Names and texts begin in the person's own language, with the other layouts one tap away: names on cards are Chinese.
        Raises ValueError for another kind or language.
        """
        if kind not in KINDS:
            raise ValueError(f"no such kind of field: {kind}")
        self._language = Language(language)
        if kind in PADS:
            self._layouts, first = (PADS[kind],), PADS[kind]
        elif kind == "latin":
            self._layouts, first = ("latin",), "latin"
        else:
            self._layouts, first = WHOLE_KEYBOARDS, OWN_LAYOUT[self._language]
        self._composition.clear()
        self._turn_to(first)
        self._set_shown(True)

    @Slot()
    def hide(self) -> None:
        """Letters that have not become text are forgotten."""
        self._composition.clear()
        self.compositionChanged.emit()
        self._set_shown(False)

    @Slot()
    def hideKeyboard(self) -> None:
        self.hide()

    def _set_shown(self, shown: bool) -> None:
        if shown != self._shown:
            self._shown = shown
            self.shownChanged.emit()

    @Slot(str)
    def switchLayout(self, name: str) -> None:
        """Another of `layouts`. What is in the field stays; letters not yet chosen become text only where they are letters."""
        if name not in self._layouts:
            return
        letters = self._composition.letters
        self._composition.clear()
        if letters and name == "latin":
            typist.write(letters)
        self._turn_to(name)

    def _turn_to(self, name: str) -> None:
        self._layout, self._page, self._shift = layout(name), FIRST_PAGE, ""
        if self._layout.composes:
            self._want_engine()
        self.keysChanged.emit()
        self.compositionChanged.emit()

    # -- keys ---------------------------------------------------------------------------------------------------------------

    @Slot(str)
    def press(self, key: str) -> None:
        """A tap on a key of the present page. What is not there does nothing."""
        there = {candidate.id: candidate for row in self._layout.pages[self._page] for candidate in row}
        if key not in there:
            return
        if there[key].char:
            self._type(there[key].char)
        else:
            self._function(key)

    def _type(self, char: str) -> None:
        if self._layout.composes and "a" <= char <= "z":
            self._composition.add(char)
            self.compositionChanged.emit()
            return
        self._settle()
        typist.write(char)
        if self._shift == SHIFT_ONCE:
            self._set_shift("")

    def _function(self, key: str) -> None:
        composing = bool(self._composition.letters)
        if key == "backspace" and composing:
            self._composition.take_back()
            self.compositionChanged.emit()
        elif key == "backspace":
            typist.strike(Qt.Key.Key_Backspace)
        elif key in ("space", "done") and composing:
            self.choose(0)
        elif key == "space":
            typist.write(" ")
        elif key == "done":
            typist.enter()
            self.hide()
            self.done.emit()
        elif key == "clear":
            typist.strike(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            typist.strike(Qt.Key.Key_Backspace)
        elif key == "shift":
            self._set_shift({"": SHIFT_ONCE, SHIFT_ONCE: SHIFT_HELD}.get(self._shift, ""))
        elif key in ARROWS:
            typist.strike(ARROWS[key])
        elif key in self._layout.pages:
            self._page = key
            self.keysChanged.emit()

    def _set_shift(self, shift: str) -> None:
        self._shift, self._page = shift, "shift" if shift else FIRST_PAGE
        self.keysChanged.emit()

    # -- Chinese ------------------------------------------------------------------------------------------------------------

    @Slot(int)
    def choose(self, index: int) -> None:
        """A candidate in view becomes text."""
        chosen = self._composition.choose(index)
        if chosen:
            typist.write(chosen)
            self.compositionChanged.emit()

    @Slot(int)
    def page(self, pages: int) -> None:
        """The next candidates (1), or those before (-1)."""
        self._composition.turn(pages)
        self.compositionChanged.emit()

    def _settle(self) -> None:
        """The best candidates for all letters that are left become text."""
        while self._composition.letters and self._composition.in_view:
            self.choose(0)

    def _want_engine(self) -> None:
        if self._composition.engine is None and self._loader is None:
            self._loader = Thread(target=self._load_engine, name="pinyin", daemon=True)
            self._loader.start()

    def _load_engine(self) -> None:
        engine = self._load()
        if shiboken6.isValid(self):  # else the window was closed meanwhile
            self._loaded.emit(engine)

    def _engine_came(self, engine: PinyinEngine) -> None:
        self._composition.engine = engine
        self.compositionChanged.emit()

    # -- what is shown ------------------------------------------------------------------------------------------------------

    @Property(bool, notify=shownChanged)
    def shown(self) -> bool:
        return self._shown

    @Property(str, notify=keysChanged)
    def layout(self) -> str:
        return self._layout.name

    @Property("QVariantList", notify=keysChanged)
    def layouts(self) -> list[dict[str, str]]:
        """Those that can be switched to, the present one too: name, label, title."""
        found = (layout(name) for name in self._layouts)
        return [{"name": each.name, "label": each.label, "title": each.title} for each in found]

    @Property(bool, notify=keysChanged)
    def pad(self) -> bool:
        """A pad of large keys, not as wide as the screen."""
        return self._layout.pad

    @Property(bool, notify=keysChanged)
    def composes(self) -> bool:
        """Whether there is a bar of candidates."""
        return self._layout.composes

    @Property(int, notify=keysChanged)
    def rowCount(self) -> int:
        return len(self._layout.pages[self._page])

    @Property(str, notify=keysChanged)
    def shift(self) -> str:
        """Empty, `once` or `held`."""
        return self._shift

    @Property("QVariantList", notify=keysChanged)
    def keys(self) -> list[dict[str, Any]]:
        """The keys of the page: `left` and `span` are parts of the width, `row` counts from the top."""
        others = tuple(name for name in self._layouts if name != self._layout.name)
        return [self._shown_key(placed) for placed in place(self._layout, self._page, others)]

    def _shown_key(self, placed: Placed) -> dict[str, Any]:
        key, target = placed.key, placed.layout
        label, name, script = key.char, key.char, self._layout.script
        if target:
            label, name, script = layout(target).label, layout(target).title, layout(target).script
        elif key.id == "space":
            label, name = self._layout.title, self._text("space")
        elif not key.char:
            label, name = self._face(key.id), self._text(key.id)
            script = self._layout.script if key.id == FIRST_PAGE else "own"
        return {
            "id": key.id,
            "layout": target,
            "name": f"layout_{target}" if target else f"key_{key.id}",
            "label": label,
            "spoken": name,
            "script": script,
            "icon": "shift_held" if key.id == "shift" and self._shift == SHIFT_HELD else ICONS.get(key.id, ""),
            "turned": key.id == "left",
            "left": placed.left,
            "span": placed.width,
            "row": placed.row,
            "function": not key.char and key.id != "space",
            "main": key.id == "done",
            "on": key.id == "shift" and bool(self._shift),
            "repeats": key.id == "backspace",
            "small": key.char in SMALL,
            "high": key.char == HIGH_HAMZA,  # alone, it would stick to the key's upper edge
        }

    def _face(self, function: str) -> str:
        """What stands on a function key without an icon."""
        if function == FIRST_PAGE:
            return self._layout.label
        if function == "symbols":
            return "123"
        return "" if function in ICONS else self._text(function)

    def _text(self, function: str) -> str:
        return text(self._language, f"keyboard_{function}")

    @Property("QVariantMap", notify=keysChanged)
    def barTexts(self) -> dict[str, str]:
        """The words of the bar of candidates: `hint` while it is empty, names of its arrows."""
        return {name: self._text(name) for name in ("hint", "previous", "next")}

    @Property(bool, notify=keysChanged)
    def hintRightToLeft(self) -> bool:
        return self._language.right_to_left

    @Property(str, notify=compositionChanged)
    def preedit(self) -> str:
        return self._composition.letters

    @Property("QStringList", notify=compositionChanged)
    def candidates(self) -> list[str]:
        """Those in view."""
        return self._composition.in_view

    @Property(bool, notify=compositionChanged)
    def hasPrevious(self) -> bool:
        return self._composition.has_previous

    @Property(bool, notify=compositionChanged)
    def hasNext(self) -> bool:
        return self._composition.has_next

    def _room(self) -> float:
        return self._composition.room

    def _set_room(self, room: float) -> None:
        if room != self._composition.room:
            self._composition.room = room
            self.compositionChanged.emit()

    room = Property(float, _room, _set_room, notify=compositionChanged)
    """How many characters fit side by side in the bar of candidates; set by the QML."""

    @Property(float, constant=True)
    def around(self) -> float:
        """The room a candidate takes beside its characters, in characters."""
        return AROUND
