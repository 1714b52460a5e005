"""A network of a test's own, whose resolver says what the test wants: names that are right, hijacked or gone.

A process holds the namespaces (network and mounts, so /etc/resolv.conf is its own); the agent enters them with nsenter. Sockets of the
test that must listen in there are opened by a thread that has gone in.
"""

import contextlib
import ctypes
import os
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

T = TypeVar("T")

_CLONE_NEWNET = 0x40000000
_ADDRESS_RECORD = b"\x00\x01\x00\x01"  # type A, class IN


class OwnNetwork:
    """Loopback only, with a resolver on it that is gone until `names_are`."""

    def __init__(self, folder: Path) -> None:
        resolv = folder / "resolv.conf"
        resolv.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", "ascii")
        script = f"ip link set lo up && mount --bind {resolv} /etc/resolv.conf && echo ready && exec cat"
        self._holder = subprocess.Popen(
            ["unshare", "--net", "--mount", "sh", "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == "ready\n"
        self._address = ""
        self._server: socket.socket | None = None

    @property
    def enter(self) -> list[str]:
        """The command that runs another one in here."""
        return ["nsenter", "--net", "--mount", "--target", str(self._holder.pid)]

    def inside(self, make: Callable[[], T]) -> T:
        """Calls `make` on a thread that is in this network; what it opens stays there."""
        made: list[T] = []

        def go() -> None:
            handle = os.open(f"/proc/{self._holder.pid}/ns/net", os.O_RDONLY)
            assert ctypes.CDLL(None, use_errno=True).setns(handle, _CLONE_NEWNET) == 0, ctypes.get_errno()
            os.close(handle)
            made.append(make())

        thread = threading.Thread(target=go)
        thread.start()
        thread.join()
        return made[0]

    def names_are(self, address: str) -> None:
        """Every name has this address from now on."""
        self._address = address
        if self._server is None:
            self._server = self.inside(_udp)
            self._thread = threading.Thread(target=self._answer, args=(self._server,), daemon=True)
            self._thread.start()

    def names_are_gone(self) -> None:
        """Nobody answers for names any more."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError):  # it says that nobody is connected, and wakes who waits all the same
                server.shutdown(socket.SHUT_RDWR)
            self._thread.join(5)
            server.close()

    def _answer(self, server: socket.socket) -> None:
        while True:
            try:
                query, client = server.recvfrom(512)
            except OSError:
                return
            if not query:
                return
            end = query.index(b"\x00", 12) + 5
            record = b""
            if query[end - 4 : end] == _ADDRESS_RECORD:
                record = b"\xc0\x0c" + _ADDRESS_RECORD + b"\x00\x00\x00\x00\x00\x04" + socket.inet_aton(self._address)
            head = query[:2] + b"\x81\x80\x00\x01" + (b"\x00\x01" if record else b"\x00\x00") + b"\x00\x00\x00\x00"
            server.sendto(head + query[12:end] + record, client)

    def close(self) -> None:
        self.names_are_gone()
        assert self._holder.stdin is not None
        self._holder.stdin.close()
        self._holder.wait(5)
        assert self._holder.stdout is not None
        self._holder.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _udp() -> socket.socket:
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    return server
