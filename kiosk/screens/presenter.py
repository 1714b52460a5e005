"""What stands between a screen's QML and the house: one QObject a screen, with all its words and choices as properties."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from kiosk.languages.dates import date_words
from kiosk.languages.fault import Fault
from kiosk.languages.isolates import isolate
from kiosk.screens.properties import Property

if TYPE_CHECKING:
    from kiosk.screens.conductor import Conductor


class Presenter(QObject):
    """Base of all presenters. A subclass has properties for words and choices, and slots for what can be tapped.

    A subclass declares `updated = Signal()` and its properties notify that; it emits `changed`, which is passed on to `updated`:
    PySide does not let a property notify a signal of a base class, and drops a signal with the name of a base's.
    A presenter is made anew each time its screen is shown and dropped with it; subscriptions are given to `until_left`.
    """

    changed = Signal()

    def __init__(self, stage: "Conductor", parent: QObject) -> None:
        super().__init__(parent)
        self.stage = stage
        self._endings: list[Callable[[], None]] = []
        updated = getattr(self, "updated", None)
        if updated is not None:
            self.changed.connect(updated)

    # -- words ------------------------------------------------------------------------------------------------------------

    def text(self, message: str, **values: object) -> str:
        return self.stage.text(message, **values)

    def matter_text(self, key: str) -> str:
        return self.stage.matter_text(key)

    def day(self, day: date | None) -> str:
        """A date in words, on one line: a word joiner behind each hyphen keeps it together (UAX #14, WJ). Empty for None."""
        if day is None:
            return ""
        said = date_words(day, self.stage.language).replace("-", "-\u2060").replace(" ", "\u00a0")
        # Uyghur and Kazakh endings are written onto the last word: an isolate would cut the letters apart.
        return said if self.stage.language.right_to_left else isolate(said)

    def fault_text(self, fault: Fault | None) -> str:
        return self.stage.text(fault.message, **fault.values) if fault else ""

    # -- life -------------------------------------------------------------------------------------------------------------

    def until_left(self, stop: Callable[[], None]) -> None:
        """Calls `stop` when the screen is left."""
        self._endings.append(stop)

    def entered(self) -> None:
        """The screen stands: subscribe to devices here."""

    def left(self) -> None:
        """Ends all subscriptions. A subclass that holds personal data clears it here too."""
        for stop in self._endings:
            stop()
        self._endings.clear()

    @property
    def holding(self) -> bool:
        """Whether the person must wait here for a moment: the rail does not lead away meanwhile."""
        return False

    def language_changed(self) -> None:
        """All words are asked for again."""
        self.changed.emit()

    def catalogue_changed(self) -> None:
        """Matters came, went or changed. What the visit has begun stays as it began."""

    # -- what every screen says and does ----------------------------------------------------------------------------------

    def spoken(self) -> list[str]:
        """The spoken script in reading order: title, how many choices, each choice, what is chosen. No personal data."""
        return [part for part in (self.title, self.lead) if part]

    @Property(str, notify=changed)
    def title(self) -> str:
        return ""

    @Property(str, notify=changed)
    def lead(self) -> str:
        return ""

    @Property(int, notify=changed)
    def step(self) -> int:
        return self.stage.progress()[0]

    @Property(int, notify=changed)
    def steps(self) -> int:
        return self.stage.progress()[1]

    @Property(str, notify=changed)
    def stepLabel(self) -> str:
        step, steps = self.stage.progress()
        part, parts = self.stage.part()
        if parts > 1:
            return self.text("step_part", step=step, steps=steps, part=part, parts=parts)
        return self.text("step_of", step=step, steps=steps) if steps else ""

    @Slot()
    def back(self) -> None:
        """The rail's back: a screen with sub-steps of its own handles them first."""
        self.stage.go_back()
