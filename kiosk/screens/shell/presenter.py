"""The frame around every screen: header, rail, overlays, idle time, the card left behind."""

from PySide6.QtCore import QEvent, QObject, QTimer, QUrl, Signal, Slot

from kiosk.languages.direction import directed
from kiosk.languages.fault import Fault
from kiosk.languages.language import ORDER, Language
from kiosk.languages.messages import text
from kiosk.screens import registry
from kiosk.screens.bridge import Bridge
from kiosk.screens.conductor import Conductor
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.screens.services import Services
from kiosk.screens.words import Words
from kiosk.visit.idle import IdleClock, Over, Warning

# EN 301 549 and 508 407.5 ask for a warning by sight and sound and for more time; TMO-1 for about ten times a usual answer.
WARN_AFTER = 90.0  # seconds without a touch
LEAVE_AFTER = 120.0
CARD_REMINDER = 6.0  # seconds between two spoken reminders

_TOUCHES = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress)

_RAIL = (
    # name, message, icon, points, once
    ("home", "rail_home", "home", False, True),
    ("back", "rail_back", "back", True, True),
    ("help", "rail_help", "help", False, True),
    ("voice", "rail_voice", "voice", False, False),
    ("large", "rail_large", "big", False, False),
    ("leave", "rail_leave", "leave", True, True),
)


class Shell(QObject):
    """Exposed to QML as `shell`."""

    screenChanged = Signal()
    languageChanged = Signal()
    modesChanged = Signal()
    clockChanged = Signal()
    onlineChanged = Signal()
    overlayChanged = Signal()
    secondsChanged = Signal()
    railChanged = Signal()
    keypadChanged = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self.bridge = Bridge(self)
        self.conductor = Conductor(services, self.bridge, self)
        self.words = Words(self.conductor.language, self)
        self.conductor.on_screen = self._screen_changed
        self.conductor.on_language = self._language_changed
        self.conductor.on_modes = self._modes_changed
        self._overlay = ""
        self._keypad = False
        self._seconds = 0
        self._online = False
        self._card_there = False
        self._next_reminder = 0.0
        self.idle = self._fresh_idle()
        self._tick = QTimer(self, interval=250)
        self._tick.timeout.connect(self.tick)
        self._stops = [
            services.platform.watch(self.bridge.listener(self._network)),
            services.readiness.watch(self.bridge.listener(self._readiness)),
            services.catalogue.watch(self.bridge.listener(self._catalogue_changed)),
            *(
                reader.watch_presence(self.bridge.listener(self._card_presence))
                for reader in (services.cards, services.social_cards)
            ),
        ]

    def start(self) -> None:
        self.conductor.attract()
        self._tick.start()

    def close(self) -> None:
        self._tick.stop()
        for stop in self._stops:
            stop()
        self.conductor.close()

    # -- properties -------------------------------------------------------------------------------------------------------

    @Property(QUrl, notify=screenChanged)
    def screenUrl(self) -> QUrl:
        return registry.url(self.conductor.screen)

    @Property(QObject, notify=screenChanged)
    def presenter(self) -> Presenter | None:
        return self.conductor.presenter

    @Property(str, notify=screenChanged)
    def screen(self) -> str:
        return self.conductor.screen

    @Property(bool, notify=screenChanged)
    def bare(self) -> bool:
        """No header: what stands there speaks in all languages, and nobody has begun."""
        return self.conductor.waiting

    @Property("QVariantList", notify=railChanged)
    def rail(self) -> list[dict[str, object]]:
        waiting = self.conductor.waiting
        on = {"voice": self.conductor.modes.voice, "large": self.conductor.modes.large}
        enabled = {"back": self.conductor.can_go_back(), "home": not waiting, "leave": not waiting}
        return [
            {
                "name": name,
                "message": message,
                "icon": icon,
                "points": points,
                "once": once,
                "on": on.get(name, False),
                "enabled": enabled.get(name, True),
            }
            for name, message, icon, points, once in _RAIL
        ]

    @Property("QVariantList", constant=True)
    def languages(self) -> list[dict[str, str]]:
        return [{"code": language.value, "name": language.own_name} for language in ORDER]

    @Property(str, notify=languageChanged)
    def language(self) -> str:
        return self.conductor.language.value

    @Property(bool, notify=languageChanged)
    def rightToLeft(self) -> bool:
        return self.conductor.language.right_to_left

    @Property(bool, notify=modesChanged)
    def large(self) -> bool:
        return self.conductor.modes.large

    @Property(bool, notify=modesChanged)
    def contrast(self) -> bool:
        return self.conductor.modes.contrast

    @Property(bool, notify=modesChanged)
    def reach(self) -> bool:
        return self.conductor.modes.reach

    @Property(bool, notify=keypadChanged)
    def keypad(self) -> bool:
        """The person uses keys and not the glass: the focus is shown."""
        return self._keypad

    @Property(str, notify=clockChanged)
    def clock(self) -> str:
        return f"{self.services.clock.now():%H:%M}"

    @Property(bool, notify=onlineChanged)
    def online(self) -> bool:
        return self._online

    @Property(str, notify=overlayChanged)
    def overlay(self) -> str:
        """ "" | timeout | leave | card | bug"""
        return self._overlay

    @Property(str, notify=overlayChanged)
    def overlayTitle(self) -> str:
        return self._overlay_words("title") if self._overlay else ""

    @Property(str, notify=overlayChanged)
    def overlayText(self) -> str:
        return self._overlay_words("text") if self._overlay else ""

    @Property(str, notify=overlayChanged)
    def overlayIcon(self) -> str:
        return {"timeout": "time", "leave": "leave", "card": "card", "bug": "attention"}.get(self._overlay, "")

    @Property(str, notify=overlayChanged)
    def overlayPrimary(self) -> str:
        return self._overlay_words("primary") if self._overlay in ("timeout", "leave", "bug") else ""

    @Property(str, notify=overlayChanged)
    def overlaySecondary(self) -> str:
        return self._overlay_words("secondary") if self._overlay in ("timeout", "leave") else ""

    @Property(str, notify=secondsChanged)
    def secondsLeft(self) -> str:
        return str(self._seconds)

    # -- taps -------------------------------------------------------------------------------------------------------------

    @Slot(str)
    def chooseLanguage(self, code: str) -> None:
        self.conductor.choose_language(Language(code))

    @Slot(str)
    def press(self, name: str) -> None:
        """A button of the rail."""
        presenter = self.conductor.presenter
        if presenter is not None and presenter.holding and name not in ("voice", "large"):
            return
        match name:
            case "home":
                self.conductor.home()
            case "back" if self.conductor.presenter is not None:
                self.conductor.presenter.back()
            case "help":
                self.conductor.show_beside("help")
            case "voice" | "large":
                self.conductor.toggle(name)
            case "leave":
                self._leave()

    @Slot(bool)
    def answerOverlay(self, primary: bool) -> None:
        """`primary` keeps the visit in both questions: more time, and stay."""
        overlay = self._overlay
        self._cover("")
        self.idle.more_time(self.services.clock.monotonic())
        if overlay in ("timeout", "leave") and not primary:
            self._depart()

    # -- time and devices -------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._by_keypad(event.type() == QEvent.Type.KeyPress)
        if event.type() in _TOUCHES and self._overlay != "timeout":
            self.idle.touched(self.services.clock.monotonic())
        return False

    def _by_keypad(self, keypad: bool) -> None:
        if keypad != self._keypad:
            self._keypad = keypad
            self.keypadChanged.emit()

    def tick(self) -> None:
        """Four times a second: the countdown, the reminder of the card, the clock."""
        now = self.services.clock.monotonic()
        self.clockChanged.emit()
        self._remind_of_card(now)
        if self.conductor.waiting:
            self.idle.touched(now)
            return
        match self.idle.state(now):
            case Warning(seconds_left=left):
                self._seconds = left
                self.secondsChanged.emit()
                if self._overlay != "timeout":
                    self._cover("timeout")
            case Over():
                self._cover("")
                self._depart()
            case _:
                pass

    def _remind_of_card(self, now: float) -> None:
        left_behind = self._card_there and self.conductor.waiting
        if left_behind and self._overlay == "":
            self._cover("card")
        elif not left_behind and self._overlay == "card":
            self._cover("")
        if left_behind and now >= self._next_reminder:
            self._next_reminder = now + CARD_REMINDER
            # Said aloud whatever the voice setting: the person is already walking away.
            self.services.voice.say([self._overlay_words("title")], self.conductor.farewell)

    def _overlay_words(self, part: str) -> str:
        """In the language of the screen; to who left a card, or was cut off by a bug, in theirs."""
        language = self.conductor.farewell if self._overlay in ("card", "bug") else self.conductor.language
        return directed(text(language, f"overlay_{self._overlay}_{part}"), language)

    def bug(self) -> None:
        """Something went wrong that nobody foresaw: the visit ends safely, and the screen says what is safe and what to do."""
        self._depart(cut_off=True)
        self._cover("bug")

    def _card_presence(self, _there: bool) -> None:
        self.idle.touched(self.services.clock.monotonic())
        self._card_there = self.services.cards.card_present or self.services.social_cards.card_present

    def _network(self, online: bool) -> None:
        self._online = online
        self.onlineChanged.emit()

    def _readiness(self, _fault: Fault | None) -> None:
        self.conductor.readiness_changed()

    def _catalogue_changed(self) -> None:
        if self.conductor.presenter is not None:
            self.conductor.presenter.catalogue_changed()

    # -- inside -----------------------------------------------------------------------------------------------------------

    def _leave(self) -> None:
        if self.conductor.begun:
            self._cover("leave")
        else:
            self._depart()

    def _depart(self, *, cut_off: bool = False) -> None:
        self.conductor.end(cut_off=cut_off)
        self.idle = self._fresh_idle()

    def _fresh_idle(self) -> IdleClock:
        return IdleClock(WARN_AFTER, LEAVE_AFTER, now=self.services.clock.monotonic())

    def _cover(self, overlay: str) -> None:
        self._overlay = overlay
        self.overlayChanged.emit()
        if overlay in ("timeout", "leave"):
            self.conductor.say([self.overlayTitle, self.overlayText, self.overlayPrimary, self.overlaySecondary])

    def _screen_changed(self) -> None:
        self.screenChanged.emit()
        self.railChanged.emit()

    def _modes_changed(self) -> None:
        self.modesChanged.emit()
        self.railChanged.emit()

    def _language_changed(self) -> None:
        self.words.choose(self.conductor.language)
        self.languageChanged.emit()
        self.overlayChanged.emit()
