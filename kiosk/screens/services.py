"""What the screens need of the rest of the house, as small Protocols. Only `kiosk/compose.py` chooses what stands behind them.

Listeners are called on the thread of the device or of the store; `kiosk/screens/bridge.py` carries them to Qt's main thread.
Everything that may take longer than a frame returns at once and answers through a listener or a Future.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from kiosk.devices.cameras.shot import Shot, View
from kiosk.devices.card_readers.events import CardEvent
from kiosk.devices.printers.job import JobState, Sides
from kiosk.devices.state import DeviceState
from kiosk.documents.sheets import Papers
from kiosk.languages.fault import Fault
from kiosk.languages.language import Language
from kiosk.matters.tile import Tile as Tile

if TYPE_CHECKING:
    from kiosk.contract.application import Application, ApplicationStatus, Rating
    from kiosk.contract.platform import CertificateAnswer, HeldMaterial
    from kiosk.matters.model import PublishedMatter
    from kiosk.visit.receipt import Receipt

Stop = Callable[[], None]
"""Ends a subscription; calling it twice is harmless."""


class Device(Protocol):
    @property
    def state(self) -> DeviceState: ...
    def watch(self, listener: Callable[[DeviceState], None]) -> Stop:
        """Called at once with the state now, then at each change."""
        ...


class CardReader(Device, Protocol):
    def attend(self, listener: Callable[[CardEvent], None], *, address: bool) -> Stop:
        """Reads cards from now on. `address`: whether the form asks for it; otherwise it never leaves the driver.

        A card that already lies there is read at once. Between attendances the reader only looks whether a card is present.
        """
        ...

    @property
    def card_present(self) -> bool: ...
    def watch_presence(self, listener: Callable[[bool], None]) -> Stop: ...


class DocumentCamera(Device, Protocol):
    def open(self, listener: Callable[[View], None]) -> Stop:
        """Live pictures at about 10 a second, until stopped; the camera is off before and after."""
        ...

    def shoot(self) -> Future[Shot]:
        """The page that lies there now. Only while open."""
        ...


class Printer(Device, Protocol):
    def print(
        self, pdf: bytes, listener: Callable[[JobState], None], *, copies: int = 1, sides: Sides = Sides.ONE
    ) -> Stop:
        """Follows the job to its end; `Stop` cancels it. The file is nowhere on disk afterwards."""
        ...


class Voice(Device, Protocol):
    def say(self, texts: Sequence[str], language: Language, done: Callable[[], None] | None = None) -> None:
        """Stops what is being said and says these, one after the other."""
        ...

    def stop(self) -> None:
        """Silent in under 50 ms."""
        ...


class Catalogue(Protocol):
    def tiles(self, language: Language) -> list[Tile]:
        """Those of the home screen, in its order; the others are found by searching."""
        ...

    def search(self, query: str, language: Language) -> list[Tile]: ...
    def matter(self, code: str) -> PublishedMatter:
        """Raises KeyError when it is not in the catalogue (any more)."""
        ...

    def watch(self, listener: Callable[[], None]) -> Stop:
        """Called when another catalogue has taken the place of the one before."""
        ...


class Outbox(Protocol):
    def next_number(self) -> str:
        """A fresh receipt number; never given twice, also not after a crash."""
        ...

    def submit(self, application: Application, attachments: Sequence[bytes], receipt: Receipt) -> Future[None]:
        """Sealed and on disk when the Future is done: only then may the person be told. Fails with KnownFault.

        The receipt is kept until `receipt_seen`, so that only the number on the card opens it. Takes a tenth of a second.
        """
        ...

    def receipt_seen(self, number: str) -> Future[None]: ...
    def owed(self, id_number: str) -> list[Receipt]:
        """Receipts of this person that nobody has seen. A tenth of a second for each: beside the main thread."""
        ...

    def owed_since(self) -> datetime | None:
        """When the last application was kept whose receipt nobody has seen."""
        ...

    def rate(self, rating: Rating) -> Future[None]: ...
    def status(self, number: str) -> ApplicationStatus | None:
        """The platform's word on an application of this terminal; None while it has not said anything: saved, not submitted."""
        ...

    def kept(self, number: str) -> bool:
        """Whether an application with this number was handed in here and is still kept."""
        ...

    def watch(self, listener: Callable[[str], None]) -> Stop:
        """Called with a receipt number when the platform's word on it arrives."""
        ...

    def waiting(self) -> int:
        """How many applications wait to be sent."""
        ...


class Platform(Protocol):
    """Questions to the agent over a local socket. Each Future fails with KnownFault('offline') when there is no answer in time."""

    def online(self) -> bool: ...
    def watch(self, listener: Callable[[bool], None]) -> Stop: ...
    def held(self, id_number: str, kinds: Sequence[str]) -> Future[list[HeldMaterial]]: ...
    def progress(
        self, *, number: str | None = None, id_number: str | None = None
    ) -> Future[list[ApplicationStatus]]: ...
    def certificate(self, number: str, id_number: str) -> Future[CertificateAnswer]: ...
    def notice(self) -> None:
        """Something new is in the outbox; the agent need not wait for its next round."""
        ...


class Drafts(Protocol):
    """What was begun of each matter, encrypted with a key that lives only in memory: a crash leaves nothing readable."""

    def keep(self, matter: str, document: bytes) -> None: ...
    def kept(self, matter: str) -> bytes | None: ...
    def wipe(self) -> None: ...


class Readiness(Protocol):
    """Whether the machine may begin a new visit. A visit that runs is never stopped by it."""

    def now(self) -> Fault | None:
        """Why not, as words for the person; None when it may. Asked before each visit; takes about a millisecond."""
        ...

    def watch(self, listener: Callable[[Fault | None], None]) -> Stop:
        """Called at once with how it stands, then at each change."""
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, in local time."""
        ...

    def monotonic(self) -> float:
        """Seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything concrete, chosen once by compose and passed on."""

    terminal: str
    site: str
    helper_phone: str
    cards: CardReader
    social_cards: CardReader
    camera: DocumentCamera
    printer: Printer
    voice: Voice
    catalogue: Catalogue
    outbox: Outbox
    platform: Platform
    drafts: Drafts
    papers: Papers
    clock: Clock
    readiness: Readiness
