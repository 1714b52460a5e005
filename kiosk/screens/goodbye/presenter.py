"""Thank you, take your card, everything is wiped. Then the machine waits for the next person."""

from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot

from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property

STAYS = 8_000  # milliseconds after the card was taken; a tap ends it sooner


class GoodbyePresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._card_there = False
        self.timer = QTimer(self, interval=STAYS, singleShot=True)
        self.timer.timeout.connect(self.proceed)

    def entered(self) -> None:
        # What was answered goes now, not when the screen goes: the person may have turned away already.
        self.stage.forget()
        for reader in (self.stage.services.cards, self.stage.services.social_cards):
            self.until_left(reader.watch_presence(self.stage.settled(self._presence)))
        self.timer.start()

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("goodbye_take_card" if self._card_there else "goodbye_title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.text("goodbye_take_card_lead" if self._card_there else "goodbye_lead")

    @Property(bool, notify=updated)
    def cardThere(self) -> bool:
        return self._card_there

    def spoken(self) -> list[str]:
        return [self.title, self.lead]

    @Slot()
    def proceed(self) -> None:
        if not self._card_there:
            self.stage.end()

    def _presence(self, _there: bool) -> None:
        services = self.stage.services
        there = services.cards.card_present or services.social_cards.card_present
        if there != self._card_there:
            self._card_there = there
            self.changed.emit()
            # Aloud whatever the voice setting: who forgets a card is looking elsewhere.
            services.voice.say(self.spoken(), self.stage.language)
        if there:
            self.timer.stop()
        elif not self.timer.isActive():
            self.timer.start()
