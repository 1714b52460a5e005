"""A deadline for a whole exchange. Timeouts of a socket start anew with each byte, so a drop a minute could hold us for ever."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from weakref import WeakSet


class Cut:
    """`socket` is whatever is connected now. When it is struck the socket is shut: who waits on it is woken by an OSError or an end."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.struck = False

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        self.struck = False
        timer = threading.Timer(seconds, self.strike)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def strike(self) -> None:
        self.struck = True
        if self.socket is not None:
            with contextlib.suppress(OSError):
                # Not SSLSocket.shutdown: it forgets its TLS state under the thread that reads.
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


class Stop(threading.Event):
    """Ends waits between attempts, and exchanges that are under way: an agent that is told to stop does not wait for a network."""

    def __init__(self) -> None:
        super().__init__()
        self._cuts: WeakSet[Cut] = WeakSet()

    def ends(self, cut: Cut) -> None:
        self._cuts.add(cut)

    def set(self) -> None:
        super().set()
        for cut in list(self._cuts):
            cut.strike()
