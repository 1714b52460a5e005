"""Printing PDF pages through CUPS to an IPP printer, each job followed to its end.

No page is written by us: the bytes go to CUPS over its socket. That CUPS keeps none either is its configuration's part:
PreserveJobFiles No, and RequestRoot and TempDir on a tmpfs (kiosk/devices/emulated/cups_server.py has it line by line).

The terminal opens no network socket, so what only the printer itself can say is asked through an `Exchange` (decision 0020).
While nobody carries questions to the printer, what CUPS knows of it has to do, and pages still come out.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import cups

from kiosk.devices.misses import Misses
from kiosk.devices.printers.ipp import Exchange, cancel_jobs, printer_reasons
from kiosk.devices.printers.job import JobPhase, JobState
from kiosk.devices.printers.reasons import stopping_fault
from kiosk.devices.state import DeviceState, Phase
from kiosk.devices.supervisor import AbsentFault, BackOff, LastingFault, Stop, SupervisedDevice
from kiosk.languages.fault import Fault, KnownFault, Mender

JOB_NAME = "page"  # a title is shown in logs: never anything of the person or the matter
_WANTED = ["job-state", "job-state-reasons"]
_PROCESSING = 4  # printer-state, RFC 8011 5.4.11
_COMPLETED, _CANCELED, _ABORTED = 9, 7, 8  # job-state, RFC 8011 5.3.7
_ABSENT = "printer_absent"

# Our papers are laid out for A4; a queue whose default is Letter would scale and shift them.
_SHEET = {"media": "iso_a4_210x297mm", "print-scaling": "none"}


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
    cancelled: threading.Event = field(default_factory=threading.Event)
    told: JobState | None = None

    def tell(self, phase: JobPhase, fault: Fault | None = None) -> None:
        state = JobState(phase, fault)
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
    ) -> None:
        super().__init__("printer", back_off)
        self._queue_name = queue_name
        self._server = server
        self._exchange = exchange
        self._limits = limits or Limits()
        self._connection: Any = None
        self._uri = ""
        self._misses = Misses()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._following: tuple[_Job, int] | None = None

    def print(self, pdf: bytes, listener: Callable[[JobState], None], *, copies: int = 1) -> Stop:
        """Prints and tells each step. While there is no printer the job fails at once: nothing is printed later for nobody."""
        if copies < 1:
            raise ValueError("at least one copy")
        job = _Job(pdf, copies, listener)
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
            attributes = self._connection.getPrinterAttributes(self._queue_name, requested_attributes=["device-uri"])
        except cups.IPPError as refusal:
            if refusal.args[0] == cups.IPP_NOT_FOUND:
                raise LastingFault(Fault("printer_not_configured", Mender.TECHNICIAN)) from None
            raise AbsentFault(Fault("printer_service_absent", Mender.TECHNICIAN)) from None
        self._uri = str(attributes["device-uri"])
        self._resume()
        try:
            self._connection.cancelAllJobs(name=self._queue_name, purge_jobs=False)
        except cups.IPPError:
            raise LastingFault(Fault("printer_not_permitted", Mender.TECHNICIAN)) from None
        try:
            cancel_jobs(self._exchange, self._uri, JOB_NAME)
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
            self._take_out(number)
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
            reasons = printer_reasons(self._exchange, self._uri)
        except KnownFault as silent:
            if silent.fault.code != _ABSENT:
                return self._last_known()
            return silent.fault if self._misses.missed() else self.state.fault
        self._misses.seen()
        return stopping_fault(reasons)

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
        number = self._submit(job)
        self._following = (job, number)
        changed = time.monotonic()
        while not job.cancelled.wait(self._limits.follow) and not self._closing.is_set():
            over = self._outcome(number)
            if over is not None:
                self._end(job, number, over)
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
        try:
            number = int(self._connection.createJob(self._queue_name, JOB_NAME, {"copies": str(job.copies), **_SHEET}))
            self._following = (job, number)
            self._connection.startDocument(self._queue_name, number, JOB_NAME, "application/pdf", 1)
            self._connection.writeRequestData(job.pdf, len(job.pdf))
            self._connection.finishDocument(self._queue_name)
        except (cups.IPPError, cups.HTTPError, RuntimeError):
            fault = Fault("printer_service_absent", Mender.TECHNICIAN)
            job.tell(JobPhase.FAILED, fault)
            raise AbsentFault(fault) from None
        job.pdf = b""
        return number

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
            self._take_out(number)
        self._following = None
        job.tell(outcome.phase, outcome.fault)

    def _take_out(self, number: int) -> None:
        """Cancels a job, here and in the printer, and waits until CUPS sends it nothing more.

        CUPS alone is not to be trusted with it: its backend hears of a cancelled job only when all of it is sent, and not at all
        when the job is purged. Left in the printer, the page would come out for the next person.
        """
        # If CUPS is gone, or the job over already, the sweep is all there is to do; _set_up sweeps again.
        with contextlib.suppress(cups.IPPError, cups.HTTPError, RuntimeError):
            self._connection.cancelJob(number)
            deadline = time.monotonic() + self._limits.cancel
            while self._sending() and time.monotonic() < deadline:
                self._sweep()
                time.sleep(self._limits.follow)
        self._sweep()

    def _sending(self) -> bool:
        attributes = self._connection.getPrinterAttributes(self._queue_name, requested_attributes=["printer-state"])
        return bool(attributes["printer-state"] == _PROCESSING)

    def _sweep(self) -> None:
        with contextlib.suppress(KnownFault):
            cancel_jobs(self._exchange, self._uri, JOB_NAME)

    def _resume(self) -> None:
        """Lets a queue go on that CUPS has stopped."""
        try:
            self._connection.enablePrinter(self._queue_name)
            self._connection.acceptJobs(self._queue_name)
        except (cups.IPPError, cups.HTTPError, RuntimeError):
            raise LastingFault(Fault("printer_not_permitted", Mender.TECHNICIAN)) from None


def _absent() -> Fault:
    return Fault(_ABSENT, Mender.TECHNICIAN)
