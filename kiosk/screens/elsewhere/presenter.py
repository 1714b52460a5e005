"""Why it cannot be done here, that nothing was sent, and where it can be done: never a dead end."""

from PySide6.QtCore import Signal, Slot

from kiosk.languages.isolates import ltr
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.visit.journey import Stop


class ElsewherePresenter(Presenter):
    """Beside a guide question whose answer ends it here, the privacy notice that was declined, or the card that cannot be read."""

    updated = Signal()

    @property
    def _from(self) -> str:
        return self.stage.place.stop.value if self.stage.place else ""

    def _reason(self) -> str:
        stopped = self.stage.visit.stopped_by() if self._from == Stop.GUIDE else None
        if stopped is not None:
            question, option = stopped
            return self.matter_text(f"question.{question.key}.stop.{option}")
        leads = {Stop.CONSENT: "elsewhere_declined_lead", Stop.MATERIALS: "elsewhere_material_lead"}
        return self.text(leads.get(self._from, "elsewhere_card_lead"))  # type: ignore[call-overload]

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("elsewhere_declined_title" if self._from == Stop.CONSENT else "elsewhere_title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self._reason()

    def _ways(self) -> list[dict[str, str]]:
        phone = self.stage.services.helper_phone
        ways = [
            {"icon": "home", "label": self.text("elsewhere_window"), "text": self.text("elsewhere_window_text")},
            {"icon": "phone", "label": self.text("elsewhere_hotline"), "text": ltr("12345")},
        ]
        if phone:
            ways.append({"icon": "help", "label": self.text("elsewhere_helper"), "text": ltr(phone)})
        return ways

    @Property(list, notify=updated)
    def ways(self) -> list[dict[str, str]]:
        """Where to go instead; each with icon, label and text."""
        return self._ways()

    @Property(str, notify=updated)
    def again(self) -> str:
        """What the main button does: back to what can still be decided differently."""
        key = {Stop.GUIDE: "elsewhere_again", Stop.CONSENT: "elsewhere_read_again"}.get(self._from, "elsewhere_back")  # type: ignore[call-overload]
        return self.text(key)

    def spoken(self) -> list[str]:
        return [
            self.text("elsewhere_declined_title" if self._from == Stop.CONSENT else "elsewhere_title"),
            self._reason(),
            self.text("elsewhere_nothing_sent"),
            *(f"{way['label']}: {way['text']}" for way in self._ways()),
        ]

    @Slot()
    def proceed(self) -> None:
        self.stage.go_back()

    @Slot()
    def home(self) -> None:
        self.stage.home()
