"""The cable between agent and platform, as a TCP proxy that can be cut, stalled and mended.

A cut closes what is connected and refuses what comes: the agent meets it where a real cable would be, below HTTP. A stalled one stays
connected and carries nothing.
"""

import contextlib
import selectors
import socket
import threading


class Cable:
    """Listens on a free port of loopback and carries bytes to `target`, which may be set anew: new connections go there. Thread-safe."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self._flows = threading.Event()
        self._flows.set()
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._whole = True
        self._cut_after_answer_of: bytes | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._over = False
        threading.Thread(target=self._accept, name="cable", daemon=True).start()

    @property
    def whole(self) -> bool:
        return self._whole

    def cut(self) -> None:
        with self._lock:
            self._whole = False
            pairs, self._pairs = self._pairs, []
            self._flows.set()
        for pair in pairs:
            for end in pair:
                _hang_up(end)

    def mend(self) -> None:
        with self._lock:
            self._cut_after_answer_of = None
            self._whole = True
            self._flows.set()

    def stall(self) -> None:
        """Until it is mended or cut."""
        self._flows.clear()

    def cut_at(self, request: bytes) -> None:
        """Cuts once the platform has taken a request that contains these bytes, before its answer comes back."""
        with self._lock:
            self._cut_after_answer_of = request

    def close(self) -> None:
        self._over = True
        # An accept that waits is woken by a last connection; closing alone does not end it everywhere.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while not self._over:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if not self._whole or self._over:
                _hang_up(near)
                continue
            try:
                far = socket.create_connection(self.target, 2)
            except OSError:
                _hang_up(near)
                continue
            with self._lock:
                self._pairs.append((near, far))
            threading.Thread(target=self._carry, args=(near, far), name="cable-pair", daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        asked = b""
        struck = False
        with contextlib.suppress(OSError), selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in ready.select():
                    source = key.fileobj
                    assert isinstance(source, socket.socket)
                    part = source.recv(1 << 16)
                    if not part:
                        return self._end(near, far)
                    mark = self._cut_after_answer_of
                    if source is near and mark is not None:
                        asked = (asked + part)[-(1 << 16) :]
                        struck = struck or mark in asked
                    elif source is far and struck:
                        # The platform has answered, so it has committed; the terminal will never hear of it.
                        self.cut()
                        return None
                    self._flows.wait()
                    key.data.sendall(part)
        return self._end(near, far)

    def _end(self, near: socket.socket, far: socket.socket) -> None:
        with self._lock:
            if (near, far) in self._pairs:
                self._pairs.remove((near, far))
        _hang_up(near)
        _hang_up(far)


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
