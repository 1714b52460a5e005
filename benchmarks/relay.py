"""A wire that counts: what a client and a server say to each other through it, in bytes, both ways."""

import socket
import threading
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from urllib.parse import urlsplit

_PIECE = 1 << 18
_SPAWN = get_context("spawn")


class Relay:
    """In a process of its own, so that it takes no time from whoever is measured but the same from all. Close it at the end."""

    def __init__(self, upstream: str) -> None:
        """`upstream`: address of an HTTP server."""
        parts = urlsplit(upstream)
        self._bytes: Synchronized[int] = _SPAWN.Value("Q", 0)
        here, there = _SPAWN.Pipe()
        target = (parts.hostname or "", parts.port or 80)
        self._process = _SPAWN.Process(target=_serve, args=(target, self._bytes, there), daemon=True)
        self._process.start()
        self.address = f"http://127.0.0.1:{here.recv()}{parts.path}"

    @property
    def bytes(self) -> int:
        return self._bytes.value

    def close(self) -> None:
        self._process.kill()
        self._process.join()


def _serve(upstream: tuple[str, int], count: "Synchronized[int]", told: Connection) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    told.send(listening.getsockname()[1])
    while True:
        near, _ = listening.accept()
        far = socket.create_connection(upstream)
        for source, sink in ((near, far), (far, near)):
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_carry, args=(source, sink, count), daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket, count: "Synchronized[int]") -> None:
    while True:
        try:
            piece = source.recv(_PIECE)
            with count.get_lock():
                count.value += len(piece)
            if not piece:
                sink.shutdown(socket.SHUT_WR)
                return
            sink.sendall(piece)
        except OSError:
            return
