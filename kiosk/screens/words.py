"""The fixed words of the screens for QML: `words.home_title` is a property that changes with the language."""

from PySide6.QtCore import QObject
from PySide6.QtQml import QQmlPropertyMap

from kiosk.languages.direction import directed
from kiosk.languages.language import Language
from kiosk.languages.messages import messages


class Words(QQmlPropertyMap):
    """Every message id without placeholders and with them (as templates): QML shows only the former."""

    def __init__(self, language: Language, parent: QObject) -> None:
        super().__init__(parent)
        self.choose(language)

    def choose(self, language: Language) -> None:
        """All bindings on words are evaluated anew: a few milliseconds for a screen."""
        self.insert({key: directed(text, language) for key, text in messages(language).items()})
