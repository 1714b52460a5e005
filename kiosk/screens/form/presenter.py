"""One page of the form: filled from the card where it can be, checked while it is written, and never lost."""

from typing import Any

from PySide6.QtCore import Signal, Slot

from kiosk.devices.card_readers.events import CardEvent, CardFailed, CardPlaced, CardRead, CardRemoved
from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import Fault
from kiosk.matters.conditions import holds
from kiosk.matters.model import Page
from kiosk.screens.form.fields import AnswerField
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.screens.services import Stop
from kiosk.visit.identity import Identity


class FormPresenter(Presenter):
    """The place's key is the page's."""

    updated = Signal()
    wrong = Signal(str)
    """The first field that is to be put right, to be scrolled into sight."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        assert self.stage.place is not None
        key = self.stage.place.key
        self._page: Page = {one.key: one for one in self.stage.visit.matter.pages}[key]
        if self._is_own():
            self.stage.visit.fill_from_card(self._page)
        self._other: Identity | None = None  # whose card was read on this page
        self._card_said: str | Fault = ""  # a message's id or a fault
        self._card_tone = "plain"
        self._reading: list[Stop] = []
        self._fields = [AnswerField(self, field, self._answered) for field in self._page.fields]
        self._answered()

    # -- life -------------------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        self.until_left(self._stop_reading)

    def left(self) -> None:
        super().left()
        self._other = None

    def language_changed(self) -> None:
        super().language_changed()
        for field in self._fields:
            field.changed.emit()

    # -- what is shown ----------------------------------------------------------------------------------------------------

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.matter_text(f"page.{self._page.key}.title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.matter_text(f"page.{self._page.key}.lead")

    @Property("QVariantList", constant=True)
    def fields(self) -> list[AnswerField]:
        """All of the page, each with `visible`: a control that stands stays the same while others come and go."""
        return self._fields

    @Property(bool, constant=True)
    def asksCard(self) -> bool:
        """Whether another person's card can fill this page."""
        return bool(self._page.card_fill) and not self._is_own()

    @Property(bool, notify=updated)
    def reading(self) -> bool:
        return bool(self._reading)

    @Property(str, notify=updated)
    def cardMessage(self) -> str:
        return self._card_text()

    def _card_text(self) -> str:
        said = self._card_said
        return self.fault_text(said) if isinstance(said, Fault) else self.text(said) if said else ""

    @Property(str, notify=updated)
    def cardTone(self) -> str:
        return self._card_tone

    def spoken(self) -> list[str]:
        page = f"page.{self._page.key}"
        said = [part for field in self._shown() for part in field.spoken_state()]
        return [self.matter_text(f"{page}.title"), self.matter_text(f"{page}.lead"), *said]

    # -- what can be tapped -----------------------------------------------------------------------------------------------

    @Slot()
    def proceed(self) -> None:
        """On, when the whole page is right; otherwise to the first field that is not."""
        findings = self.stage.visit.page_findings(self._page, self.stage.services.clock.now())
        for field in self._shown():
            field.find_fault(findings.get(field.field.key))
        wrong = next((field for field in self._shown() if field.field.key in findings), None)
        if wrong is None:
            self.stage.go_on()
            return
        self.wrong.emit(wrong.field.key)
        self.stage.say([wrong.spoken_error()])

    @Slot()
    def readCard(self) -> None:
        """The card of whom this page is about, at the person's wish; a second tap ends it."""
        if self._reading:
            self._stop_reading()
            self._say_of_card("", "plain")
            return
        reader = self.stage.services.cards
        self._say_of_card("form_card_waiting", "plain")
        address = self.stage.visit.matter.asks_address
        self._reading.append(reader.watch(self.stage.settled(self._reader)))
        self._reading.append(reader.attend(self.stage.settled(self._card), address=address))
        self.changed.emit()

    @Slot(str)
    def useCard(self, key: str) -> None:
        """What the card says instead of what is typed."""
        identity = self._shown_identity()
        if identity is None:
            return
        self.stage.visit.answer(key, "")
        self._fill(identity)
        self._refresh()

    # -- the card ---------------------------------------------------------------------------------------------------------

    def _reader(self, state: DeviceState) -> None:
        if self._reading and state.phase in (Phase.ABSENT, Phase.FAILED):
            self._card_failed(state.fault or Fault("reader_unplugged"))

    def _card(self, event: CardEvent) -> None:
        if not self._reading:
            return
        match event:
            case CardPlaced():
                self._say_of_card("identify_reading", "plain")
            case CardFailed(fault):
                self._card_failed(fault)
            case CardRead(identity):
                self._read(identity)
            case CardRemoved():
                pass  # what was said of the card stays to be read

    def _card_failed(self, fault: Fault) -> None:
        self._say_of_card(fault, "warning")

    def _read(self, identity: Identity) -> None:
        applicant = self.stage.visit.identity
        if self._page.own_card_when is not None and applicant is not None and identity.number == applicant.number:
            self._say_of_card("form_card_own", "warning")  # the page is about somebody else
            return
        if identity.expired(self.stage.services.clock.now().date()):
            self._say_of_card("form_card_expired", "warning")
            return
        self._stop_reading()
        self._other = identity
        self._fill(identity)
        self._refresh()
        differs = self.stage.visit.differs_from_card(self._page, identity)
        self._say_of_card("form_card_differs" if differs else "form_card_filled", "warning" if differs else "ok")

    def _fill(self, identity: Identity) -> None:
        if self._is_own():
            self.stage.visit.fill_from_card(self._page)
        else:
            self.stage.visit.fill_from_other_card(self._page, identity)

    def _stop_reading(self) -> None:
        for stop in self._reading:
            stop()
        self._reading.clear()
        self.changed.emit()

    def _say_of_card(self, said: str | Fault, tone: str) -> None:
        self._card_said, self._card_tone = said, tone
        self.changed.emit()
        self.stage.say([self._card_text()])

    # -- inside -----------------------------------------------------------------------------------------------------------

    def _is_own(self) -> bool:
        own = self._page.own_card_when
        return own is not None and holds(own, self.stage.visit.standing())

    def _shown_identity(self) -> Identity | None:
        """The card that fills this page, if one was read."""
        if not self._is_own():
            return self._other
        identity = self.stage.visit.identity
        return None if identity is None or identity.kind == "typed" else identity

    def _shown(self) -> list[AnswerField]:
        visible = {field.key for field in self.stage.visit.visible_fields(self._page)}
        return [field for field in self._fields if field.field.key in visible]

    def _answered(self) -> None:
        """Which fields stand, and which of them say something else than the card."""
        shown = self._shown()
        identity = self._shown_identity()
        differs = self.stage.visit.differs_from_card(self._page, identity) if identity is not None else []
        for field in self._fields:
            field.show(field in shown)
            field.differ(field.field.key in differs)

    def _refresh(self) -> None:
        self._answered()
        for field in self._fields:
            field.settle() if field.field.key in self.stage.visit.answers else field.refresh()
