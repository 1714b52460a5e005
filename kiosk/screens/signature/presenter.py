"""Sign the application with a finger."""

from typing import Any

from PySide6.QtCore import Signal, Slot

from kiosk.screens.controls.pad import long_enough, too_short
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.visit.visit import Strokes


class SignaturePresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._short = False

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("signature_title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.text("signature_lead", matter=self.matter_text("name"))

    @Property(bool, notify=updated)
    def signed(self) -> bool:
        return long_enough(self.stage.visit.signature)

    @Property(bool, notify=updated)
    def tooShort(self) -> bool:
        return self._short

    def strokes(self) -> Strokes:
        return self.stage.visit.signature

    def drawn(self, strokes: Strokes) -> None:
        self.stage.visit.sign(strokes if long_enough(strokes) else [])
        self._short = too_short(strokes)
        self.changed.emit()
        if self._short:
            self.stage.say([self.text("signature_too_short")])

    @Slot()
    def proceed(self) -> None:
        if self.signed:
            self.stage.go_on()
