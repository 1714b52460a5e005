"""The screen nobody has touched yet: a picture, what this machine is, and one thing to do, in all three languages."""

from datetime import timedelta

from PySide6.QtCore import QTimer, Signal, Slot

from kiosk.languages.direction import directed
from kiosk.languages.language import ORDER
from kiosk.languages.messages import text
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property

_RECENT = timedelta(minutes=30)


class AttractPresenter(Presenter):
    updated = Signal()

    def entered(self) -> None:
        if self._owed_for() > timedelta():
            fading = QTimer(self, singleShot=True, interval=int(self._owed_for().total_seconds() * 1000) + 1)
            fading.timeout.connect(self.changed)
            fading.start()

    def _owed_for(self) -> timedelta:
        """How much longer it is said that somebody's receipt waits for them."""
        since = self.stage.services.outbox.owed_since()
        return timedelta() if since is None else since + _RECENT - self.stage.services.clock.now()

    @Property(bool, notify=updated)
    def owed(self) -> bool:
        """The machine stopped just now under somebody who had handed in: they stand here, and shall not do it all again."""
        return self._owed_for() > timedelta()

    @Property("QVariantList", constant=True)
    def lines(self) -> list[dict[str, str]]:
        """In the fixed order of the languages."""
        return [
            {
                "code": language.value,
                "tagline": directed(text(language, "attract_tagline"), language),
                "owed": directed(text(language, "attract_owed"), language),
                "touch": directed(text(language, "attract_touch"), language),
            }
            for language in ORDER
        ]

    def spoken(self) -> list[str]:
        return [self.text("attract_touch"), *([self.text("attract_owed")] if self.owed else [])]

    @Slot()
    def begin(self) -> None:
        self.stage.begin()
