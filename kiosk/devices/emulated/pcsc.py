"""A private pcscd with the virtual reader vpcd, and the social security card behind it.

pcscd has its socket at /run/pcscd, compiled in. In a mount namespace of its own its /run is a folder of ours, so any number of
them run beside the system's; clients find it by PCSCLITE_CSOCK_NAME. vpcd listens on all interfaces: for development machines only.
"""

import contextlib
import os
import socket
import threading
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.devices.card_readers.social_text import APPLICATION, CARD_FILE, PERSON_FILE, Addressing, Tag
from kiosk.devices.emulated.faults import FaultPlan
from kiosk.devices.emulated.process import Service, free_ports, socket_path

READER_NAME = "Kiosk Social Card Reader"
_DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
_ATR = bytes.fromhex("3B6800007378312E73682E31")  # T=0, eight historical bytes
_OFF, _ON, _RESET, _GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"


@dataclass(frozen=True, slots=True)
class SocialCardData:
    """What is personalised into an emulated social security card."""

    name: str
    number: str
    issued: date
    expires: date | None

    def records(self) -> dict[int, dict[int, bytes]]:
        """By file and tag: the values as LD/T 32 stores them."""
        return {
            CARD_FILE: {Tag.ISSUED: _bcd(self.issued), Tag.EXPIRES: _bcd(self.expires)},
            PERSON_FILE: {Tag.NUMBER: self.number.encode("ascii"), Tag.NAME: self.name.encode("gbk").ljust(30, b"\0")},
        }


class PrivatePcscd:
    """pcscd with one virtual reader. `socket` is for the clients, `port` for the card."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.socket = socket_path(folder / "run/pcscd/pcscd.comm")
        self.port = free_ports(2)  # vpcd opens a second slot on the next one

    def start(self) -> None:
        """Raises RuntimeError when mount namespaces are not allowed here."""
        (self._folder / "run/pcscd").mkdir(parents=True, exist_ok=True)
        readers = self._folder / "readers"
        readers.mkdir(exist_ok=True)
        (readers / "vpcd").write_text(
            f'FRIENDLYNAME "{READER_NAME}"\nDEVICENAME /dev/null:{self.port:#x}\nLIBPATH {_DRIVER}\nCHANNELID {self.port:#x}\n'
        )
        own_run = 'mount --bind "$1" /run && exec pcscd --foreground --error -c "$2"'
        unshare = ["unshare", "--mount", "--propagation", "private"]
        if os.geteuid() != 0:
            unshare.append("--map-root-user")
        self._service = Service(
            [*unshare, "sh", "-c", own_run, "pcscd", str(self._folder / "run"), str(readers)],
            log=self._folder / "pcscd.log",
            ready=self.socket.exists,
        )
        self._service.start()

    def stop(self) -> None:
        self._service.stop()
        self.socket.unlink(missing_ok=True)


class VpcdCard:
    """The card side of vpcd: to connect is to insert, to close is to pull.

    Faults, taken at each application that is selected: `pulled_while_read`, `unreadable` (6F00), `other_card` (6A82).
    Slow and garbled are the answers to commands, data and status word together.
    """

    def __init__(self, port: int, addressing: Addressing | None = None) -> None:
        self.port = port
        self._addressing = addressing or Addressing()
        self.faults = FaultPlan("pulled_while_read", "unreadable", "other_card")
        self._line: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def insert(self, card: SocialCardData) -> None:
        """Raises RuntimeError when a card is in the slot already, ConnectionError when pcscd is not there."""
        if self.inserted:
            raise RuntimeError("a card is in the slot already")
        self._line = socket.create_connection(("127.0.0.1", self.port), timeout=2)
        self._line.settimeout(None)
        self._thread = threading.Thread(
            target=self._serve,
            args=(self._line, _Chip(card, self._addressing, self.faults)),
            name="vpcd-card",
            daemon=True,
        )
        self._thread.start()

    @property
    def inserted(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def pull(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError):  # pcscd may have hung up first
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _serve(self, line: socket.socket, chip: "_Chip") -> None:
        try:
            while (message := _receive(line)) is not None:
                if message == _GET_ATR:
                    _send(line, _ATR)
                elif message in (_OFF, _ON, _RESET):
                    chip.reset()
                else:
                    _send(line, self.faults.answer(chip.command(message)))
        except (_Pulled, OSError):
            line.close()


class _Pulled(Exception):
    """The card leaves the slot in the middle of a command."""


class _Chip:
    """The card's operating system, as far as LD/T 32 readers use it, over T=0: data waits for GET RESPONSE, lengths are corrected."""

    def __init__(self, card: SocialCardData, addressing: Addressing, faults: FaultPlan) -> None:
        self._files = card.records()
        self._addressing = addressing
        self._faults = faults
        self.reset()

    def reset(self) -> None:
        self._selected = False
        self._file: int | None = None
        self._waiting = b""
        self._fault: str | None = None

    def command(self, apdu: bytes) -> bytes:
        """The data and status word that answer a command. Raises _Pulled."""
        if apdu[:2] == bytes.fromhex("00A4"):
            return self._select(apdu)
        if apdu[:2] == bytes.fromhex("00C0"):
            return self._waiting[: apdu[4]] + bytes.fromhex("9000")
        if apdu[:2] == bytes.fromhex("00B2"):
            return self._record(apdu)
        return bytes.fromhex("6D00")

    def _select(self, apdu: bytes) -> bytes:
        wanted = apdu[5 : 5 + apdu[4]]
        if apdu[2] == 0x04:
            self._fault = self._faults.take()
            self._selected = wanted == APPLICATION and self._fault != "other_card"
            self._waiting = bytes.fromhex("6F00") if self._selected else b""
            return bytes([0x61, len(self._waiting)]) if self._selected else bytes.fromhex("6A82")
        file = int.from_bytes(wanted, "big")
        if not self._selected or apdu[2] != self._addressing.select_p1 or file not in self._files:
            return bytes.fromhex("6A82")
        self._file = file
        return bytes.fromhex("9000")

    def _record(self, apdu: bytes) -> bytes:
        if self._fault == "pulled_while_read":
            raise _Pulled
        if self._fault == "unreadable":
            return bytes.fromhex("6F00")
        if self._file is None:
            return bytes.fromhex("6986")
        for tag, value in self._files[self._file].items():
            if list(apdu[:4]) == self._addressing.read(self._file, Tag(tag))[:4]:
                record = bytes([tag, len(value)]) + value
                if apdu[4] != len(record):
                    return bytes([0x6C, len(record)])
                return record + bytes.fromhex("9000")
        return bytes.fromhex("6A83")


def _bcd(day: date | None) -> bytes:
    return bytes.fromhex(f"{day:%Y%m%d}") if day else bytes(4)


def _receive(line: socket.socket) -> bytes | None:
    head = _exactly(line, 2)
    return None if head is None else _exactly(line, int.from_bytes(head, "big"))


def _exactly(line: socket.socket, count: int) -> bytes | None:
    received = b""
    while len(received) < count:
        # The kernel forgets this at every read; without it each answer waits 40 ms for a delayed acknowledgement.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = line.recv(count - len(received))
        if not part:
            return None
        received += part
    return received


def _send(line: socket.socket, payload: bytes) -> None:
    line.sendall(len(payload).to_bytes(2, "big") + payload)
