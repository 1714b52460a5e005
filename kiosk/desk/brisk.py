"""Visitors for many visits: the same taps on the same controls, without pictures and with a wired keyboard."""

import threading

from PySide6.QtGui import QImage

from kiosk.desk.script import Script
from kiosk.desk.surroundings import Surroundings
from kiosk.desk.visitor import Visitor
from kiosk.desk.writing import Writer
from kiosk.languages.language import Language
from kiosk.screens.application import Screen
from kiosk.screens.keyboard.presenter import KeyboardPresenter


class Ears:
    """A record that only hears. `said` is called on the voice's thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: set[str] = set()

    def said(self, language: Language, text: str) -> None:
        with self._lock:
            self._texts.add(text)

    def heard(self, texts: set[str]) -> bool:
        with self._lock:
            return bool(self._texts & texts)

    def picture(self, name: str, image: QImage) -> None: ...


class BriskVisitor(Visitor):
    """Waits for what a person waits for: the platform's word, the voice, the paper."""

    def __init__(self, screen: Screen, house: Surroundings, script: Script, ears: Ears) -> None:
        super().__init__(screen, house, script, ears)

    def _writing(self, keyboard: KeyboardPresenter) -> Writer:
        return _WiredWriter(self.hands, keyboard)

    def _picture(self, name: str) -> None:
        self._album_switch(self.here)

    def _at_goodbye(self) -> None:
        self.take_cards()
        self.hands.wait(lambda: self.here != "goodbye" or self._ready("primary"), "it sees that the card is away")
        if self.here == "goodbye":
            self.hands.tap("primary")


class HastyVisitor(BriskVisitor):
    """Goes as soon as the number stands there, and lets the network be as it is: it may be down at any moment."""

    def _prepare_network(self) -> None: ...

    def _settle_network(self) -> None: ...

    def _at_receipt(self) -> None:
        self._read_receipt()
        self.hands.tap("primary")


class _WiredWriter(Writer):
    def _strike(self, text: str) -> None:
        """The whole text at once, as a scanner gives it."""
        self._hands.commit(text)
