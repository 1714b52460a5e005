"""One resilient loop for every device: set up, run, tear down, and again after a pause, in a thread of its own.

Trouble is of two kinds, and the driver says which by what it raises:

* **passing** (AbsentFault, any other KnownFault, and bugs): the device is tried again after 2, 4, 8 … 20 s, at once when hardware was
  plugged in (`look_again`), for as long as the terminal runs;
* **lasting** (LastingFault): no later try can help, a technician must change something; the loop ends until `start` is called again.

The log has one line when a device fails and one when it is back, however many tries lie between.
"""

import logging
import threading
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import Fault, KnownFault, Mender

log = logging.getLogger("kiosk.devices")

Stop = Callable[[], None]


class AbsentFault(KnownFault):
    """The device is not there (unplugged, not started yet); it is looked for again."""


class LastingFault(KnownFault):
    """No later try can help: a wrong configuration, a missing package."""


@dataclass(frozen=True, slots=True)
class BackOff:
    """Pauses between tries, in seconds, doubling. `wait(roused, seconds)` returns as soon as the event is set: the device is closed, or
    looks again."""

    first: float = 2.0
    longest: float = 20.0
    wait: Callable[[threading.Event, float], bool] = threading.Event.wait

    def seconds(self, failures: int) -> float:
        """The pause after so many failures in a row (1, 2, …); those before the hardware changed do not count."""
        return min(self.longest, self.first * 2.0 ** min(failures - 1, 16))


class SupervisedDevice(ABC):
    """What every device offers: `start`, `close`, `state`, `watch`. A driver fills in `_set_up`, `_run`, `_tear_down`.

    `_run` returns when `_closing` is set; it must look at least every 200 ms or be woken by `_wake`.
    """

    def __init__(self, name: str, back_off: BackOff | None = None) -> None:
        self.name = name
        self._back_off = back_off or BackOff()
        self._closing = threading.Event()
        self._roused = threading.Event()
        self._thread: threading.Thread | None = None
        self._listeners: list[Callable[[DeviceState], None]] = []
        self._state = DeviceState(Phase.ABSENT)
        # Reentrant: a listener may watch or stop watching while it is being told.
        self._state_lock = threading.RLock()

    @property
    def state(self) -> DeviceState:
        return self._state

    def watch(self, listener: Callable[[DeviceState], None]) -> Stop:
        """Calls `listener` at once with the state now, then at each change, on the device's thread."""
        with self._state_lock:
            self._listeners.append(listener)
            listener(self._state)

        def stop() -> None:
            with self._state_lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def start(self) -> None:
        """Begins in its own thread and returns at once; harmless when it runs already."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._closing.clear()
        self._become(DeviceState(Phase.STARTING))
        self._thread = threading.Thread(target=self._supervise, name=f"device-{self.name}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the thread and lets go of the hardware; returns when that is done."""
        self._closing.set()
        self._roused.set()
        self._wake()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
            self._thread = None

    def look_again(self) -> None:
        """Hardware came or went: a device that waits for its next try makes it now, and its pauses are short again. From any thread."""
        self._roused.set()

    @abstractmethod
    def _set_up(self) -> None:
        """Opens the hardware. Raises KnownFault."""

    @abstractmethod
    def _run(self) -> None:
        """Serves until closed. Raises KnownFault when the hardware fails."""

    @abstractmethod
    def _tear_down(self, fault: Fault | None) -> None:
        """Lets go of whatever `_set_up` reached, also after it failed half-way; `fault` is why, None at close. Never raises."""

    def _wake(self) -> None:  # noqa: B027 - not every driver sleeps on something of its own
        """Ends a wait of the driver early."""

    def _become(self, state: DeviceState) -> None:
        with self._state_lock:
            if state == self._state:
                return
            self._state = state
            for listener in tuple(self._listeners):
                listener(state)

    def _supervise(self) -> None:
        failures = pauses = 0
        while not self._closing.is_set():
            fault: Fault | None = None
            phase = Phase.FAILED
            lasting = False
            self._roused.clear()
            try:
                self._set_up()
                if failures:
                    log.info("device_back %s after %d tries", self.name, failures)
                failures = pauses = 0
                self._become(DeviceState(Phase.READY))
                try:
                    self._run()
                finally:
                    self._roused.clear()  # what came and went while all was well is no reason to hurry now
            except AbsentFault as absent:
                fault, phase = absent.fault, Phase.ABSENT
            except KnownFault as known:
                fault, lasting = known.fault, isinstance(known, LastingFault)
            except Exception as bug:
                fault = self._report(bug)
            try:
                self._tear_down(fault)
            except Exception as bug:
                fault = self._report(bug)
            if fault is None:
                continue
            failures += 1
            if failures == 1:
                log.warning("device_failed %s %s", self.name, fault.code)
            self._become(DeviceState(phase, fault, lasting))
            # Asked after the state was told: `close` sets this first and rouses after it.
            if lasting or self._closing.is_set():
                break
            pauses += 1
            self._back_off.wait(self._roused, self._back_off.seconds(pauses))
            if self._roused.is_set():
                pauses = 0
        if self._closing.is_set():
            self._become(DeviceState(Phase.ABSENT))

    def _report(self, bug: Exception) -> Fault:
        """Only the place is written: the words of an exception may hold what was on a card."""
        place = traceback.extract_tb(bug.__traceback__)[-1]
        log.error("device_bug %s %s at %s:%s", self.name, type(bug).__name__, Path(place.filename).name, place.lineno)
        return Fault("device_bug", Mender.TECHNICIAN, {"device": self.name})
