"""Where does my application stand? By the card, or by the receipt number; offline, what this terminal itself knows."""

import base64
from typing import Any

from PySide6.QtCore import Signal, Slot

from kiosk.contract.application import ApplicationStatus
from kiosk.contract.platform import CertificateAnswer
from kiosk.devices.card_readers.events import CardEvent, CardFailed, CardPlaced, CardRead
from kiosk.devices.printers.job import JobPhase, JobState
from kiosk.languages.dates import moment_words
from kiosk.languages.direction import directed
from kiosk.languages.fault import Fault
from kiosk.languages.isolates import isolate, ltr
from kiosk.matters.conditions import Answer
from kiosk.matters.model import FieldType, FormField
from kiosk.matters.numbers import is_receipt_number
from kiosk.screens.fields import Field
from kiosk.screens.presenter import Presenter
from kiosk.screens.printing import job_words, page_comes
from kiosk.screens.properties import Property
from kiosk.screens.submit import receipt_pdf
from kiosk.visit.identity import Identity
from kiosk.visit.receipt import Receipt

_DIGITS = 11


class NumberField(Field):
    """A receipt number, typed as digits and shown in its groups."""

    def __init__(self, owner: Presenter) -> None:
        self._digits = ""
        super().__init__(owner, FormField(key="receipt_number", type=FieldType.TEXT, longest=16))

    @Property(str, constant=True)
    def keyboard(self) -> str:
        return "digits"

    @Property(bool, constant=True)
    def leftToRight(self) -> bool:
        return True

    @property
    def number(self) -> str:
        """In its groups, as far as it was typed."""
        digits = self._digits
        return f"{digits[:4]}-{digits[4:10]}-{digits[10:]}" if len(digits) == _DIGITS else digits

    def _kept(self) -> Answer:
        return self.number

    def _keep(self, value: Answer) -> None:
        self._digits = "".join(one for one in str(value) if one.isdigit())[:_DIGITS]

    def _label(self) -> str:
        return self._owner.text("progress_number")

    def _hint(self) -> str:
        return self._owner.text("progress_number_hint")


class ProgressPresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._field = NumberField(self)
        self._identity: Identity | None = None  # of the card that was read here, and only while this screen stands
        self._message: str | Fault | JobState = ""
        self._found: list[ApplicationStatus] | None = None
        self._owed: list[Receipt] = []  # of the card's holder, whom the machine left before they saw it
        self._here: list[str] = []  # numbers this terminal keeps and the platform has not spoken of
        self._asking = False
        self._question = 0  # only the last one's answer counts
        self._printing: str | None = None
        self._job: JobState | None = None

    def entered(self) -> None:
        services = self.stage.services
        address = False
        for reader in (services.cards, services.social_cards):
            self.until_left(reader.attend(self.stage.settled(self._card), address=address))

    def left(self) -> None:
        super().left()
        self._owed_seen()
        self._identity = None
        self._found = None

    def language_changed(self) -> None:
        super().language_changed()
        self._field.changed.emit()

    # -- what is shown ----------------------------------------------------------------------------------------------------

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("progress_title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.text("progress_lead")

    @Property("QVariant", constant=True)
    def field(self) -> NumberField:
        return self._field

    @Property(str, notify=updated)
    def message(self) -> str:
        return self._words()

    @Property(str, notify=updated)
    def tone(self) -> str:
        if isinstance(self._message, Fault) or (isinstance(self._message, JobState) and self._message.fault):
            return "warning"
        return "ok" if self._message == "progress_owed" else "plain"

    @Property(bool, notify=updated)
    def asking(self) -> bool:
        return self._asking

    @Property("QVariantList", notify=updated)
    def applications(self) -> list[dict[str, Any]]:
        """Each with number, name, state, note, and whether its certificate or its receipt can be printed."""
        found = {status.number: status for status in self._found or []}
        owed = {receipt.number: receipt for receipt in self._owed}
        rows = [self._saved_row(number) for number in self._here]
        for receipt in self._owed:
            status = found.pop(receipt.number, None) or self.stage.services.outbox.status(receipt.number)
            rows.append(self._row(status) if status is not None else self._owed_row(receipt))
        rows += [self._row(status) for status in found.values()]
        return [row | {"receipt": row["key"] in owed and self._known(owed[row["key"]].matter)} for row in rows]

    @property
    def holding(self) -> bool:
        """Not away while a page is on its way: leaving would cancel it."""
        return page_comes(self._job)

    def spoken(self) -> list[str]:
        return [self.title, self.lead, self._words()]

    # -- taps -------------------------------------------------------------------------------------------------------------

    @Slot()
    def look(self) -> None:
        number = self._field.number
        if not is_receipt_number(number):
            self._say(Fault("receipt_number"))
            return
        self._ask(number=number)

    @Slot(str)
    def print(self, number: str) -> None:
        if self._identity is None or self._printing is not None:
            return
        self._printing = number
        self._say("progress_fetching")
        answer = self.stage.services.platform.certificate(number, self._identity.number)
        self.stage.bridge.when_done(answer, self._came, self._not_fetched)

    @Slot(str)
    def printReceipt(self, number: str) -> None:
        receipt = next((one for one in self._owed if one.number == number), None)
        if self._identity is None or self._printing is not None or receipt is None:
            return
        self._printing = number
        self._say("receipt_printing")
        services, language, name = self.stage.services, self.stage.language, self._identity.name
        published = services.catalogue.matter(receipt.matter)
        delivered = services.outbox.status(number) is not None or number in {one.number for one in self._found or []}
        making = self.stage.work(
            lambda: receipt_pdf(services, receipt, published, applicant=name, delivered=delivered, language=language)
        )
        self.stage.bridge.when_done(making, self._drawn, self._not_fetched)

    # -- what comes in ----------------------------------------------------------------------------------------------------

    def _card(self, event: CardEvent) -> None:
        match event:
            case CardPlaced():
                self._forget()  # whoever puts a card here sees nothing of the one before
                self._say("identify_reading")
            case CardFailed(fault):
                self._say(fault)
            case CardRead(identity):
                self._ask(id_number=identity.number)
                self._identity = identity
                self._look_for_owed(identity.number)
            case _:
                pass

    def _forget(self) -> None:
        """What was found goes, with the card that gave a right to it; an answer still on its way counts no more."""
        self._owed_seen()
        self._identity, self._found, self._here, self._asking = None, None, [], False
        self._question += 1

    def _owed_seen(self) -> None:
        """They stood here for the person to read: what could lead to them goes."""
        if not self.stage.cut_off:
            for receipt in self._owed:
                self.stage.services.outbox.receipt_seen(receipt.number)
        self._owed = []

    def _look_for_owed(self, id_number: str) -> None:
        """The machine died between keeping their application and showing its number; also without a network."""
        question, outbox = self._question, self.stage.services.outbox

        def came(owed: list[Receipt]) -> None:
            if owed and self.stage.presenter is self and question == self._question:
                self._owed = owed
                self._say("progress_owed")

        def failed(_: Fault) -> None: ...  # the store's trouble: what the platform knows is shown all the same

        self.stage.bridge.when_done(self.stage.work(lambda: outbox.owed(id_number)), came, failed)

    def _ask(self, *, number: str | None = None, id_number: str | None = None) -> None:
        self._forget()  # a number alone shows less than a card, also after a card
        self._asking = True
        self._say("progress_asking")
        question = self._question
        platform, outbox = self.stage.services.platform, self.stage.services.outbox

        def came(found: list[ApplicationStatus]) -> None:
            if self.stage.presenter is not self or question != self._question:
                return
            self._asking, self._found = False, found
            known = number is not None and not found and outbox.kept(number)
            self._here = [number] if known and number is not None else []
            self._settle("" if found or self._here else "progress_none")

        def failed(fault: Fault) -> None:
            if self.stage.presenter is not self or question != self._question:
                return
            self._asking = False
            status = outbox.status(number) if number is not None else None
            self._found = [status] if status is not None else None
            if number is not None and status is None and outbox.kept(number):
                self._here = [number]
            self._settle(Fault("progress_offline") if fault.code == "offline" else fault)

        self.stage.bridge.when_done(platform.progress(number=number, id_number=id_number), came, failed)

    def _settle(self, message: str | Fault) -> None:
        """What was asked for is known; that a receipt is here is said before all else."""
        self._say("progress_owed" if self._owed else message)

    def _came(self, certificate: CertificateAnswer) -> None:
        self._drawn(base64.b64decode(certificate.pdf))

    def _drawn(self, pdf: bytes) -> None:
        if self.stage.presenter is not self:
            return
        self._say("receipt_printing")
        self.until_left(self.stage.services.printer.print(pdf, self.stage.settled(self._followed)))

    def _not_fetched(self, fault: Fault) -> None:
        if self.stage.presenter is self:
            self._printing = None
            self._say(fault)

    def _followed(self, state: JobState) -> None:
        self._job = state
        if state.over:
            self._printing = None
        self._say(state, aloud=state.over or state.phase is JobPhase.STOPPED)

    # -- words ------------------------------------------------------------------------------------------------------------

    def _say(self, message: str | Fault | JobState, *, aloud: bool = True) -> None:
        self._message = message
        self.changed.emit()
        if aloud:
            self.stage.say([self._words()])

    def _words(self) -> str:
        said = self._message
        if isinstance(said, JobState):
            return job_words(self, said)
        return self.fault_text(said) if isinstance(said, Fault) else self.text(said) if said else ""

    def _saved_row(self, number: str) -> dict[str, Any]:
        """Kept here, and the platform has not spoken of it."""
        return {
            "number": ltr(number),
            "key": number,
            "name": "",
            "state": self.text("progress_saved_here"),
            "tone": "warning",
            "note": "",
            "printable": False,
        }

    def _owed_row(self, receipt: Receipt) -> dict[str, Any]:
        when = receipt.submitted_at.astimezone(self.stage.services.clock.now().tzinfo)
        note = self.text("progress_handed_in", when=isolate(moment_words(when, self.stage.language)))
        return self._saved_row(receipt.number) | {"name": self._name(receipt.matter), "note": note}

    def _row(self, status: ApplicationStatus) -> dict[str, Any]:
        language = self.stage.language
        notes = [
            self.text(
                "progress_changed",
                when=isolate(
                    moment_words(status.changed_at.astimezone(self.stage.services.clock.now().tzinfo), language)
                ),
            )
        ]
        names = self._missing(status)
        if names and self._identity is not None:
            # Which papers somebody lacks tells of their case: only the card's holder reads it.
            notes.append(self.text("progress_missing", materials=self.text("list_comma").join(names)))
        if status.due is not None:
            notes.append(self.text("progress_due", due=self.day(status.due)))
        if status.note and self._identity is not None:
            # An officer's words may be about the person: they are shown to the card's holder only.
            notes.append(isolate(status.note))
        return {
            "number": ltr(status.number),
            "key": status.number,
            "name": self._name(status.matter),
            "state": self.text(f"state_{status.state}"),
            "tone": {"completed": "ok", "materials_missing": "warning", "returned": "warning"}.get(
                status.state, "plain"
            ),
            "note": "\n".join(notes),
            "printable": status.certificate and self._identity is not None,
        }

    def _missing(self, status: ApplicationStatus) -> list[str]:
        """Names of what is still to come; what the matter of today does not know any more is left out."""
        try:
            published = self.stage.services.catalogue.matter(status.matter)
        except KeyError:
            return []
        known = {material.key for material in published.matter.materials}
        language = self.stage.language.value
        return [published.text(language, f"material.{key}.name") for key in status.missing if key in known]

    def _known(self, code: str) -> bool:
        try:
            self.stage.services.catalogue.matter(code)
        except KeyError:
            return False  # withdrawn since: there is nothing to print from
        return True

    def _name(self, code: str) -> str:
        try:
            published = self.stage.services.catalogue.matter(code)
        except KeyError:
            return code  # withdrawn since: the platform still knows it
        return directed(published.text(self.stage.language.value, "name"), self.stage.language)
