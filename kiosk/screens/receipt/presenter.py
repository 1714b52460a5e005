"""The receipt: the number, what happens next, what is still owed; honest about whether the platform has it yet. And the paper."""

import base64
from typing import Any

from PySide6.QtCore import Signal, Slot

from kiosk.contract.application import Application
from kiosk.contract.platform import CertificateAnswer
from kiosk.devices.printers.job import JobPhase, JobState
from kiosk.languages.dates import moment_words
from kiosk.languages.direction import directed
from kiosk.languages.fault import Fault
from kiosk.languages.isolates import isolate, ltr
from kiosk.screens.presenter import Presenter
from kiosk.screens.printing import job_words, page_comes
from kiosk.screens.properties import Property
from kiosk.screens.submit import receipt_pdf
from kiosk.visit.receipt import receipt_of


class ReceiptPresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        handed_in = self.stage.handed_in
        assert handed_in is not None
        self._application: Application | None = handed_in
        self._number = handed_in.number
        self._delivered = self.stage.services.outbox.status(handed_in.number) is not None
        self._certificate: CertificateAnswer | None = None
        self._asked = False
        self._job: JobState | None = None
        self._fault: Fault | None = None
        self._printed = False
        self._online = self.stage.services.platform.online()

    def entered(self) -> None:
        outbox, platform = self.stage.services.outbox, self.stage.services.platform
        self.until_left(outbox.watch(self.stage.settled(self._word)))
        self.until_left(platform.watch(self.stage.settled(self._network)))
        self._ask_certificate()
        if not self.stage.modes.voice:
            # Told aloud to everybody: it is what they came for. The number only to who asked for the voice, for whoever else
            # hears it could look the application up.
            self.stage.services.voice.say([self._title(), self._lead()], self.stage.language)

    def left(self) -> None:
        super().left()
        if not self.stage.cut_off:
            self.stage.services.outbox.receipt_seen(self._number)
        self._certificate = self._application = None

    # -- what is shown ----------------------------------------------------------------------------------------------------

    @Property(str, notify=updated)
    def title(self) -> str:
        return self._title()

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self._lead()

    @Property(bool, notify=updated)
    def delivered(self) -> bool:
        return self._delivered

    @Property(bool, notify=updated)
    def certified(self) -> bool:
        """The certificate is here and can be printed."""
        return self._certificate is not None

    @Property(str, constant=True)
    def number(self) -> str:
        return ltr(self._number)

    @Property(str, constant=True)
    def code(self) -> str:
        """What the QR code holds: the number alone, so that whoever finds the paper learns nothing of the person."""
        return self._number

    @Property("QVariantList", notify=updated)
    def points(self) -> list[dict[str, str]]:
        """What is done and what comes next: icon, text, tone."""
        done = "receipt_point_delivered" if self._delivered else "receipt_point_saved"
        points = [{"icon": "check", "text": self.text(done), "tone": "ok"}]
        if not self._delivered:
            waiting = "receipt_point_sending" if self._online else "receipt_point_waiting"
            points.append({"icon": "time", "text": self.text(waiting), "tone": "warning"})
        if self._certificate is not None:
            points.append({"icon": "held", "text": self._certificate_facts(self._certificate), "tone": "ok"})
        for answer in self._application.materials if self._application else ():
            if answer.way == "promised" and answer.due is not None:
                name = self.matter_text(f"material.{answer.material}.name")
                text = self.text("receipt_point_promised", material=name, due=self.day(answer.due))
                points.append({"icon": "promise", "text": text, "tone": "warning"})
            elif answer.way == "held" and answer.held_id is None:
                name = self.matter_text(f"material.{answer.material}.name")
                points.append({"icon": "held", "text": self.text("receipt_point_held", material=name), "tone": "plain"})
        for line in self.matter_text("receipt.next").split("\n"):
            if line.strip():
                points.append({"icon": "forward", "text": directed(line, self.stage.language), "tone": "plain"})
        return points

    @Property(str, notify=updated)
    def printLabel(self) -> str:
        if self._printed:
            return self.text("receipt_print_again")
        return self.text("receipt_print_certificate" if self._certificate else "receipt_print")

    @Property(bool, notify=updated)
    def printFirst(self) -> bool:
        """Nothing was printed yet, and a printer is there to do it."""
        return not self._printed and self.stage.services.printer.state.usable

    @Property(bool, notify=updated)
    def canPrint(self) -> bool:
        return self._job is None or self._job.over

    @Property(str, notify=updated)
    def printMessage(self) -> str:
        return self._print_message()

    @Property(str, notify=updated)
    def printTone(self) -> str:
        if self._fault or (self._job and self._job.fault):
            return "warning"
        return "ok" if self._job and self._job.phase is JobPhase.PRINTED else "plain"

    def _page_comes(self) -> bool:
        return page_comes(self._job)

    @Property(bool, notify=updated)
    def canFinish(self) -> bool:
        """Not while a page is on its way: it would lie there for the next person."""
        return not self._page_comes()

    @property
    def holding(self) -> bool:
        return self._page_comes()

    def spoken(self) -> list[str]:
        points = [point["text"] for point in self.points if point["icon"] != "held"]
        return [self._title(), self._lead(), self.text("receipt_number"), self._number, *points]

    # -- taps -------------------------------------------------------------------------------------------------------------

    @Slot()
    def print(self) -> None:
        if not self.canPrint:
            return
        self._fault = None
        self._job = JobState(JobPhase.QUEUED)
        self.changed.emit()
        if self._certificate is not None:
            self._send(base64.b64decode(self._certificate.pdf))
            return
        application, published = self._application, self.stage.visit.published
        assert application is not None and published is not None
        services, delivered, language = self.stage.services, self._delivered, self.stage.language
        receipt, name = receipt_of(application), application.applicant.name
        making = self.stage.work(
            lambda: receipt_pdf(services, receipt, published, applicant=name, delivered=delivered, language=language)
        )
        self.stage.bridge.when_done(making, self._send, self._failed)

    @Slot()
    def proceed(self) -> None:
        if self.canFinish:
            self.stage.go_on()

    # -- what comes in ----------------------------------------------------------------------------------------------------

    def _word(self, number: str) -> None:
        if number != self._number:
            return
        if not self._delivered:
            self._delivered = True
            self.changed.emit()
            self.stage.say([self._title(), self._lead()])
        self._ask_certificate()

    def _network(self, online: bool) -> None:
        self._online = online
        self.changed.emit()
        if online:
            self._ask_certificate()

    def _ask_certificate(self) -> None:
        """Once the platform has issued one: it is fetched, and printed when the person wants it."""
        status = self.stage.services.outbox.status(self._number)
        if self._asked or self._application is None or status is None or not status.certificate:
            return
        self._asked = True
        answer = self.stage.services.platform.certificate(self._number, self._application.applicant.id_number)

        def came(certificate: CertificateAnswer) -> None:
            if self.stage.presenter is self:
                self._certificate = certificate
                self._printed = False  # that was the receipt
                self._fault = None
                self.changed.emit()
                self.stage.say([self._title(), self._lead()])

        def failed(fault: Fault) -> None:
            if self.stage.presenter is self:
                self._asked = False
                self._fault = fault
                self.changed.emit()

        self.stage.bridge.when_done(answer, came, failed)

    def _send(self, pdf: bytes) -> None:
        if self.stage.presenter is not self:
            return
        stop = self.stage.services.printer.print(pdf, self.stage.settled(self._followed))
        self.until_left(stop)

    def _followed(self, state: JobState) -> None:
        self._job = state
        self._printed = self._printed or state.phase is JobPhase.PRINTED
        self.changed.emit()
        if state.over or state.phase is JobPhase.STOPPED:
            self.stage.say([self._print_message()])

    def _failed(self, fault: Fault) -> None:
        if self.stage.presenter is not self:
            return
        self._job = None
        self._fault = fault
        self.changed.emit()

    # -- words ------------------------------------------------------------------------------------------------------------

    def _title(self) -> str:
        if self._certificate is not None:
            return self.text("receipt_title_certificate")
        return self.text("receipt_title_delivered" if self._delivered else "receipt_title_saved")

    def _lead(self) -> str:
        if self._certificate is not None:
            return self.text("receipt_lead_certificate")
        published = self.stage.visit.published
        issues = published is not None and published.matter.outcome == "certificate"
        if self._delivered:
            return self.text("receipt_lead_issuing" if issues else "receipt_lead_delivered")
        return self.text("receipt_lead_sending" if self._online else "receipt_lead_saved")

    def _certificate_facts(self, certificate: CertificateAnswer) -> str:
        """What can be compared with the paper: nothing comes out that was not seen before."""
        issued = certificate.issued_at.astimezone(self.stage.services.clock.now().tzinfo)
        when = isolate(moment_words(issued, self.stage.language))
        return self.text("receipt_point_certificate", when=when, code=ltr(certificate.verification_code))

    def _print_message(self) -> str:
        if self._fault is not None:
            return self.fault_text(self._fault)
        return "" if self._job is None else job_words(self, self._job)
