"""Asks now and then whether a new process could do what this one cannot, and ends this one when it could and nobody stands before it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer

from kiosk.languages.fault import Fault
from kiosk.screens.bridge import Bridge

_LOOKS_MS = 5000


class Renewal(QObject):
    """To answer means to open the stores, which takes seconds on a slow disk: a thread does it, one at a time, and the screen goes on.

    Its answer counts only if nobody has come meanwhile.
    """

    def __init__(
        self,
        wants_anew: Callable[[], bool],
        free: Callable[[], bool],
        end: Callable[[], None],
        looks_ms: int = _LOOKS_MS,
    ) -> None:
        """`wants_anew` is asked on a thread of its own; `free` (nobody is there) and `end` are called on Qt's."""
        super().__init__()
        self._wants_anew = wants_anew
        self._free = free
        self._end = end
        self._bridge = Bridge(self)
        self._asking = False
        self._timer = QTimer(self, interval=looks_ms)
        self._timer.timeout.connect(self._ask)
        self._timer.start()

    def stop(self) -> None:
        """An answer that is still to come is not heard."""
        self._timer.stop()
        self._free = lambda: False

    def _ask(self) -> None:
        if self._asking or not self._free():
            return
        self._asking = True
        answer: Future[bool] = Future()
        self._bridge.when_done(answer, self._answered, self._failed)

        def ask() -> None:
            try:
                answer.set_result(self._wants_anew())
            except Exception as error:
                answer.set_exception(error)

        # A daemon: whoever ends the terminal does not wait for a disk.
        threading.Thread(target=ask, name="renewal", daemon=True).start()

    def _answered(self, wanted: bool) -> None:
        self._asking = False
        if wanted and self._free():
            self._end()

    def _failed(self, fault: Fault) -> None:
        """The machine stays as it is, and is asked again."""
        self._asking = False
