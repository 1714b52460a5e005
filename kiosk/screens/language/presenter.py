"""Which language? And how the person wants the machine to be, before anything is asked."""

from PySide6.QtCore import Signal, Slot

from kiosk.languages.direction import directed
from kiosk.languages.language import ORDER, Language
from kiosk.languages.messages import text
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property

_MODES = (("large", "big"), ("contrast", "contrast"), ("voice", "voice"), ("reach", "reach"))


class LanguagePresenter(Presenter):
    updated = Signal()

    @Property("QVariantList", constant=True)
    def languages(self) -> list[dict[str, str]]:
        return [
            {
                "code": language.value,
                "name": language.own_name,
                "choose": directed(text(language, "language_choose"), language),
                "ask": directed(text(language, "language_title"), language),
            }
            for language in ORDER
        ]

    @Property("QVariantList", notify=updated)
    def modes(self) -> list[dict[str, object]]:
        return [
            {"name": name, "icon": icon, "label": self.text(f"mode_{name}"), "on": getattr(self.stage.modes, name)}
            for name, icon in _MODES
        ]

    def spoken(self) -> list[str]:
        return [self.text("language_title")]

    @Slot(str)
    def choose(self, code: str) -> None:
        self.stage.choose_language(Language(code))
        self.stage.home()

    @Slot(str)
    def toggle(self, mode: str) -> None:
        self.stage.toggle(mode)
        self.changed.emit()
