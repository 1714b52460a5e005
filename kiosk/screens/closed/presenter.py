"""The face of a machine that takes no new application: said before anybody begins, in all three languages, with a way on."""

from PySide6.QtCore import Signal, Slot

from kiosk.languages.direction import directed
from kiosk.languages.isolates import ltr
from kiosk.languages.language import ORDER
from kiosk.languages.messages import text
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property

_CUT_OFF = ("machine_revoked", "not_enrolled", "credentials_damaged")
"""Reasons for which the platform answers this machine nothing either."""


class ClosedPresenter(Presenter):
    updated = Signal()

    def entered(self) -> None:
        self.until_left(self.stage.services.platform.watch(self.stage.settled(lambda _online: self.changed.emit())))

    @Property("QVariantList", constant=True)
    def lines(self) -> list[dict[str, object]]:
        """In the fixed order of the languages: that nothing new is taken in, why and what to do, and what still works."""
        fault = self.stage.closed
        assert fault is not None
        return [
            {
                "code": language.value,
                "rightToLeft": language.right_to_left,
                "title": directed(text(language, "closed_title"), language),
                "text": directed(text(language, fault.message, **fault.values), language),
                "progress": directed(text(language, "progress_title"), language),
                "hotline": directed(text(language, "elsewhere_hotline"), language),
                "helper": directed(text(language, "elsewhere_helper"), language),
            }
            for language in ORDER
        ]

    @Property(str, constant=True)
    def site(self) -> str:
        return self.stage.services.site

    @Property(str, constant=True)
    def helper(self) -> str:
        """Its telephone number; empty where a site has none."""
        phone = self.stage.services.helper_phone
        return ltr(phone) if phone else ""

    @Property(bool, notify=updated)
    def looks(self) -> bool:
        """Whether progress can still be asked for here, or somebody's receipt waits for them."""
        fault, services = self.stage.closed, self.stage.services
        answered = services.platform.online() and fault is not None and fault.code not in _CUT_OFF
        return answered or services.outbox.owed_since() is not None

    def spoken(self) -> list[str]:
        return [self.text("closed_title"), self.fault_text(self.stage.closed)]

    @Slot()
    def look(self) -> None:
        self.stage.look_only()
