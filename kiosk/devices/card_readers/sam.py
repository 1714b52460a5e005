"""The serial protocol of the reader's security module (SAM) for resident ID cards, GA 467: frames as bytes, no port.

To the reader:   AA AA AA 96 69 | LEN | command 2 | data | CHK
From the reader: AA AA AA 96 69 | LEN | SW1 SW2 SW3 | data | CHK
LEN (2 bytes, big-endian) counts all after itself; CHK is the XOR of everything from LEN to the last byte before CHK.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
LONGEST = 4096  # LEN of the longest answer known is 0x0508; more is a torn frame


class Command(IntEnum):
    """The commands that this project sends; those for fingerprints are not among them."""

    RESET = 0x10FF
    STATUS = 0x11FF
    FIND = 0x2001
    SELECT = 0x2002
    READ = 0x3001
    READ_APPENDED = 0x3003


class Status(IntEnum):
    """SW3 of an answer."""

    OK = 0x90
    FOUND = 0x9F
    NO_CONTENT = 0x91
    BAD_CHECKSUM = 0x10
    BAD_LENGTH = 0x11
    BAD_COMMAND = 0x21
    READ_FAILED = 0x41
    NOT_AUTHORISED = 0x66
    SELF_TEST_FAILED = 0x60
    NOTHING_FOUND = 0x80
    SELECT_FAILED = 0x81


class FrameError(ValueError):
    """Bytes that cannot be a frame: wrong checksum or length."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int  # SW3; one of Status, or a code this project does not know
    data: bytes


def checksum(covered: bytes) -> int:
    return reduce(xor, covered, 0)


def encode(body: bytes) -> bytes:
    """A frame around a body (command and data, or SW1-3 and data)."""
    covered = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + covered + bytes([checksum(covered)])


def request(command: Command, data: bytes = b"") -> bytes:
    return encode(command.to_bytes(2, "big") + data)


def answer(body: bytes) -> Answer:
    """Reads the body of an answer. Raises FrameError when the status bytes are missing."""
    if len(body) < 3:
        raise FrameError("an answer without its three status bytes")
    return Answer(body[2], body[3:])


class Frames:
    """Cuts a stream of bytes into bodies; whatever stands before a preamble is noise on the line and skipped."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, received: bytes) -> list[bytes]:
        """The bodies completed by these bytes. Raises FrameError for a frame that is spoilt; the rest of the line is dropped with it."""
        self._pending += received
        bodies: list[bytes] = []
        while (body := self._next()) is not None:
            bodies.append(body)
        return bodies

    def clear(self) -> None:
        self._pending.clear()

    def _next(self) -> bytes | None:
        start = self._pending.find(PREAMBLE)
        if start < 0:
            # A preamble may just be arriving: keep as many bytes as could belong to it.
            del self._pending[: max(0, len(self._pending) - len(PREAMBLE) + 1)]
            return None
        del self._pending[:start]
        head = len(PREAMBLE) + 2
        if len(self._pending) < head:
            return None
        length = int.from_bytes(self._pending[len(PREAMBLE) : head], "big")
        if not 1 <= length <= LONGEST:
            self.clear()
            raise FrameError("a length that no frame has")
        if len(self._pending) < head + length:
            return None
        covered = bytes(self._pending[len(PREAMBLE) : head + length - 1])
        right = checksum(covered) == self._pending[head + length - 1]
        del self._pending[: head + length]
        if not right:
            self.clear()
            raise FrameError("wrong checksum")
        return covered[2:]
