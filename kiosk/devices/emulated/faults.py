"""The one fault interface of all emulated far ends.

What goes wrong is of three kinds, and every far end offers all three:

* a **code** of its own (`pulled_while_read`, `no_paper`): something happens to the thing itself; the far end's docstring names them;
* **slowness**: every answer comes later than it should;
* **garbled bytes**: what it says is changed on its way, as by a bad cable or a module that lost its wits.

`FarEndFaults` is what tests, the desk and `kioskctl emulate` hold. `FaultPlan` keeps it; a far end asks the plan `take()` where one
of its codes can happen, and passes every answer through `answer()` before it goes onto the wire.
"""

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol


class Garble(StrEnum):
    """How bytes go wrong. Beside these, any bytes at all can be given, which are said instead of the answer."""

    FLIPPED = "flipped"  # one bit in the middle
    CUT = "cut"  # the second half never comes
    NOISE = "noise"  # bytes that belong to nothing come first
    DOUBLED = "doubled"  # the same answer comes twice
    SILENT = "silent"  # nothing comes

    @classmethod
    def read(cls, how: str) -> "Garble | bytes":
        """A name, or `hex:` and bytes. Raises ValueError with all there are."""
        if how.startswith("hex:"):
            return bytes.fromhex(how.removeprefix("hex:"))
        if how not in set(cls):
            raise ValueError(f"bytes do not go wrong by {how!r}; there are: {', '.join(cls)}, hex:…")
        return cls(how)


class FarEndFaults(Protocol):
    """What can be asked of every far end."""

    def fail_next(self, code: str) -> None:
        """The next operation fails so. Raises ValueError for a code that this far end does not know, and names those it does."""
        ...

    def fail_repeatedly(self, code: str) -> None:
        """Every operation fails so until `clear`. Raises as `fail_next`."""
        ...

    def slow_down(self, seconds: float) -> None:
        """Every answer comes so much later until `clear`; 0 ends it."""
        ...

    def garble_next(self, how: Garble | bytes) -> None:
        """The next answer goes wrong on its way; several are taken in order."""
        ...

    def garble_repeatedly(self, how: Garble | bytes) -> None:
        """Every answer goes wrong so until `clear`."""
        ...

    def clear(self) -> None:
        """All is well again."""
        ...


class FaultPlan:
    """FarEndFaults for a far end that asks. Safe between threads. `changed` is called after each change, on the caller's thread."""

    def __init__(self, *codes: str, changed: Callable[[], None] = lambda: None) -> None:
        self.codes = frozenset(codes)
        self._changed = changed
        self._lock = threading.Lock()
        self._next: list[str] = []
        self._always: str | None = None
        self._garbled_next: list[Garble | bytes] = []
        self._garbled_always: Garble | bytes | None = None
        self._seconds = 0.0

    def fail_next(self, code: str) -> None:
        with self._lock:
            self._next.append(self._known(code))
        self._changed()

    def fail_repeatedly(self, code: str) -> None:
        with self._lock:
            self._always = self._known(code)
        self._changed()

    def slow_down(self, seconds: float) -> None:
        """Raises ValueError for less than no time."""
        if seconds < 0:
            raise ValueError("nothing can answer before it is asked")
        with self._lock:
            self._seconds = seconds
        self._changed()

    def garble_next(self, how: Garble | bytes) -> None:
        with self._lock:
            self._garbled_next.append(how)
        self._changed()

    def garble_repeatedly(self, how: Garble | bytes) -> None:
        with self._lock:
            self._garbled_always = how
        self._changed()

    def clear(self) -> None:
        with self._lock:
            self._next.clear()
            self._always = None
            self._garbled_next.clear()
            self._garbled_always = None
            self._seconds = 0.0
        self._changed()

    @property
    def seconds(self) -> float:
        """How much later every answer comes."""
        return self._seconds

    @property
    def always(self) -> str | None:
        """The code that lasts until `clear`."""
        return self._always

    def take(self) -> str | None:
        """The fault of the operation that begins now, None when it shall work."""
        with self._lock:
            return self._next.pop(0) if self._next else self._always

    def answer(self, meant: bytes, wait: Callable[[float], object] = time.sleep) -> bytes:
        """What goes onto the wire instead of the bytes that are meant, after the delay; `wait` may end early when the far end closes."""
        with self._lock:
            seconds = self._seconds
            how = self._garbled_next.pop(0) if self._garbled_next else self._garbled_always
        if seconds:
            wait(seconds)
        return meant if how is None else garbled(meant, how)

    def _known(self, code: str) -> str:
        if code not in self.codes:
            raise ValueError(f"unknown fault {code!r}; there are: {', '.join(sorted(self.codes))}")
        return code


def garbled(meant: bytes, how: Garble | bytes) -> bytes:
    if isinstance(how, bytes):
        return how
    match how:
        case Garble.FLIPPED:
            middle = len(meant) // 2
            return meant[:middle] + bytes([meant[middle] ^ 0x10]) + meant[middle + 1 :] if meant else meant
        case Garble.CUT:
            return meant[: len(meant) // 2]
        case Garble.NOISE:
            return bytes.fromhex("00AAAA96FF") + meant
        case Garble.DOUBLED:
            return meant + meant
        case Garble.SILENT:
            return b""
