"""The fields of a matter's form: their words come from the matter, their answers live in the visit."""

import re
from collections.abc import Callable

from PySide6.QtCore import Signal, Slot

from kiosk.matters.conditions import Answer
from kiosk.matters.model import FieldType, FormField
from kiosk.screens.fields import Field
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property

_CHOSEN = (FieldType.CHOICE, FieldType.CHOICES)
_PARTS = {
    FieldType.DATE: (("year", 4), ("month", 2), ("day", 2)),
    FieldType.DATETIME: (("year", 4), ("month", 2), ("day", 2), ("hour", 2), ("minute", 2)),
}
_BETWEEN = re.compile(r"[-T:]")


class AnswerField(Field):
    """A field of the form. `answered` is called after each change: other fields may come or go."""

    updated = Signal()
    partsChanged = Signal()

    def __init__(self, owner: Presenter, field: FormField, answered: Callable[[], None]) -> None:
        super().__init__(owner, field)
        self.changed.connect(self.updated)  # a property of this class cannot notify a signal of the base
        self.shownTextChanged.connect(self.partsChanged)
        self._answered = answered
        self._visible = True
        self._differs = False
        self._parts = self._kept_parts()

    # -- where the answer lives -------------------------------------------------------------------------------------------

    def _kept(self) -> Answer:
        return self._owner.stage.visit.answers.get(self.field.key, "")

    def _keep(self, value: Answer) -> None:
        self._owner.stage.visit.answer(self.field.key, value)
        self._answered()

    def _source(self) -> str:
        return self._owner.stage.visit.sources.get(self.field.key, "")

    def _vouched(self) -> bool:
        return self._source() == "card"

    def _label(self) -> str:
        return self._owner.matter_text(f"field.{self.field.key}.label")

    def _hint(self) -> str:
        return self._owner.matter_text(f"field.{self.field.key}.hint")

    # -- what is shown ----------------------------------------------------------------------------------------------------

    @Property(bool, notify=updated)
    def visible(self) -> bool:
        """Whether the answers so far call for this field."""
        return self._visible

    def show(self, visible: bool) -> None:
        if visible != self._visible:
            self._visible = visible
            self.changed.emit()

    def _tag(self) -> str:
        source = self._source()
        return self._owner.text(f"source_{source}") if source in ("card", "platform") else ""

    @Property(bool, notify=updated)
    def differs(self) -> bool:
        """Whether something else is typed than the card says, so that the person is asked which is right."""
        return self._differs

    def differ(self, differs: bool) -> None:
        if differs != self._differs:
            self._differs = differs
            self.changed.emit()

    def refresh(self) -> None:
        self._parts = self._kept_parts()
        super().refresh()

    # -- choices ----------------------------------------------------------------------------------------------------------

    @Property(list, constant=True)
    def options(self) -> list[str]:
        return list(self.field.options)

    @Property(dict, notify=updated)
    def labels(self) -> dict[str, str]:
        """By option."""
        return {option: self._option(option) for option in self.field.options}

    def _option(self, option: str) -> str:
        return self._owner.matter_text(f"field.{self.field.key}.{option}")

    def _chosen(self) -> list[str]:
        kept = self._kept()
        return [kept] if isinstance(kept, str) and kept else list(kept)

    @Property(list, notify=updated)
    def chosen(self) -> list[str]:
        return self._chosen()

    @Slot(str)
    def choose(self, option: str) -> None:
        """Of several, a tap adds one or takes it away again."""
        assert self.field.type in _CHOSEN
        chosen = self._chosen()
        if self.field.type is FieldType.CHOICES:
            kept = [one for one in self.field.options if (one in chosen) != (one == option)]
            self._keep(kept)
        else:
            self._keep(option)
        self.find_fault(None)
        if option in self._chosen():
            self._owner.stage.say([self._owner.text("spoken_chosen", choice=self._option(option))])

    # -- dates ------------------------------------------------------------------------------------------------------------

    @Property(list, constant=True)
    def parts(self) -> list[dict[str, object]]:
        """Of a date: name and most digits of each part, in the order in which they are written."""
        return [{"name": name, "digits": digits} for name, digits in _PARTS.get(self.field.type, ())]

    @Property(dict, notify=partsChanged)
    def partTexts(self) -> dict[str, str]:
        return dict(self._parts)

    @Slot(str, str)
    def editPart(self, name: str, text: str) -> None:
        if text == self._parts[name]:
            return
        self._parts[name] = text
        self._text = _joined(self._parts)
        self._keep(self._text)
        if all(len(self._parts[part]) == digits for part, digits in _PARTS[self.field.type]):
            self.settle()  # nothing more can be written: what is wrong with it can be said
        else:
            self.find_fault(None)

    def _kept_parts(self) -> dict[str, str]:
        names = [name for name, _ in _PARTS.get(self.field.type, ())]
        pieces = _BETWEEN.split(self._kept_text())
        return dict(zip(names, [*pieces, *[""] * len(names)], strict=False))

    def spoken_state(self) -> list[str]:
        """Label and hint, and the options with what is chosen. Nothing that was typed."""
        chosen = [self._option(option) for option in self._chosen() if self.field.type in _CHOSEN]
        said = [self._owner.text("spoken_chosen", choice=one) for one in chosen]
        return [self._label(), self._hint(), *(self._option(option) for option in self.field.options), *said]


def _joined(parts: dict[str, str]) -> str:
    """YYYY-MM-DD or YYYY-MM-DDTHH:MM, with gaps where nothing is written yet; empty while nothing is."""
    if not any(parts.values()):
        return ""
    if all(parts.values()):
        parts = {name: digits.rjust(2, "0") for name, digits in parts.items()}
    day = "-".join(parts[name] for name in ("year", "month", "day"))
    return f"{day}T{parts['hour']}:{parts['minute']}" if "hour" in parts else day
