"""好差评 (GB/T 39734, 39735): five grades that look alike, none chosen beforehand, and a way to say nothing."""

from typing import Any

from PySide6.QtCore import Signal, Slot

from kiosk.contract.application import Rating
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property

_REASONS = ("unclear", "slow", "language", "device", "other")
_POOR = 2  # up to this grade a reason is asked for, and may be left out


class RatingPresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._grade = 0
        self._reasons: list[str] = []

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("rating_title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.text("rating_lead")

    @Property("QVariantList", notify=updated)
    def grades(self) -> list[dict[str, Any]]:
        """From very satisfied to very dissatisfied."""
        return [
            {"grade": grade, "label": self.text(f"rating_{grade}"), "chosen": grade == self._grade}
            for grade in (5, 4, 3, 2, 1)
        ]

    @Property("QVariantList", notify=updated)
    def reasons(self) -> list[dict[str, Any]]:
        if not 0 < self._grade <= _POOR:
            return []
        return [
            {"key": key, "label": self.text(f"rating_reason_{key}"), "chosen": key in self._reasons} for key in _REASONS
        ]

    @Property(bool, notify=updated)
    def rated(self) -> bool:
        return self._grade > 0

    def spoken(self) -> list[str]:
        grades = [self.text(f"rating_{grade}") for grade in (5, 4, 3, 2, 1)]
        return [self.title, self.lead, *grades, self.text("rating_skip")]

    @Slot(int)
    def choose(self, grade: int) -> None:
        self._grade = grade
        self.changed.emit()
        self.stage.say([self.text(f"rating_{grade}")])

    @Slot(str)
    def reason(self, key: str) -> None:
        if key in self._reasons:
            self._reasons.remove(key)
        else:
            self._reasons.append(key)
        self.changed.emit()

    @Slot()
    def proceed(self) -> None:
        handed_in = self.stage.handed_in
        if not self._grade or handed_in is None:
            return
        self.stage.visit.rate(self._grade)
        reasons = sorted(self._reasons) if self._grade <= _POOR else []
        # Whether the grade is kept or the disk refuses it, the person is done: a rating is never a reason to wait.
        self.stage.services.outbox.rate(Rating(number=handed_in.number, grade=self._grade, reasons=reasons))
        self.stage.services.platform.notice()
        self.stage.go_on()

    @Slot()
    def skip(self) -> None:
        self.stage.go_on()
