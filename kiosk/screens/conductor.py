"""Leads a person from screen to screen: the visit's journey below, screens and overlays above.

The journey (kiosk/visit/journey.py) says which places there are; the conductor only stands on one of them, or on a screen beside
the journey (attract, closed, language, home, progress, help, elsewhere), and knows the way back.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject

from kiosk.languages.direction import directed
from kiosk.languages.fault import Fault
from kiosk.languages.language import Language
from kiosk.languages.messages import text
from kiosk.matters.kinds import Place as HomePlace
from kiosk.matters.tile import Tile
from kiosk.screens import registry
from kiosk.screens.bridge import Bridge
from kiosk.screens.presenter import Presenter
from kiosk.screens.services import Services
from kiosk.visit import journey
from kiosk.visit.journey import Place, Stop
from kiosk.visit.visit import Modes, Visit

if TYPE_CHECKING:
    from kiosk.contract.application import Application
    from kiosk.matters.model import PublishedMatter

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where the person is: a screen, and the journey's place when it is one of those."""

    screen: str
    place: Place | None = None


class Conductor:
    """`on_screen` is called after each change of screen, `on_language` after each change of language, `on_modes` of modes."""

    def __init__(self, services: Services, bridge: Bridge, owner: QObject) -> None:
        self.services = services
        self.bridge = bridge
        self.visit = Visit(Language.CHINESE)
        self.farewell = Language.CHINESE  # of who was here last: they may still be called back for their card
        self.presenter: Presenter | None = None
        self.on_screen: Callable[[], None] = lambda: None
        self.on_language: Callable[[], None] = lambda: None
        self.on_modes: Callable[[], None] = lambda: None
        self.handed_in: Application | None = None  # as it was frozen, for the receipt
        self.capturing = ""  # the material under the camera
        self.pages_taken: list[bytes] = []  # of it, before the one that is looked at
        self.closed: Fault | None = None  # why no visit may begin, as the face without a visit says it
        self.cut_off = False  # the visit ends, and not because the person or their time ended it
        self._only_looks = False  # a visit of a machine that is closed: progress and nothing else
        self._begun: dict[str, PublishedMatter] = {}  # the versions this visit began with; it ends on them
        self._returning = False  # a line of the review is being changed
        self._owner = owner
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="screen-work")
        self._now = _Standing("attract")
        self._beside: list[_Standing] = []  # what to return to from screens beside the journey

    @property
    def language(self) -> Language:
        return self.visit.language

    @property
    def modes(self) -> Modes:
        return self.visit.modes

    # -- words ------------------------------------------------------------------------------------------------------------

    def text(self, message: str, **values: object) -> str:
        return directed(text(self.language, message, **values), self.language)

    def matter_text(self, key: str) -> str:
        if self.visit.published is None:
            return ""
        return directed(self.visit.published.text(self.language.value, key), self.language)

    # -- where ------------------------------------------------------------------------------------------------------------

    @property
    def screen(self) -> str:
        return self._now.screen

    @property
    def place(self) -> Place | None:
        return self._now.place

    @property
    def begun(self) -> bool:
        """Whether leaving would lose something the person did."""
        return self.visit.published is not None and not self.visit.submitted

    def progress(self) -> tuple[int, int]:
        if self._now.place is None or self.visit.published is None:
            return 0, 0
        return journey.progress(self.visit, self._now.place)

    def part(self) -> tuple[int, int]:
        """Which of how many questions, or pages of the form, within the big step; (0, 0) where there is nothing to count."""
        here = self._now.place
        if here is None or here.stop not in (Stop.GUIDE, Stop.FORM) or self.visit.published is None:
            return 0, 0
        like = [place for place in journey.path(self.visit) if place.stop is here.stop]
        return (like.index(here) + 1, len(like)) if here in like else (0, 0)

    # -- ways -------------------------------------------------------------------------------------------------------------

    @property
    def waiting(self) -> bool:
        """For the next person: no visit is under way."""
        return self.screen in ("attract", "closed")

    def attract(self) -> None:
        """The face of a machine that waits: open, or closed and why."""
        self.closed = self.services.readiness.now()
        self._show(_Standing("attract" if self.closed is None else "closed"))

    def readiness_changed(self) -> None:
        """Only who comes next is concerned: a visit that runs goes to its end."""
        if self.waiting and self.services.readiness.now() != self.closed:
            self.attract()

    def begin(self) -> None:
        """Somebody touched the attract screen. Whether the machine may begin is looked at once more, before anything is asked."""
        if self.services.readiness.now() is None:
            self._show(_Standing("language"))
        else:
            self.attract()

    def look_only(self) -> None:
        """Somebody at a closed machine wants to know how their application stands."""
        self._only_looks = True
        self._show(_Standing("language"))

    def home(self) -> None:
        self._beside.clear()
        self._show(_Standing("progress" if self._only_looks else "home"))

    def tiles(self) -> list[Tile]:
        """Of the home screen: the catalogue's, and what this visit has begun and the catalogue does not have any more."""
        tiles = self.services.catalogue.tiles(self.language)
        there = {tile.code for tile in tiles}
        return tiles + [self._tile(begun) for code, begun in self._begun.items() if code not in there]

    def open_matter(self, code: str) -> None:
        """A matter's page. What was begun of another matter is kept for this visit; what was begun of this one goes on, on the version
        it was begun with, whatever became of the matter meanwhile. Raises KeyError for one that was withdrawn before."""
        published = self._begun.get(code) or self.services.catalogue.matter(code)
        self._begun[code] = published
        begun = self.visit.published
        if begun is None or begun.matter.code != code or self.visit.submitted:
            if begun is not None and not self.visit.submitted:
                self.services.drafts.keep(begun.matter.code, self.visit.draft())
            self.visit.choose(published)
            draft = self.services.drafts.kept(code)
            if draft is not None:
                self.visit.take_up(draft)
            self._returning = False
        self.go_to(Place(Stop.MATTER))

    def resume(self) -> None:
        """Back to the first place that is not complete yet."""
        self.go_to(journey.furthest(self.visit, self.services.clock.now()))

    def change(self, place: Place) -> None:
        """From the review to one of its lines; going on from there leads back to it."""
        self._returning = True
        self.go_to(place)

    def kept(self, frozen: "Application") -> None:
        """The application is on disk: the person may be told."""
        self.handed_in = frozen
        self._begun.clear()
        self.visit.kept(frozen.number)
        self.services.drafts.wipe()
        self.go_to(Place(Stop.RECEIPT))

    def go_to(self, place: Place) -> None:
        self._beside.clear()
        if place.stop in (Stop.REVIEW, Stop.RECEIPT):
            self._returning = False
        self._show(_Standing(place.stop.value, place))

    def go_on(self) -> None:
        """The next place. At the last one the visit ends; where the journey stops before, nothing happens."""
        if self._now.place is None:
            raise RuntimeError(f"{self._now.screen} is not on the journey")
        following = journey.following(self.visit, self._now.place)
        if self._returning and not (following and following.stop is Stop.GUIDE and self._now.place.stop is Stop.GUIDE):
            # Straight back to the review, past what is complete; a changed answer may have opened something on the way.
            # The guide is one line of the review, so it is gone through to its end.
            self.resume()
            return
        if following is not None:
            self.go_to(following)
        elif self.visit.submitted:
            self.end()

    def go_back(self) -> None:
        """From a screen beside the journey to where one came from; on the journey to the place before; from its start home."""
        if self._beside:
            self._show(self._beside.pop())
            return
        before = journey.before(self.visit, self._now.place) if self._now.place else None
        if before is not None:
            self.go_to(before)
        elif self._now.screen == "language":
            self.attract()
        elif self._now.screen == "home" or self._only_looks:
            self._show(_Standing("language"))
        else:
            self.home()

    def show_beside(self, screen: str) -> None:
        """A screen beside the journey; back leads to where the person stands now."""
        if screen == self._now.screen:
            return
        if not any(standing.screen == screen for standing in self._beside):
            self._beside.append(self._now)
        self._show(_Standing(screen, self._now.place))

    def capture(self, material: str) -> None:
        """The document camera for one material; back, or a page that is used, leads to the materials again."""
        self.capturing = material
        self.pages_taken.clear()
        self.show_beside("capture")

    def can_go_back(self) -> bool:
        return self._now.screen not in ("attract", "closed", "receipt", "rating", "goodbye") or bool(self._beside)

    # -- language and modes -----------------------------------------------------------------------------------------------

    def choose_language(self, language: Language) -> None:
        """On any screen; nothing that was typed is lost, for no answer depends on the language."""
        if language is self.language:
            return
        self.visit.language = language
        self.on_language()
        if self.presenter is not None:
            self.presenter.language_changed()
        self.speak()

    def toggle(self, mode: str) -> None:
        """`mode` is a name of Modes."""
        setattr(self.modes, mode, not getattr(self.modes, mode))
        if mode == "voice":
            if self.modes.voice:
                self.speak()
            else:
                self.services.voice.stop()
        self.on_modes()

    def speak(self) -> None:
        """The screen's script from its beginning, when the voice is on."""
        if self.modes.voice and self.presenter is not None:
            self.say(self.presenter.spoken())

    def say(self, parts: list[str]) -> None:
        """Only when the voice is on. Nothing personal: the loudspeaker is heard by others (EN 301 549 5.1.3.9)."""
        if self.modes.voice:
            self.services.voice.say([part for part in parts if part], self.language)

    # -- the end ----------------------------------------------------------------------------------------------------------

    def end(self, *, cut_off: bool = False) -> None:
        """The visit is over, for whatever reason: nothing of the person stays. `cut_off`: by a bug of ours."""
        self.cut_off = cut_off
        self.wipe()
        self.cut_off = False
        self.attract()

    def forget(self) -> None:
        """Nothing of the person is left but the language they are told goodbye in, and how they want to be told."""
        modes = replace(self.visit.modes)
        self.visit.wipe()
        self.visit.modes = modes
        self.handed_in = None
        self._begun.clear()
        self.pages_taken.clear()
        self.services.drafts.wipe()

    def close(self) -> None:
        """The process ends."""
        self.cut_off = True
        self.wipe()
        self._pool.shutdown()

    def wipe(self) -> None:
        self.services.voice.stop()
        self._drop_presenter()
        self.farewell = self.language
        self.visit.wipe()
        self.visit = Visit(Language.CHINESE)
        self.handed_in = None
        self._begun.clear()
        self.pages_taken.clear()
        self._returning = self._only_looks = False
        self.services.drafts.wipe()
        self._beside.clear()
        self.on_modes()
        self.on_language()

    # -- inside -----------------------------------------------------------------------------------------------------------

    def _show(self, standing: _Standing) -> None:
        self._drop_presenter()
        self._now = standing
        log.info("screen %s", standing.screen)
        self.presenter = registry.presenter(standing.screen, self, self._owner)
        self.on_screen()
        self.services.voice.stop()
        self.speak()
        self.presenter.entered()  # after, for some screens have something to say whatever the voice setting

    def _tile(self, begun: "PublishedMatter") -> Tile:
        matter, language = begun.matter, self.language.value
        return Tile(
            code=matter.code,
            name=begun.text(language, "name"),
            short=begun.text(language, "short"),
            icon=matter.icon,
            place=matter.place if matter.place is not HomePlace.SEARCH else HomePlace.QUICK,
            printer_needed=matter.outcome == "certificate",
        )

    def _drop_presenter(self) -> None:
        old, self.presenter = self.presenter, None
        if old is not None:
            old.left()
            self.bridge.post(old.deleteLater)  # after the screen that still shows it

    def work(self, call: Callable[[], Answer]) -> "Future[Answer]":
        """Runs `call` beside the main thread: papers, pictures, whatever takes longer than a frame."""
        return self._pool.submit(call)

    def settled(self, call: Callable[..., Any]) -> Callable[..., None]:
        """`call` as a listener on the main thread that is dropped once the screen it belongs to was left."""
        owner = self.presenter

        def still_there(*arguments: Any) -> None:
            if self.presenter is owner:
                call(*arguments)

        return self.bridge.listener(still_there)
