"""What stands in for the machine's devices in screen tests: each does what the test's hand does, on the same thread.

They implement the Protocols of kiosk/screens/services.py in memory; the real drivers are covered by the device and visit tests.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from kiosk.contract.application import Application, ApplicationStatus, Rating
from kiosk.contract.platform import CertificateAnswer, HeldMaterial
from kiosk.devices.cameras.shot import Shot, View
from kiosk.devices.card_readers.events import CardEvent, CardFailed, CardPlaced, CardRead, CardRemoved
from kiosk.devices.printers.job import JobPhase, JobState, Sides
from kiosk.devices.state import DeviceState, Phase
from kiosk.documents.sheets import Site
from kiosk.languages.fault import Fault, KnownFault
from kiosk.languages.language import Language
from kiosk.matters.model import PublishedMatter
from kiosk.screens.services import Services, Stop
from kiosk.visit.identity import Identity
from kiosk.visit.receipt import Receipt

URUMQI = timezone(timedelta(hours=8))
READY = DeviceState(Phase.READY)


class HandDevice:
    """`become` changes its state as the supervisor would."""

    def __init__(self) -> None:
        self.state = READY
        self._watching: list[Callable[[DeviceState], None]] = []

    def watch(self, listener: Callable[[DeviceState], None]) -> Stop:
        self._watching.append(listener)
        listener(self.state)
        return lambda: _drop(self._watching, listener)

    def become(self, state: DeviceState) -> None:
        self.state = state
        for listener in tuple(self._watching):
            listener(state)


class HandReader(HandDevice):
    """`place` and `pull` move a card; `fault` is what the next reading ends with."""

    def __init__(self) -> None:
        super().__init__()
        self.card: Identity | None = None
        self.fault: Fault | None = None
        self.asked_address: list[bool] = []
        self._attending: list[tuple[Callable[[CardEvent], None], bool]] = []
        self._presence: list[Callable[[bool], None]] = []

    @property
    def card_present(self) -> bool:
        return self.card is not None

    @property
    def attended(self) -> bool:
        return bool(self._attending)

    def attend(self, listener: Callable[[CardEvent], None], *, address: bool) -> Stop:
        self.asked_address.append(address)
        self._attending.append((listener, address))
        if self.card is not None:
            self._serve(listener)
        return lambda: _drop(self._attending, (listener, address))

    def watch_presence(self, listener: Callable[[bool], None]) -> Stop:
        self._presence.append(listener)
        listener(self.card_present)
        return lambda: _drop(self._presence, listener)

    def place(self, card: Identity) -> None:
        self.begin(card)
        self.finish()

    def begin(self, card: Identity) -> None:
        """The card lies there and reading has begun."""
        self.card = card
        for tell in tuple(self._presence):
            tell(True)
        self._tell(CardPlaced())

    def finish(self) -> None:
        assert self.card is not None
        fault, self.fault = self.fault, None
        self._tell(CardFailed(fault) if fault else CardRead(self.card))

    def pull(self) -> None:
        self.card = None
        for tell in tuple(self._presence):
            tell(False)
        self._tell(CardRemoved())

    def pull_while_read(self) -> None:
        """As the driver says it: the reading failed, then the card is gone."""
        self._tell(CardFailed(Fault("card_pulled")))
        self.pull()

    def _serve(self, listener: Callable[[CardEvent], None]) -> None:
        assert self.card is not None
        listener(CardPlaced())
        listener(CardRead(self.card))

    def _tell(self, event: CardEvent) -> None:
        for listener, _ in tuple(self._attending):
            listener(event)


class HandCamera(HandDevice):
    """`show` gives a live picture; `shoot` answers with `shot`."""

    def __init__(self) -> None:
        super().__init__()
        self.shot: Shot | None = None
        self._open: list[Callable[[View], None]] = []

    @property
    def is_open(self) -> bool:
        return bool(self._open)

    def open(self, listener: Callable[[View], None]) -> Stop:
        self._open.append(listener)
        return lambda: _drop(self._open, listener)

    def show(self, view: View) -> None:
        for listener in tuple(self._open):
            listener(view)

    def shoot(self) -> "Future[Shot]":
        answer: Future[Shot] = Future()
        if self.shot is None:
            answer.set_exception(KnownFault(Fault("camera_no_page")))
        else:
            answer.set_result(self.shot)
        return answer


class HandPrinter(HandDevice):
    """Keeps what it was given; `say` tells how the last job goes."""

    def __init__(self) -> None:
        super().__init__()
        self.printed: list[bytes] = []
        self._jobs: list[Callable[[JobState], None]] = []

    @property
    def jobs(self) -> int:
        """How many are followed and not cancelled."""
        return len(self._jobs)

    def print(
        self, pdf: bytes, listener: Callable[[JobState], None], *, copies: int = 1, sides: Sides = Sides.ONE
    ) -> Stop:
        self.printed.append(pdf)
        self._jobs.append(listener)
        listener(JobState(JobPhase.QUEUED))
        return lambda: _drop(self._jobs, listener)

    def say(self, state: JobState) -> None:
        for listener in tuple(self._jobs):
            listener(state)


class HandVoice(HandDevice):
    """Keeps what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def say(self, texts: Sequence[str], language: Language, done: Callable[[], None] | None = None) -> None:
        self.said.extend(texts)
        if done is not None:
            done()

    def stop(self) -> None:
        pass


class HandOutbox:
    """Keeps what is submitted, in memory."""

    def __init__(self) -> None:
        self.submitted: list[tuple[Application, list[bytes]]] = []
        self.refused: list[Application] = []
        self.ratings: list[Rating] = []
        self.statuses: dict[str, ApplicationStatus] = {}
        self.fault: Fault | None = None
        self.unseen: dict[str, tuple[str, Receipt]] = {}  # receipts by number, and whose they are
        self.slow = False  # submissions wait for `finish`
        self.waiting_for: list[tuple[Future[None], Application, list[bytes]]] = []
        self._counter = 0
        self._watching: list[Callable[[str], None]] = []

    def next_number(self) -> str:
        from kiosk.matters.numbers import receipt_number

        self._counter += 1
        return receipt_number(1, self._counter)

    def submit(self, application: Application, attachments: Sequence[bytes], receipt: Receipt) -> "Future[None]":
        answer: Future[None] = Future()
        if self.fault is not None:
            self.refused.append(application)
            answer.set_exception(KnownFault(self.fault))
        elif self.slow:
            self.waiting_for.append((answer, application, list(attachments)))
        else:
            self.submitted.append((application, list(attachments)))
            self.unseen[receipt.number] = (application.applicant.id_number, receipt)
            answer.set_result(None)
        return answer

    def receipt_seen(self, number: str) -> "Future[None]":
        self.unseen.pop(number, None)
        answer: Future[None] = Future()
        answer.set_result(None)
        return answer

    def owed(self, id_number: str) -> list[Receipt]:
        return [receipt for person, receipt in self.unseen.values() if person == id_number]

    def owed_since(self) -> datetime | None:
        return max((receipt.submitted_at for _, receipt in self.unseen.values()), default=None)

    def finish(self) -> None:
        """The disk has it."""
        for answer, application, attachments in self.waiting_for:
            self.submitted.append((application, attachments))
            answer.set_result(None)
        self.waiting_for.clear()

    def rate(self, rating: Rating) -> "Future[None]":
        self.ratings.append(rating)
        answer: Future[None] = Future()
        answer.set_result(None)
        return answer

    def status(self, number: str) -> ApplicationStatus | None:
        return self.statuses.get(number)

    def kept(self, number: str) -> bool:
        return any(application.number == number for application, _ in self.submitted)

    def watch(self, listener: Callable[[str], None]) -> Stop:
        self._watching.append(listener)
        return lambda: _drop(self._watching, listener)

    def arrive(self, status: ApplicationStatus) -> None:
        """The platform's word on an application."""
        self.statuses[status.number] = status
        for listener in tuple(self._watching):
            listener(status.number)

    def waiting(self) -> int:
        return sum(application.number not in self.statuses for application, _ in self.submitted)


class HandPlatform:
    """Answers with what the test put there; `go` cuts or mends the cable."""

    def __init__(self) -> None:
        self.is_online = True
        self.holdings: list[HeldMaterial] = []
        self.asked_for: list[str] = []
        self.known: list[ApplicationStatus] = []
        self.issued: CertificateAnswer | None = None
        self.noticed = 0
        self.slow = False  # questions wait for `answer`
        self._waiting: list[tuple[Future[Any], Any]] = []
        self._watching: list[Callable[[bool], None]] = []

    def online(self) -> bool:
        return self.is_online

    def watch(self, listener: Callable[[bool], None]) -> Stop:
        self._watching.append(listener)
        listener(self.is_online)
        return lambda: _drop(self._watching, listener)

    def go(self, online: bool) -> None:
        self.is_online = online
        for listener in tuple(self._watching):
            listener(online)

    def held(self, id_number: str, kinds: Sequence[str]) -> "Future[list[HeldMaterial]]":
        self.asked_for.append(id_number)
        return self._answer([one for one in self.holdings if one.kind in kinds])

    def progress(self, *, number: str | None = None, id_number: str | None = None) -> "Future[list[ApplicationStatus]]":
        return self._answer([one for one in self.known if number in (None, one.number)])

    def certificate(self, number: str, id_number: str) -> "Future[CertificateAnswer]":
        return self._answer(self.issued)

    def notice(self) -> None:
        self.noticed += 1

    def answer(self, *, backwards: bool = False) -> None:
        """The answers that were waited for, in the order of the questions or the last first."""
        for future, value in reversed(self._waiting) if backwards else self._waiting:
            future.set_result(value)
        self._waiting.clear()

    def _answer(self, value: Any) -> "Future[Any]":
        answer: Future[Any] = Future()
        if self.slow:
            self._waiting.append((answer, value))
        elif self.is_online:
            answer.set_result(value)
        else:
            answer.set_exception(KnownFault(Fault("offline")))
        return answer


class HandPapers:
    """Small papers that say what they are; `made` keeps what each was made of. Drawn on the screens' workers."""

    def __init__(self) -> None:
        self.made: list[tuple[str, dict[str, Any]]] = []

    def named(self, kind: str) -> list[dict[str, Any]]:
        return [values for made, values in self.made if made == kind]

    def receipt(
        self,
        receipt: Receipt,
        published: PublishedMatter,
        *,
        applicant: str,
        delivered: bool,
        language: Language,
        site: Site,
    ) -> bytes:
        made = {"receipt": receipt, "applicant": applicant, "delivered": delivered, "language": language, "site": site}
        return self._make("receipt", **made)

    def letter(
        self,
        published: PublishedMatter,
        *,
        applicant: str,
        id_number: str,
        number: str,
        materials: Sequence[str],
        due: date,
        signed_at: datetime,
        signature_png: bytes,
        language: Language,
    ) -> bytes:
        return self._make("letter", applicant=applicant, number=number, materials=list(materials), due=due)

    def form(
        self, application: Application, published: PublishedMatter, *, signature_png: bytes | None, language: Language
    ) -> bytes:
        return self._make("form", application=application, signature=signature_png, language=language)

    def pages(self, jpegs: Sequence[bytes]) -> bytes:
        return self._make("pages", jpegs=list(jpegs))

    def _make(self, kind: str, **values: Any) -> bytes:
        self.made.append((kind, values))
        return f"%PDF {kind} {len(self.made)}".encode()


class HandDrafts:
    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}

    def keep(self, matter: str, document: bytes) -> None:
        self.documents[matter] = document

    def kept(self, matter: str) -> bytes | None:
        return self.documents.get(matter)

    def wipe(self) -> None:
        self.documents.clear()


class HandReadiness:
    """Ready, until a test says why not."""

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._listeners: list[Callable[[Fault | None], None]] = []

    def now(self) -> Fault | None:
        return self._fault

    def watch(self, listener: Callable[[Fault | None], None]) -> Stop:
        self._listeners.append(listener)
        listener(self._fault)
        return lambda: _drop(self._listeners, listener)

    def become(self, fault: Fault | None, *, noticed: bool = True) -> None:
        """`noticed`: whoever watches is told; otherwise it shows when it is asked for."""
        self._fault = fault
        for listener in list(self._listeners) if noticed else ():
            listener(fault)


class HandClock:
    """Stands still at noon of one day until the test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 10, 12, 0, tzinfo=URUMQI)
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def pass_time(self, seconds: float) -> None:
        self.seconds += seconds
        self.moment += timedelta(seconds=seconds)


@dataclass
class Machine:
    """All of it; `services` is what the screens get."""

    catalogue: Any
    papers: Any
    cards: HandReader = field(default_factory=HandReader)
    social_cards: HandReader = field(default_factory=HandReader)
    camera: HandCamera = field(default_factory=HandCamera)
    printer: HandPrinter = field(default_factory=HandPrinter)
    voice: HandVoice = field(default_factory=HandVoice)
    outbox: HandOutbox = field(default_factory=HandOutbox)
    platform: HandPlatform = field(default_factory=HandPlatform)
    drafts: HandDrafts = field(default_factory=HandDrafts)
    clock: HandClock = field(default_factory=HandClock)
    readiness: HandReadiness = field(default_factory=HandReadiness)

    def services(self) -> Services:
        return Services(
            terminal="0001",
            site="示例市政务服务驿站",
            helper_phone="19900000000",
            cards=self.cards,
            social_cards=self.social_cards,
            camera=self.camera,
            printer=self.printer,
            voice=self.voice,
            catalogue=self.catalogue,
            outbox=self.outbox,
            platform=self.platform,
            drafts=self.drafts,
            papers=self.papers,
            clock=self.clock,
            readiness=self.readiness,
        )


def _drop(listeners: list[Any], listener: Any) -> None:
    if listener in listeners:
        listeners.remove(listener)
