"""The fixed words of the screens for QML: `words.home_title` is a property that changes with the language."""

from PySide6.QtCore import QObject
from PySide6.QtQml import QQmlPropertyMap

from kiosk.languages.direction import directed
from kiosk.languages.language import Language
from kiosk.languages.messages import messages


class Words:
    """`properties` has every message id, those with placeholders as templates: QML shows only the others."""

    def __init__(self, language: Language, parent: QObject) -> None:
        self.properties = QQmlPropertyMap.create(parent)
        self.choose(language)

    def choose(self, language: Language) -> None:
        """All bindings on words are evaluated anew: a few milliseconds for a screen."""
        self.properties.insert({key: directed(text, language) for key, text in messages(language).items()})
