"""What all card readers have in common: looking for a card, attendances, and the events they hear.

A driver says how to look (`_look`) and how to read (`_read`).
"""

import threading
from abc import abstractmethod
from collections.abc import Callable

from kiosk.devices.card_readers.events import CardEvent, CardFailed, CardPlaced, CardRead, CardRemoved
from kiosk.devices.state import DeviceState, Phase
from kiosk.devices.supervisor import AbsentFault, BackOff, Stop, SupervisedDevice
from kiosk.languages.fault import Fault, KnownFault
from kiosk.visit.identity import Identity

LOOK_EVERY = 0.2  # seconds; five looks a second feel immediate and leave the card in peace
SETTLED_AFTER = 0.5  # seconds; pcscd looks into a slot every 0.4
TRIES = 2  # a hand that still moves often spoils the first read
WORTH_ANOTHER_TRY = ("card_unreadable", "reader_garbled")


class _Attendance:
    """One listener and what it knows of the card that lies there. `lock` makes `Stop` final: nothing is heard after it."""

    def __init__(self, listener: Callable[[CardEvent], None], address: bool) -> None:
        self.address = address
        self.served = False  # the card that lies there was placed and read, or failed
        self._listener = listener
        self._stopped = False
        self._lock = threading.RLock()

    def tell(self, event: CardEvent) -> None:
        with self._lock:
            if not self._stopped:
                self._listener(event)

    def stop(self) -> None:
        with self._lock:
            self._stopped = True


class AttendedReader(SupervisedDevice):
    """Implements the Protocol CardReader of kiosk/screens/services.py over two questions to the hardware."""

    def __init__(self, name: str, back_off: BackOff | None = None) -> None:
        super().__init__(name, back_off)
        self._present = False
        self._attendances: list[_Attendance] = []
        self._presence_listeners: list[Callable[[bool], None]] = []
        self._lock = threading.RLock()
        self._woken = threading.Event()

    @property
    def card_present(self) -> bool:
        return self._present

    def watch_presence(self, listener: Callable[[bool], None]) -> Stop:
        """Calls `listener` at once with whether a card lies there, then at each change."""
        with self._lock:
            self._presence_listeners.append(listener)
            listener(self._present)

        def stop() -> None:
            with self._lock:
                if listener in self._presence_listeners:
                    self._presence_listeners.remove(listener)

        return stop

    def attend(self, listener: Callable[[CardEvent], None], *, address: bool) -> Stop:
        """Reads every card from now on, one that already lies there at once. Nothing is heard after `Stop` has returned."""
        attendance = _Attendance(listener, address)
        with self._lock:
            self._attendances.append(attendance)
        self._wake()

        def stop() -> None:
            attendance.stop()
            with self._lock:
                if attendance in self._attendances:
                    self._attendances.remove(attendance)

        return stop

    @abstractmethod
    def _look(self) -> bool:
        """Whether a card lies there now. Raises KnownFault when the reader itself fails."""

    @abstractmethod
    def _read(self, *, address: bool) -> Identity:
        """Reads the card. Raises KnownFault; AbsentFault when the reader is gone."""

    def _wake(self) -> None:
        self._woken.set()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._notice(self._look())
            if self._present:
                for attendance in self._unserved():
                    self._serve(attendance)
            self._woken.wait(LOOK_EVERY)
            self._woken.clear()

    def _unserved(self) -> list[_Attendance]:
        with self._lock:
            return [attendance for attendance in self._attendances if not attendance.served]

    def _serve(self, attendance: _Attendance) -> None:
        attendance.served = True
        attendance.tell(CardPlaced())
        self._become(DeviceState(Phase.BUSY))
        try:
            event = self._read_patiently(attendance.address)
        except KnownFault as trouble:
            # The reader itself failed: whoever waits for the card hears it before the supervisor takes over.
            attendance.tell(CardFailed(trouble.fault))
            raise
        self._become(DeviceState(Phase.READY))
        attendance.tell(event)

    def _read_patiently(self, address: bool) -> CardEvent:
        for attempt in range(1, TRIES + 1):
            try:
                return CardRead(self._read(address=address))
            except AbsentFault:
                raise
            except KnownFault as failure:
                # The driver below may notice a moment later than the read that the card is gone.
                self._closing.wait(SETTLED_AFTER)
                if not self._look():
                    return CardFailed(Fault("card_pulled"))
                if attempt == TRIES or failure.fault.code not in WORTH_ANOTHER_TRY:
                    return CardFailed(failure.fault)
        raise AssertionError("every try returns or raises")

    def _notice(self, present: bool) -> None:
        if present == self._present:
            return
        self._present = present
        with self._lock:
            watching = tuple(self._presence_listeners)
            attending = tuple(self._attendances)
        for listener in watching:
            listener(present)
        if not present:
            for attendance in attending:
                # An attendance that began after the card was gone was never told of it.
                if attendance.served:
                    attendance.served = False
                    attendance.tell(CardRemoved())

    def _tear_down(self, fault: Fault | None) -> None:
        self._notice(False)
        self._let_go()

    @abstractmethod
    def _let_go(self) -> None:
        """Closes the wire. Never raises."""
