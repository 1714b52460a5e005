"""A deadline for a whole exchange. Timeouts of a socket start anew with each byte, so a drop a minute could hold us for ever."""

import contextlib
import socket
import threading
from collections.abc import Iterator


class Cut:
    """`socket` is whatever is connected now; when time is up it is shut, and who waits on it is woken by an OSError or an end."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.struck = False

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        self.struck = False
        timer = threading.Timer(seconds, self._strike)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _strike(self) -> None:
        self.struck = True
        if self.socket is not None:
            with contextlib.suppress(OSError):
                # Not SSLSocket.shutdown: it forgets its TLS state under the thread that reads.
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)
