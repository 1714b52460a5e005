"""A TCP wire to a far end that speaks for itself (a printer on the network): what it answers passes through a fault plan."""

import contextlib
import socket
import threading

from kiosk.devices.emulated.faults import FaultPlan

_PIECE = 65536  # bytes


class GarbledWire:
    """Listens on `port` of the loopback and carries bytes to and from `target`, another port of it. Each piece that comes back is
    one answer of `plan`: late, changed, or left out."""

    def __init__(self, target: int, plan: FaultPlan) -> None:
        self._target = target
        self._plan = plan
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._over = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._accept, name="garbled-wire", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        # An accept that waits is woken by a last connection; closing alone does not end it everywhere.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        if self._thread is not None:
            self._thread.join()
        self._listener.close()
        with self._lock:
            for end in self._open:
                _hang_up(end)

    def _accept(self) -> None:
        while True:
            near, _ = self._listener.accept()
            if self._over.is_set():
                near.close()
                return
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


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
