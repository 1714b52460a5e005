"""Who are you? The ID card on the reader; without one the social security card, name and number by hand, or a window.

What is shown of a card is never more than the masked name.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from kiosk.devices.card_readers.events import CardEvent, CardFailed, CardPlaced, CardRead, CardRemoved
from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import Fault
from kiosk.languages.isolates import isolate, ltr
from kiosk.screens.identify.by_hand import NAME, NUMBER, HandField, typed_identity
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.screens.services import CardReader, Stop
from kiosk.visit.identity import Identity
from kiosk.visit.masks import masked_name


class Way(StrEnum):
    """How the person shows who they are; CHOOSE is the list of ways without an ID card."""

    CARD = "card"
    CHOOSE = "choose"
    SOCIAL = "social"
    BY_HAND = "by_hand"


class State(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    FAILED = "failed"
    EXPIRED = "expired"
    OTHER = "other"  # the card of another person than the one who is identified
    ABSENT = "absent"  # the reader itself is not there


_TONES = {
    State.WAITING: "plain",
    State.READING: "plain",
    State.READ: "ok",
    State.FAILED: "warning",
    State.EXPIRED: "warning",
    State.OTHER: "warning",
    State.ABSENT: "danger",
}


class IdentifyPresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._way = Way.CARD
        self._state = self._resting()
        self._fault: Fault | None = None
        self._other: Identity | None = None  # a card that waits for the person's word
        self._expired: Identity | None = None
        self._stops: list[Stop] = []
        self._attendance = 0
        self._fields = {key: HandField(self, key) for key in (NAME, NUMBER)}

    # -- life -------------------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        self.until_left(self._stop)
        if self.stage.visit.identity is not None and self.stage.visit.identity.kind == "typed":
            self._go(Way.BY_HAND)
        else:
            self._attend(self.stage.services.cards)

    def left(self) -> None:
        super().left()
        self._other = self._expired = None

    def language_changed(self) -> None:
        super().language_changed()
        for field in self._fields.values():
            field.changed.emit()

    # -- what is shown ----------------------------------------------------------------------------------------------------

    def _title(self) -> str:
        return self.text("identify_read_title" if self._done() else f"identify_{self._way}_title")

    def _done(self) -> bool:
        """A card was read, and nothing more is asked here."""
        return self._state is State.READ and self._way in (Way.CARD, Way.SOCIAL)

    @Property(str, notify=updated)
    def title(self) -> str:
        return self._title()

    def _lead(self) -> str:
        return self.text("identify_take_card" if self._done() else f"identify_{self._way}_lead")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self._lead()

    @Property(str, notify=updated)
    def way(self) -> str:
        return self._way.value

    @Property(str, notify=updated)
    def state(self) -> str:
        return self._state.value

    @Property(str, notify=updated)
    def tone(self) -> str:
        return _TONES[self._state]

    @Property(str, notify=updated)
    def message(self) -> str:
        """What happens now, in words; with the masked name once a card was read."""
        return self._message(shown=True)

    def _message(self, *, shown: bool) -> str:
        """`shown`: on the screen, where a masked name may stand; spoken aloud it may not."""
        if self._way not in (Way.CARD, Way.SOCIAL):
            return ""
        match self._state:
            case State.READ:
                identity = self.stage.visit.identity
                if identity is None or not shown:
                    return self.text("identify_read_spoken")
                return self.text("identify_read", name=isolate(masked_name(identity.name)))
            case State.OTHER if self._other is not None and shown:
                return self.text("identify_other", name=isolate(masked_name(self._other.name)))
            case State.OTHER:
                return self.text("identify_other_spoken")
            case State.EXPIRED if self._expired is not None and self._expired.valid_to is not None:
                return self.text("identify_expired", date=ltr(self._expired.valid_to.isoformat()))
            case State.FAILED | State.ABSENT if self._fault is not None:
                return self.fault_text(self._fault)
            case State.READING:
                return self.text("identify_reading")
        return self.text(f"identify_waiting_{self._way}")

    @Property(str, notify=updated)
    def smallPrint(self) -> str:
        """The fault's code, for whoever is asked about it."""
        return self._fault.code if self._fault is not None else ""

    @Property(bool, notify=updated)
    def canGoOn(self) -> bool:
        return self._way is Way.BY_HAND or self._settled()

    def _settled(self) -> bool:
        """Whether it is clear who stands here; a card that failed after that changes nothing."""
        return self._way is not Way.CHOOSE and self._knows() and self._state not in (State.READING, State.OTHER)

    @Property(str, notify=updated)
    def secondary(self) -> str:
        """The way for somebody without an ID card, or back to the card."""
        if self._done():
            return ""
        if self._way is not Way.CARD:
            return self.text("identify_use_card")
        return "" if self._choices() else self.text("identify_no_card")

    @Property(list, notify=updated)
    def choices(self) -> list[dict[str, str]]:
        return self._choices()

    def _choices(self) -> list[dict[str, str]]:
        """What can be decided here: the ways without a card, or which of two cards counts. Each with key, label, hint."""
        if self._state is State.OTHER:
            keys = ["use_other", "keep_first"]
        elif self._way is Way.CHOOSE or (self._way is Way.CARD and self._state in (State.ABSENT, State.EXPIRED)):
            keys = ["social", "by_hand", "window"]
        else:
            keys = []
        return [
            {"key": key, "label": self.text(f"identify_{key}"), "hint": self.text(f"identify_{key}_hint")}
            for key in keys
        ]

    @Property(QObject, constant=True)
    def name(self) -> HandField:
        return self._fields[NAME]

    @Property(QObject, constant=True)
    def number(self) -> HandField:
        return self._fields[NUMBER]

    def spoken(self) -> list[str]:
        choices = [f"{one['label']}: {one['hint']}" for one in self._choices()]
        return [self._title(), self._lead(), self._message(shown=False), *choices]

    # -- what can be tapped -----------------------------------------------------------------------------------------------

    @Slot()
    def proceed(self) -> None:
        if self._way is Way.BY_HAND:
            self._identify_by_hand()
        elif self._settled():
            self.stage.go_on()

    @Slot()
    def useOtherWay(self) -> None:
        self._go(Way.CHOOSE if self._way is Way.CARD else Way.CARD)

    @Slot(str)
    def choose(self, key: str) -> None:
        match key:
            case "social":
                self._go(Way.SOCIAL)
            case "by_hand":
                self._go(Way.BY_HAND)
            case "window":
                self.stage.show_beside("elsewhere")
            case "use_other" if self._other is not None:
                self._identified(self._other)
            case "keep_first":
                self._other = None
                self._become(self._resting())

    @Slot()
    def back(self) -> None:
        if self._way is Way.CARD:
            super().back()
        else:
            self._go(Way.CHOOSE if self._way in (Way.SOCIAL, Way.BY_HAND) else Way.CARD)

    # -- the card ---------------------------------------------------------------------------------------------------------

    def _go(self, way: Way) -> None:
        self._stop()
        self._way = way
        self._fault = self._other = self._expired = None
        self._state = self._resting()
        if way is Way.CARD:
            self._attend(self.stage.services.cards)
        elif way is Way.SOCIAL:
            self._attend(self.stage.services.social_cards)
        self.changed.emit()
        self.stage.speak()

    def _attend(self, reader: CardReader) -> None:
        address = self.stage.visit.matter.asks_address
        attendance = self._attendance

        def while_attended(call: Callable[..., None]) -> Callable[..., None]:
            # What a reader said just before the person chose another way may still be on its way here.
            return self.stage.settled(lambda event: call(event) if attendance == self._attendance else None)

        self._stops.append(reader.watch(while_attended(self._reader)))
        self._stops.append(reader.attend(while_attended(self._card), address=address))

    def _stop(self) -> None:
        self._attendance += 1
        for stop in self._stops:
            stop()
        self._stops.clear()

    def _reader(self, state: DeviceState) -> None:
        gone = state.phase in (Phase.ABSENT, Phase.FAILED)
        if gone and self._state is not State.READ:
            self._become(State.ABSENT, state.fault or Fault("reader_unplugged"))
        elif state.usable and self._state is State.ABSENT:
            self._become(State.WAITING)

    def _card(self, event: CardEvent) -> None:
        match event:
            case CardPlaced() if self._state is not State.READ:
                self._become(State.READING)
            case CardRead(identity):
                self._read(identity)
            case CardFailed(fault):
                self._become(State.FAILED, fault)
            case CardRemoved() if self._state is State.READING:
                self._become(self._resting())
            case _:
                pass  # a card taken away: what was said of it stays to be read until the next one

    def _knows(self) -> bool:
        return self.stage.visit.identity is not None

    def _resting(self) -> State:
        """Where this stands when nothing happens on the reader."""
        return State.READ if self._knows() else State.WAITING

    def _read(self, identity: Identity) -> None:
        known = self.stage.visit.identity
        if identity.expired(self.stage.services.clock.now().date()):
            self._expired = identity
            self._become(State.EXPIRED)
        elif known is not None and known.number != identity.number:
            self._other = identity
            self._become(State.OTHER)
        else:
            self._identified(identity)

    def _identified(self, identity: Identity) -> None:
        self._other = self._expired = None
        self.stage.visit.identify(identity)
        self._become(State.READ)

    def _become(self, state: State, fault: Fault | None = None) -> None:
        self._state = state
        self._fault = fault
        self.changed.emit()
        self.stage.say([self._message(shown=False)])

    # -- by hand ----------------------------------------------------------------------------------------------------------

    def _identify_by_hand(self) -> None:
        wrong = [field for field in self._fields.values() if not field.settle()]
        if wrong:
            self.stage.say([wrong[0].spoken_error()])
            return
        self.stage.visit.identify(typed_identity(self.stage.visit.by_hand))
        self.stage.go_on()
