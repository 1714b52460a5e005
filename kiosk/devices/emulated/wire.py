"""A TCP wire to a far end that speaks for itself (a printer on the network): what it answers passes through a fault plan."""

import contextlib
import socket
import threading
import time

from kiosk.devices.emulated.faults import FaultPlan

_PIECE = 65536  # bytes
_LOOK_EVERY = 0.1  # seconds
_LET_GO_WITHIN = 5.0


class GarbledWire:
    """Listens on `port` of the loopback and carries bytes to and from `target`, another port of it. Each piece that comes back is
    one answer of `plan`: late, changed, or left out."""

    def __init__(self, target: int, plan: FaultPlan) -> None:
        self._target = target
        self._plan = plan
        self._listener = _holding(0)
        self._listener.listen()
        self.port: int = self._listener.getsockname()[1]
        self._over = threading.Event()
        self._visible = threading.Event()
        self._visible.set()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._accept, name="garbled-wire", daemon=True)
        self._thread.start()

    def vanish(self) -> None:
        """Refuses connections and breaks those that stand, as a thing whose cable is out does; the port stays ours."""
        if not self._visible.is_set():
            return
        self._visible.clear()
        self._listener.close()
        self._listener = _holding(self.port)
        with self._lock:
            for end in self._open:
                _hang_up(end)

    def appear(self) -> None:
        if not self._visible.is_set():
            self._listener.listen()
            self._visible.set()

    def stop(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        self._listener.close()
        with self._lock:
            for end in self._open:
                _hang_up(end)

    def _accept(self) -> None:
        while not self._over.is_set():
            if not self._visible.wait(_LOOK_EVERY):
                continue
            try:
                near, _ = self._listener.accept()
            except OSError:  # nobody came, or it vanished
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target), 2)
            except OSError:
                near.close()  # the far end is not there: as if nobody listened here either
                continue
            with self._lock:
                self._open |= {near, far}
            threading.Thread(target=self._there, args=(near, far), name="garbled-wire-there", daemon=True).start()
            threading.Thread(target=self._back, args=(far, near), name="garbled-wire-back", daemon=True).start()

    def _there(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := near.recv(_PIECE):
                far.sendall(piece)
        # Asked to the end; the answer may still come.
        with contextlib.suppress(OSError):
            far.shutdown(socket.SHUT_WR)

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := far.recv(_PIECE):
                near.sendall(self._plan.answer(piece, self._over.wait))
        _hang_up(near)
        _hang_up(far)
        with self._lock:
            self._open -= {near, far}
        near.close()
        far.close()


def _holding(port: int) -> socket.socket:
    """Has the port, any one for 0, and refuses whoever comes until it listens."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    until = time.monotonic() + _LET_GO_WITHIN
    while True:
        try:
            held.bind(("127.0.0.1", port))
            break
        except OSError:  # a look of the thread that accepts still holds the one that was closed
            if time.monotonic() > until:
                raise
            time.sleep(_LOOK_EVERY / 5)
    held.settimeout(_LOOK_EVERY)
    return held


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
