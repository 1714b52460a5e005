"""The privacy notice (PIPL 17): what is read, what is sent to whom, what stays here, for how long, and how to take it back.

Asking the platform which papers it already holds is a use of its own and has its own consent, never ticked beforehand (PIPL 14).
"""

from typing import Any

from PySide6.QtCore import Signal, Slot

from kiosk.languages.isolates import ltr
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.visit.visit import Consent

# Goes with every application. A change of the notice's meaning in any language is a new version.
NOTICE_VERSION = "2026-11"
_POINTS = (
    ("card", "read"),
    ("people", "sent"),
    ("held", "kept"),
    ("time", "long"),
    ("edit", "withdraw"),
    ("check", "never"),
)


class ConsentPresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        consent = self.stage.visit.consent
        self._look_up = consent is not None and consent.look_up

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("consent_title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.text("consent_lead")

    def _points(self) -> list[dict[str, str]]:
        address = self.stage.visit.matter.asks_address
        said = {"read": "consent_read_address" if address else "consent_read"}
        return [
            {
                "icon": icon,
                "label": self.text(f"consent_{key}_label"),
                "text": self.text(said.get(key, f"consent_{key}")),
            }
            for icon, key in _POINTS
        ]

    @Property(list, notify=updated)
    def points(self) -> list[dict[str, str]]:
        """Each with icon, label and text."""
        return self._points()

    def _asks_look_up(self) -> bool:
        return any(material.held_kind for material in self.stage.visit.matter.materials)

    @Property(bool, constant=True)
    def asksLookUp(self) -> bool:
        """Whether this matter has papers that the platform may hold."""
        return self._asks_look_up()

    @Property(bool, notify=updated)
    def lookUp(self) -> bool:
        return self._look_up

    @Property(str, constant=True)
    def version(self) -> str:
        return ltr(NOTICE_VERSION)

    def spoken(self) -> list[str]:
        return [
            self.text("consent_title"),
            self.text("consent_lead"),
            *(f"{point['label']}: {point['text']}" for point in self._points()),
            self.text("consent_look_up") if self._asks_look_up() else "",
            self.text("consent_agree"),
            self.text("consent_decline"),
        ]

    @Slot()
    def toggleLookUp(self) -> None:
        self._look_up = not self._look_up
        if self.stage.visit.consent is not None:
            self._agree()  # the person had agreed before and now changes this part of it
        self.changed.emit()

    @Slot()
    def proceed(self) -> None:
        self._agree()
        self.stage.go_on()

    @Slot()
    def decline(self) -> None:
        """Takes back an agreement given before; the same matter is done at a window."""
        self.stage.visit.disagree()
        self.stage.show_beside("elsewhere")

    def _agree(self) -> None:
        now = self.stage.services.clock.now()
        self.stage.visit.agree(Consent(now, NOTICE_VERSION, self._look_up and self._asks_look_up()))
