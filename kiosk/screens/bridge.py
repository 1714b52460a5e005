"""From the threads of devices, store and agent to Qt's main thread."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from kiosk.languages.fault import Fault, KnownFault

Answer = TypeVar("Answer")


class Bridge(QObject):
    """`post` runs a call on the main thread, in order, from any thread."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        self._posted.emit(call)

    def listener(self, call: Callable[..., None]) -> Callable[..., None]:
        """`call`, to be given to a device as its listener."""
        return lambda *arguments: self.post(lambda: call(*arguments))

    def when_done(
        self, future: "Future[Answer]", then: Callable[[Answer], None], failed: Callable[[Fault], None]
    ) -> None:
        """One of both is called on the main thread. What is no KnownFault is a bug and is raised there."""

        def done(finished: "Future[Any]") -> None:
            try:
                answer = finished.result()
            except CancelledError:
                return
            except KnownFault as known:
                fault = known.fault
                self.post(lambda: failed(fault))
            except Exception as bug:
                self.post(lambda bug=bug: _raise(bug))
            else:
                self.post(lambda: then(answer))

        future.add_done_callback(done)

    def _run(self, call: Callable[[], None]) -> None:
        call()


def _raise(bug: Exception) -> None:
    raise bug
