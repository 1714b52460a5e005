"""Writes into the fields of the real form: by the keyboard on the screen where it can, and chooses what can be chosen."""

from functools import cached_property

from kiosk.desk.hands import Hands, HandsError
from kiosk.languages.keyboards import Layout, layout
from kiosk.languages.pinyin import PinyinEngine
from kiosk.matters.model import FieldType, FormField, PublishedMatter
from kiosk.screens.keyboard.presenter import KeyboardPresenter
from kiosk.screens.keyboard.strokes import Choose, Switch, Tap, typing_plan

Said = str | int | float | bool | list[str]

_CHOSEN = (FieldType.CHOICE, FieldType.CHOICES)
_DATES = {FieldType.DATE: ("year", "month", "day"), FieldType.DATETIME: ("year", "month", "day", "hour", "minute")}


class AnswerError(ValueError):
    """A script's answer that no control can take."""


def option_of(published: PublishedMatter, base: str, options: list[str], said: Said) -> str:
    """The option meant: by its key, or by its words in any language. Raises AnswerError that lists what there is."""
    wanted = {True: "yes", False: "no"}.get(said, str(said)) if isinstance(said, bool) else str(said)
    for option in options:
        words = {texts.get(f"{base}.{option}", "") for texts in published.texts.values()}
        if wanted == option or wanted in words:
            return option
    raise AnswerError(f"{base}: {wanted!r} is none of {', '.join(options)}")


class Writer:
    """Needs the form, or another screen with fields, to be on the window."""

    def __init__(self, hands: Hands, keyboard: KeyboardPresenter) -> None:
        self._hands = hands
        self._keyboard = keyboard

    def answer(self, published: PublishedMatter, field: FormField, said: Said) -> None:
        """Raises AnswerError for what the field cannot take, HandsError when a control is not there."""
        if field.type in _CHOSEN:
            several = said if isinstance(said, list) else [said]
            for one in several:
                option = option_of(published, f"field.{field.key}", field.options, one)
                self._hands.tap(f"choice_{field.key}_{option}")
        elif field.type in _DATES:
            parts = str(said).replace("T", "-").replace(" ", "-").replace(":", "-").split("-")
            names = _DATES[field.type]
            if len(parts) < 3:
                raise AnswerError(f"{field.key}: {said!r} is not a date like 2026-11-24")
            for name, part in zip(names, [*parts, "0", "0"], strict=False):
                self.write(f"input_{field.key}_{name}", part)
        else:
            self.write(f"input_{field.key}", str(said))

    def write(self, name: str, text: str) -> None:
        """Replaces what stands in the field. What the keyboard on the screen cannot write comes as from a wired one."""
        self._hands.tap(name)
        self._hands.wait(lambda: self._focused(name), f"{name} can be written into")
        item = self._hands.find(name)
        assert item is not None
        for _ in range(len(str(item.property("text")))):
            self._hands.tap("key_backspace")
        self._strike(text)

    def _strike(self, text: str) -> None:
        """Into the field that has the focus."""
        plan = typing_plan(
            text, self._layouts(), self._pinyin if any("\u4e00" <= one <= "\u9fff" for one in text) else None
        )
        if plan is None:
            self._hands.commit(text)
            return
        for stroke in plan:
            match stroke:
                case Tap(key):
                    self._hands.tap(f"key_{key}")
                case Switch(layout):
                    self._hands.tap(f"layout_{layout}")
                case Choose(words):
                    self._choose(words)

    def _layouts(self) -> list[Layout]:
        """The one that is shown first, then those that can be switched to."""
        names = [str(one["name"]) for one in self._keyboard.layouts]
        return [layout(name) for name in sorted(names, key=lambda name: name != self._keyboard.layout)]

    @cached_property
    def _pinyin(self) -> PinyinEngine:
        return PinyinEngine()

    def _choose(self, words: str) -> None:
        self._hands.wait(lambda: self._hands.find("candidate_0") is not None, "the keyboard offers characters")
        for _ in range(40):
            for item in self._hands.items():
                if item.objectName().startswith("candidate_") and item.property("label") == words:
                    return self._hands.tap(item.objectName())
            self._hands.tap("key_candidates_next")
        raise HandsError(f"the keyboard does not offer {words}")

    def _focused(self, name: str) -> bool:
        item = self._hands.find(name)
        return item is not None and item.hasActiveFocus()
