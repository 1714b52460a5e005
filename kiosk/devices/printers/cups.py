"""Printing PDF pages through CUPS to an IPP printer, each job followed to its end.

No page is written by us: the bytes go to CUPS over its socket. That CUPS keeps none either is its configuration's part:
PreserveJobFiles No, and RequestRoot and TempDir on a tmpfs (kiosk/devices/emulated/cups_server.py has it line by line).

The terminal opens no network socket, so what only the printer itself can say is asked through an `Exchange` (decision 0020).
While nobody carries questions to the printer, what CUPS knows of it has to do, and pages still come out.
"""

import contextlib
import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import cups

from kiosk.devices.misses import Misses
from kiosk.devices.printers.document import pages_of
from kiosk.devices.printers.ipp import Exchange, PrinterWord, cancel_job, cancel_jobs, printer_jobs, printer_word
from kiosk.devices.printers.job import JobPhase, JobState, Pages, Sides
from kiosk.devices.printers.reasons import stopping_fault, warnings
from kiosk.devices.state import DeviceState, Phase
from kiosk.devices.supervisor import AbsentFault, BackOff, LastingFault, Stop, SupervisedDevice
from kiosk.languages.fault import Fault, KnownFault, Mender

log = logging.getLogger("kiosk.devices")

JOB_NAME = "page"  # with a random end; a title is shown in logs: never anything of the person or the matter
_WANTED = ["job-state", "job-state-reasons"]
_PROCESSING, _STOPPED = 4, 5  # printer-state, RFC 8011 5.4.11
_COMPLETED, _CANCELED, _ABORTED = 9, 7, 8  # job-state, RFC 8011 5.3.7
_ABSENT = "printer_absent"

# Our papers are laid out for A4; a queue whose default is Letter would scale and shift them.
_A4 = "iso_a4_210x297mm"
_SHEET = {"media": _A4, "print-scaling": "none"}
_OPEN_TO_SIZES = (
    None,
    "printer_no_paper",
    "printer_other",
)  # what a printer may say of a tray with paper of another size


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. A faulted job stays "processing" in CUPS for ever, so the limits are ours."""

    look: float = 2.0  # between looks at an idle printer
    follow: float = 0.25  # between looks at a job
    stopped: float = 180.0  # how long a job waits for paper or the like
    cancel: float = 5.0  # how long the end of a cancelled job is waited for
    silent: float = 90.0  # how long a job may print without an end or a reason


@dataclass(slots=True, eq=False)
class _Job:
    pdf: bytes
    copies: int
    listener: Callable[[JobState], None]
    sides: Sides = Sides.ONE
    name: str = field(default_factory=lambda: f"{JOB_NAME}-{secrets.token_hex(4)}")
    cancelled: threading.Event = field(default_factory=threading.Event)
    pages: Pages | None = None
    told: JobState | None = None

    def tell(self, phase: JobPhase, fault: Fault | None = None) -> None:
        state = JobState(phase, fault, self.pages)
        if state != self.told and not (self.told is not None and self.told.over):
            self.told = state
            self.listener(state)


class CupsPrinter(SupervisedDevice):
    """Implements Printer over one queue of a CUPS server, given by the path of its socket.

    The queue belongs to this terminal alone: jobs found in it at the start are those of a terminal that died, and are thrown away.
    The user of the terminal must be in cupsd's SystemGroup, to resume a queue that CUPS has stopped.
    """

    def __init__(
        self,
        queue_name: str,
        server: str,
        exchange: Exchange,
        *,
        limits: Limits | None = None,
        back_off: BackOff | None = None,
        sole: bool = True,
    ) -> None:
        """`sole`: whether the queue is ours alone, so that what lies in it at the start is nobody's any more."""
        super().__init__("printer", back_off)
        self._queue_name = queue_name
        self._server = server
        self._exchange = exchange
        self._sole = sole
        self._limits = limits or Limits()
        self._connection: Any = None
        self._uri = ""
        self._misses = Misses()
        self._missed_at = 0.0
        self._two_sided = False
        self._warnings: tuple[str, ...] = ()
        self._warned: list[Callable[[tuple[str, ...]], None]] = []
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._following: tuple[_Job, int] | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a technician should see to before it stops the printer (reasons.py)."""
        return self._warnings

    def watch_warnings(self, listener: Callable[[tuple[str, ...]], None]) -> Stop:
        """Called at once, then at each change, on the device's thread."""
        self._warned.append(listener)
        listener(self._warnings)
        return lambda: self._warned.remove(listener) if listener in self._warned else None

    def print(
        self, pdf: bytes, listener: Callable[[JobState], None], *, copies: int = 1, sides: Sides = Sides.ONE
    ) -> Stop:
        """Prints and tells each step. While there is no printer the job fails at once: nothing is printed later for nobody.
        `sides`: two where the printer can, otherwise one."""
        if copies < 1:
            raise ValueError("at least one copy")
        job = _Job(pdf, copies, listener, sides)
        if self.state.phase in (Phase.ABSENT, Phase.STARTING, Phase.FAILED):
            job.tell(JobPhase.FAILED, self.state.fault or _absent())
            return lambda: None
        job.tell(JobPhase.QUEUED)
        self._jobs.put(job)
        return job.cancelled.set

    def _set_up(self) -> None:
        self._misses.seen()
        # A job that slipped in while the last connection was torn down is from before: nobody waits for it any more.
        self._refuse_waiting(_absent())
        try:
            self._connection = cups.Connection(host=self._server)
        except RuntimeError:
            raise AbsentFault(Fault("printer_service_absent", Mender.TECHNICIAN)) from None
        try:
            attributes = self._connection.getPrinterAttributes(
                self._queue_name, requested_attributes=["device-uri", "sides-supported"]
            )
        except cups.IPPError as refusal:
            if refusal.args[0] == cups.IPP_NOT_FOUND:
                raise LastingFault(Fault("printer_not_configured", Mender.TECHNICIAN)) from None
            raise AbsentFault(Fault("printer_service_absent", Mender.TECHNICIAN)) from None
        self._uri = str(attributes["device-uri"])
        self._two_sided = Sides.TWO in attributes.get("sides-supported", ())
        if self._sole:
            self._resume()
            try:
                self._connection.cancelAllJobs(name=self._queue_name, purge_jobs=False)
            except cups.IPPError:
                raise LastingFault(Fault("printer_not_permitted", Mender.TECHNICIAN)) from None
        try:
            if self._sole:
                cancel_jobs(self._exchange, self._uri, JOB_NAME)
            else:
                printer_word(self._exchange, self._uri)
        except KnownFault as silent:
            if silent.fault.code == _ABSENT:
                raise AbsentFault(silent.fault) from None
            # Nobody carries questions to it. What an earlier terminal left in it stays there; CUPS has been emptied.

    def _run(self) -> None:
        while not self._closing.is_set():
            self._rest()
            try:
                job = self._jobs.get(timeout=self._limits.look)
            except queue.Empty:
                continue
            if job is not None:
                self._follow(job)

    def _tear_down(self, fault: Fault | None) -> None:
        why = fault or _absent()
        following, self._following = self._following, None
        if following is not None:
            job, number = following
            self._take_out(job, number)
            job.tell(JobPhase.FAILED, why)
        self._connection = None
        self._refuse_waiting(why)

    def _refuse_waiting(self, why: Fault) -> None:
        while not self._jobs.empty():
            waiting = self._jobs.get()
            if waiting is not None:
                waiting.tell(JobPhase.FAILED, why)

    def _wake(self) -> None:
        self._jobs.put(None)

    def _rest(self) -> None:
        """The state between jobs."""
        fault = self._ask()
        if fault is not None and fault.code == _ABSENT:
            raise AbsentFault(fault)
        self._become(DeviceState(Phase.READY) if fault is None else DeviceState(Phase.ATTENTION, fault))

    def _ask(self) -> Fault | None:
        """What keeps the printer from printing. A printer that does not answer counts as it was, until the third miss."""
        try:
            word = printer_word(self._exchange, self._uri)
        except KnownFault as silent:
            if silent.fault.code != _ABSENT:
                return self._last_known()
            return silent.fault if self._missed() else self.state.fault
        self._misses.seen()
        self._warn(warnings(word.reasons))
        return _stopping(word)

    def _missed(self) -> bool:
        """The printer did not answer; whether it counts as gone. Three looks, not three questions: a job asks many times a second."""
        if time.monotonic() - self._missed_at < self._limits.look:
            return False
        self._missed_at = time.monotonic()
        return self._misses.missed()

    def _warn(self, now: tuple[str, ...]) -> None:
        if now == self._warnings:
            return
        self._warnings = now
        log.info("device_warns %s %s", self.name, ",".join(now) or "nothing")
        for listener in tuple(self._warned):
            listener(now)

    def _last_known(self) -> Fault | None:
        """What CUPS heard of the printer when it last sent it something."""
        try:
            known = self._connection.getPrinterAttributes(
                self._queue_name, requested_attributes=["printer-state-reasons"]
            )
        except (cups.IPPError, cups.HTTPError, RuntimeError):
            raise AbsentFault(Fault("printer_service_absent", Mender.TECHNICIAN)) from None
        reasons = known.get("printer-state-reasons", ())
        return stopping_fault((reasons,) if isinstance(reasons, str) else reasons)

    def _follow(self, job: _Job) -> None:
        if job.cancelled.is_set():
            job.tell(JobPhase.FAILED, Fault("print_cancelled"))
            return
        try:
            job.pages = Pages(pages_of(job.pdf) * job.copies)
        except KnownFault as unprintable:
            job.tell(JobPhase.FAILED, unprintable.fault)
            return
        number = self._submit(job)
        self._following = (job, number)
        changed = time.monotonic()
        while not job.cancelled.wait(self._limits.follow) and not self._closing.is_set():
            over = self._outcome(number)
            if over is not None and over.phase is JobPhase.PRINTED:
                over = self._confirmed(job)
            self._count(job, over=over is not None)
            if over is not None:
                self._end(job, number, _judged(over, job.pages))
                return
            fault = self._ask()
            told = job.told
            if fault is not None:
                job.tell(JobPhase.STOPPED, fault)
                self._become(DeviceState(Phase.ATTENTION, fault))
            else:
                if told is not None and told.phase is JobPhase.STOPPED:
                    self._resume()
                job.tell(JobPhase.PRINTING)
                self._become(DeviceState(Phase.BUSY))
            if job.told != told:
                changed = time.monotonic()
            elif time.monotonic() - changed > (self._limits.stopped if fault else self._limits.silent):
                self._end(job, number, JobState(JobPhase.FAILED, fault or Fault("printer_silent", Mender.TECHNICIAN)))
                return
        self._end(job, number, JobState(JobPhase.FAILED, Fault("print_cancelled")))

    def _submit(self, job: _Job) -> int:
        """Hands the page to CUPS. Raises KnownFault after telling the job."""
        sides = job.sides if self._two_sided else Sides.ONE
        wanted = {"copies": str(job.copies), "sides": sides.value, **_SHEET}
        try:
            number = int(self._connection.createJob(self._queue_name, job.name, wanted))
            self._following = (job, number)
            self._connection.startDocument(self._queue_name, number, job.name, "application/pdf", 1)
            self._connection.writeRequestData(job.pdf, len(job.pdf))
            self._connection.finishDocument(self._queue_name)
        except (cups.IPPError, cups.HTTPError, RuntimeError):
            fault = Fault("printer_service_absent", Mender.TECHNICIAN)
            job.tell(JobPhase.FAILED, fault)
            raise AbsentFault(fault) from None
        job.pdf = b""
        return number

    def _confirmed(self, job: _Job) -> JobState | None:
        """The printer's own word on a job that CUPS calls completed, None while it does not answer: CUPS says so too when the printer
        was switched off in the middle of it."""
        gave_up = JobState(JobPhase.FAILED, Fault("printer_gave_up", Mender.TECHNICIAN))
        try:
            ended = printer_jobs(self._exchange, self._uri, "", over=True)
        except KnownFault as silent:
            if silent.fault.code != _ABSENT:
                return JobState(
                    JobPhase.PRINTED
                )  # nobody carries the question: CUPS's word has to do, and no count is claimed
            return JobState(JobPhase.FAILED, silent.fault) if self._missed() else None
        self._misses.seen()
        mine = next((one for one in ended if one.name == job.name), None)
        if mine is None:
            # A printer that remembers others and not this one was started anew; one that remembers none keeps no history.
            return gave_up if ended else JobState(JobPhase.PRINTED)
        return JobState(JobPhase.PRINTED) if mine.state == _COMPLETED else gave_up

    def _count(self, job: _Job, *, over: bool) -> None:
        """How much of it lies in the tray, by the printer's own count: CUPS counts what its filters have read. And there is one of it:
        a backend that heard no answer sends the document again."""
        assert job.pages is not None
        with contextlib.suppress(KnownFault):  # it does not answer now: what it said last stands
            mine = printer_jobs(self._exchange, self._uri, job.name)
            for second in mine[1:]:
                cancel_job(self._exchange, self._uri, second.number)
            if over and not mine:
                mine = printer_jobs(self._exchange, self._uri, job.name, over=True)
            # Nought may be the count of a printer that does not count; before the end it says nothing anyway.
            if mine and mine[0].impressions:
                job.pages = Pages(job.pages.expected, mine[0].impressions)

    def _outcome(self, number: int) -> JobState | None:
        """How the job ended, None while it has not. Raises AbsentFault when CUPS is gone."""
        try:
            attributes = self._connection.getJobAttributes(number, _WANTED)
        except cups.IPPError as refusal:
            if refusal.args[0] == cups.IPP_NOT_FOUND:
                # Forgotten by CUPS without a word: nobody may be told that it was printed.
                return JobState(JobPhase.FAILED, Fault("printer_gave_up", Mender.TECHNICIAN))
            raise AbsentFault(Fault("printer_service_absent", Mender.TECHNICIAN)) from None
        except (cups.HTTPError, RuntimeError):
            raise AbsentFault(Fault("printer_service_absent", Mender.TECHNICIAN)) from None
        reasons = attributes.get("job-state-reasons", ())
        reasons = (reasons,) if isinstance(reasons, str) else tuple(reasons)
        state = attributes["job-state"]
        if state == _COMPLETED and "job-completed-with-errors" not in reasons:
            return JobState(JobPhase.PRINTED)
        if state in (_COMPLETED, _CANCELED, _ABORTED):
            return JobState(JobPhase.FAILED, Fault("printer_gave_up", Mender.TECHNICIAN))
        return None

    def _end(self, job: _Job, number: int, outcome: JobState) -> None:
        # First out of the queue, then told: when the person hears it, no page can come any more.
        if outcome.phase is not JobPhase.PRINTED:
            self._take_out(job, number)
            self._count(job, over=True)
        self._following = None
        job.tell(outcome.phase, outcome.fault)

    def _take_out(self, job: _Job, number: int) -> None:
        """Cancels a job, here and in the printer, and waits until CUPS sends it nothing more.

        CUPS alone is not to be trusted with it: its backend hears of a cancelled job only when all of it is sent, and not at all
        when the job is purged. Left in the printer, the page would come out for the next person.
        """
        # If CUPS is gone, or the job over already, the sweep is all there is to do; _set_up sweeps again.
        with contextlib.suppress(cups.IPPError, cups.HTTPError, RuntimeError):
            self._connection.cancelJob(number)
            deadline = time.monotonic() + self._limits.cancel
            while self._sending() and time.monotonic() < deadline:
                self._sweep(job)
                time.sleep(self._limits.follow)
        self._sweep(job)

    def _sending(self) -> bool:
        attributes = self._connection.getPrinterAttributes(self._queue_name, requested_attributes=["printer-state"])
        return bool(attributes["printer-state"] == _PROCESSING)

    def _sweep(self, job: _Job) -> None:
        with contextlib.suppress(KnownFault):
            cancel_jobs(self._exchange, self._uri, job.name)

    def _resume(self) -> None:
        """Lets a queue go on that CUPS has stopped."""
        try:
            self._connection.enablePrinter(self._queue_name)
            self._connection.acceptJobs(self._queue_name)
        except (cups.IPPError, cups.HTTPError, RuntimeError):
            raise LastingFault(Fault("printer_not_permitted", Mender.TECHNICIAN)) from None


def _absent() -> Fault:
    return Fault(_ABSENT, Mender.TECHNICIAN)


def _stopping(word: PrinterWord) -> Fault | None:
    """What keeps a printer from printing our papers."""
    fault = stopping_fault(word.reasons)
    if word.ready and _A4 not in word.ready and (fault.code if fault else None) in _OPEN_TO_SIZES:
        return Fault("printer_wrong_paper", Mender.TECHNICIAN)
    if fault is None and word.state == _STOPPED:
        return Fault("printer_other", Mender.TECHNICIAN)
    return fault


def _judged(over: JobState, pages: Pages | None) -> JobState:
    """A document of which some pages are missing was not printed, whatever was said of its end."""
    if over.phase is JobPhase.PRINTED and pages is not None and pages.in_part:
        return JobState(JobPhase.FAILED, Fault("printer_part", Mender.TECHNICIAN))
    return over
