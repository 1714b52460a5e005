"""The screen nobody has touched yet: a picture, what this machine is, and one thing to do, in all three languages."""

from PySide6.QtCore import Slot

from kiosk.languages.direction import directed
from kiosk.languages.language import ORDER
from kiosk.languages.messages import text
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property


class AttractPresenter(Presenter):
    @Property("QVariantList", constant=True)
    def lines(self) -> list[dict[str, str]]:
        """In the fixed order of the languages."""
        return [
            {
                "code": language.value,
                "tagline": directed(text(language, "attract_tagline"), language),
                "touch": directed(text(language, "attract_touch"), language),
            }
            for language in ORDER
        ]

    def spoken(self) -> list[str]:
        return [self.text("attract_touch")]

    @Slot()
    def begin(self) -> None:
        self.stage.begin()
