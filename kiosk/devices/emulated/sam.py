"""The reader for resident ID cards, emulated on a pseudo-terminal: the module's side of the serial protocol of card_readers/sam.py."""

import contextlib
import os
import select
import threading
import tty
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.devices.card_readers.sam import Command, FrameError, Frames, Status, encode
from kiosk.devices.card_readers.sam_text import NO_END, TEXT_BYTES
from kiosk.devices.emulated.faults import FaultPlan

_PHOTO = bytes(1024)
_HALF_OF_A_READ = 0.4  # seconds; real modules take about one for a card with a photo


@dataclass(frozen=True, slots=True)
class CardData:
    """What is stored in an emulated resident ID card. `document_type` is blank for a citizen's card, J, I or Y for others."""

    name: str
    number: str
    address: str
    issuer: str
    valid_from: date
    valid_to: date | None
    document_type: str = " "

    def text(self) -> bytes:
        """The 256 bytes as GA 467 lays them out; fields that nobody here reads are blank. Raises ValueError for text that does not fit."""
        until = f"{self.valid_to:%Y%m%d}" if self.valid_to else NO_END
        laid_out = b"".join(
            (
                _padded(self.name, 30),
                _padded("", 22),
                _padded(self.address, 70),
                _padded(self.number, 36),
                _padded(self.issuer, 30),
                _padded(f"{self.valid_from:%Y%m%d}", 16),
                _padded(until, 16),
                _padded("", 28),
                _padded(self.document_type, 2),
                _padded("", 6),
            )
        )
        assert len(laid_out) == TEXT_BYTES
        return laid_out


class SamReaderFarEnd:
    """The module and the card on it. `port` is the path to open; it stays the same when the reader is plugged in again.

    Faults, taken at each read of the card's text: `pulled_while_read`, `unplugged_while_read`, `read_failed`, `wrong_checksum`,
    `cut_frame`, `noise` (before a good answer), `mute`, `not_authorised`.
    """

    def __init__(self, folder: Path) -> None:
        self.port = folder / "resident-reader"
        self.faults = FaultPlan(
            "pulled_while_read",
            "unplugged_while_read",
            "read_failed",
            "wrong_checksum",
            "cut_frame",
            "noise",
            "mute",
            "not_authorised",
        )
        self.read_seconds = 0.0  # how long a good read takes
        self._lock = threading.Lock()
        self._card: CardData | None = None
        self._found = False
        self._active = False  # ISO 14443-3: selected, and silent to "find" until the field is off or the card away
        self._master = -1
        self._thread: threading.Thread | None = None
        self._unplugging = threading.Event()
        self._bell_read, self._bell_write = os.pipe()

    def start(self) -> None:
        self.plug()

    def stop(self) -> None:
        self.unplug()
        os.close(self._bell_read)
        os.close(self._bell_write)

    def put_card(self, card: CardData) -> None:
        card.text()  # refuses what no card can hold before anybody reads it
        with self._lock:
            self._card, self._found, self._active = card, False, False

    def pull_card(self) -> None:
        with self._lock:
            self._card, self._found, self._active = None, False, False

    @property
    def card_lies(self) -> bool:
        return self._card is not None

    @property
    def plugged(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def plug(self) -> None:
        if self.plugged:
            return
        self._join()
        self._unplugging.clear()
        self._master, slave = os.openpty()
        tty.setraw(slave)
        self._found = self._active = False
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(slave))
        # While we hold the slave open, a driver may close and open it without the master hanging up.
        self._thread = threading.Thread(target=self._serve, args=(self._master, slave), name="sam-reader", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """What a driver sees when the cable is pulled: the port is gone and an open one hangs up."""
        self._unplugging.set()
        os.write(self._bell_write, b"!")
        self._join()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            # The bell of an earlier unplugging must not ring in the next one.
            while select.select([self._bell_read], [], [], 0)[0]:
                os.read(self._bell_read, 64)

    def _serve(self, master: int, slave: int) -> None:
        frames = Frames()
        try:
            while not self._unplugging.is_set():
                ready, _, _ = select.select([master, self._bell_read], [], [])
                if master not in ready:
                    continue
                try:
                    bodies = frames.feed(os.read(master, 4096))
                except FrameError:
                    self._say(master, _status(Status.BAD_CHECKSUM))
                    continue
                for body in bodies:
                    self._say(master, self._answer(body))
        finally:
            self.port.unlink(missing_ok=True)
            os.close(slave)
            with contextlib.suppress(OSError):
                os.close(master)

    def _say(self, master: int, meant: bytes) -> None:
        os.write(master, self.faults.answer(meant, self._unplugging.wait))

    def _answer(self, body: bytes) -> bytes:
        command = int.from_bytes(body[:2], "big")
        if command == Command.READ:
            return self._read()
        with self._lock:
            if command == Command.RESET:
                self._found = self._active = False
                return _status(Status.OK)
            if command == Command.STATUS:
                return _status(Status.OK)
            if command == Command.FIND:
                self._found = self._card is not None and not self._active
                return _status(Status.FOUND, bytes(4)) if self._found else _status(Status.NOTHING_FOUND)
            if command == Command.SELECT:
                self._active, self._found = self._found, False
                return _status(Status.OK, bytes(8)) if self._active else _status(Status.SELECT_FAILED)
            if command == Command.READ_APPENDED:
                return _status(Status.NO_CONTENT) if self._active else _status(Status.READ_FAILED)
        return _status(Status.BAD_COMMAND)

    def _read(self) -> bytes:
        fault = self.faults.take()
        self._unplugging.wait(_HALF_OF_A_READ if fault and fault.endswith("while_read") else self.read_seconds)
        if fault == "pulled_while_read":
            self.pull_card()
        if fault == "unplugged_while_read":
            self._unplugging.set()
        with self._lock:
            if self._card is None or not self._active or fault == "read_failed":
                return _status(Status.READ_FAILED)
            text = self._card.text()
        lengths = len(text).to_bytes(2, "big") + len(_PHOTO).to_bytes(2, "big")
        whole = _status(Status.OK, lengths + text + _PHOTO)
        match fault:
            case "wrong_checksum":
                return whole[:-1] + bytes([whole[-1] ^ 0xFF])
            case "cut_frame" | "unplugged_while_read":
                return whole[: len(whole) // 2]
            case "noise":
                return bytes.fromhex("00AAAA96") + whole
            case "mute":
                return b""
            case "not_authorised":
                return _status(Status.NOT_AUTHORISED)
        return whole


def _status(status: Status, data: bytes = b"") -> bytes:
    return encode(bytes([0, 0, status]) + data)


def _padded(text: str, size: int) -> bytes:
    encoded = text.encode("utf-16-le")
    if len(encoded) > size:
        raise ValueError(f"the card has room for {size // 2} characters, not for {len(text)}")
    return encoded + " ".encode("utf-16-le") * ((size - len(encoded)) // 2)
