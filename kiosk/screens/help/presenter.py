"""What this machine does, what people often ask, how to reach a person, and how the machine can be made easier to use."""

from PySide6.QtCore import Signal, Slot

from kiosk.languages.isolates import ltr
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property

_MODES = (("large", "big"), ("contrast", "contrast"), ("voice", "voice"), ("reach", "reach"))
_QUESTIONS = ("card", "lost", "after")


class HelpPresenter(Presenter):
    updated = Signal()

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("help_title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.text("help_lead")

    def _people(self) -> list[dict[str, str]]:
        phone = self.stage.services.helper_phone
        people = [{"icon": "phone", "label": self.text("help_hotline"), "text": ltr("12345")}]
        if phone:
            people.insert(0, {"icon": "help", "label": self.text("help_helper"), "text": ltr(phone)})
        return people

    @Property(list, notify=updated)
    def people(self) -> list[dict[str, str]]:
        """How to reach a person; each with icon, label and text."""
        return self._people()

    def _questions(self) -> list[dict[str, str]]:
        return [{"label": self.text(f"help_{key}"), "text": self.text(f"help_{key}_answer")} for key in _QUESTIONS]

    @Property(list, notify=updated)
    def questions(self) -> list[dict[str, str]]:
        """Each with label (the question) and text (the answer)."""
        return self._questions()

    @Property(list, notify=updated)
    def modes(self) -> list[dict[str, object]]:
        return [
            {"name": name, "icon": icon, "label": self.text(f"mode_{name}"), "on": getattr(self.stage.modes, name)}
            for name, icon in _MODES
        ]

    def spoken(self) -> list[str]:
        said = [f"{one['label']}: {one['text']}" for one in self._people()]
        said += [f"{one['label']} {one['text']}" for one in self._questions()]
        return [self.text("help_title"), self.text("help_lead"), *said]

    @Slot(str)
    def toggle(self, mode: str) -> None:
        self.stage.toggle(mode)
        self.changed.emit()

    @Slot()
    def proceed(self) -> None:
        self.stage.go_back()
