"""The commitment letter (告知承诺书): read it or have it read, sign it, and know until when."""

from typing import Any

from PySide6.QtCore import Signal, Slot

from kiosk.languages.direction import directed
from kiosk.languages.isolates import isolate
from kiosk.screens.controls.pad import long_enough, too_short
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.visit.visit import Strokes


class CommitmentPresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._short = False

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.matter_text("letter.title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.text("commitment_lead", due=self._due())

    @Property(str, notify=updated)
    def letter(self) -> str:
        name = self.stage.visit.identity.name if self.stage.visit.identity else ""
        return self._letter(isolate(name))

    @Property(str, notify=updated)
    def consequence(self) -> str:
        return self.matter_text("letter.consequence")

    @Property(str, notify=updated)
    def confirmation(self) -> str:
        """Offline nobody can look whether this person may promise: the platform will (plan, task 5)."""
        return "" if self.stage.services.platform.online() else self.text("commitment_offline")

    @Property(bool, notify=updated)
    def signed(self) -> bool:
        return self.stage.visit.letter_signed and long_enough(self.stage.visit.letter_signature)

    @Property(bool, notify=updated)
    def tooShort(self) -> bool:
        return self._short

    def spoken(self) -> list[str]:
        return [self.title, self.lead, self.consequence, self.text("signature_here")]

    def strokes(self) -> Strokes:
        return self.stage.visit.letter_signature if self.stage.visit.letter_signed else []

    def drawn(self, strokes: Strokes) -> None:
        self.stage.visit.sign_letter(strokes if long_enough(strokes) else [])
        self._short = too_short(strokes)
        self.changed.emit()
        if self._short:
            self.stage.say([self.text("signature_too_short")])

    @Slot()
    def readAloud(self) -> None:
        """The whole letter, whatever the voice setting, for the person asked; without the name, which others would hear."""
        said = [self.title, *self._letter(self.text("commitment_unnamed")).split("\n"), self.consequence]
        self.stage.services.voice.say([line for line in said if line.strip()], self.stage.language)

    @Slot()
    def proceed(self) -> None:
        if self.signed:
            self.stage.go_on()

    def _due(self) -> str:
        return self.day(self.stage.visit.letter_due())

    def _letter(self, name: str) -> str:
        visit = self.stage.visit
        names = [self.matter_text(f"material.{material.key}.name") for material in visit.promised()]
        body = self.matter_text("letter.body").format(
            name=name,
            number=self.text("commitment_number_later"),
            matter=self.matter_text("name"),
            materials="\n".join(names),
            due=self._due(),
        )
        return directed(body, self.stage.language)
