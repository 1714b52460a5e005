"""What may happen to an exchange between agent and platform, and to which one."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """The platform is not asked; this is answered instead."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class LoseAnswer:
    """The platform does it; the agent never hears of it."""


@dataclass(frozen=True, slots=True)
class CutRequest:
    """`after` bytes of the request's body reach the platform, then both connections end."""

    after: int


@dataclass(frozen=True, slots=True)
class CutAnswer:
    """The platform does it; `after` bytes of its answer, head and body, reach the agent (negative: all but so many), then the
    connection ends."""

    after: int


@dataclass(frozen=True, slots=True)
class StallAnswer:
    """The platform does it; `after` bytes of its answer, head and body, reach the agent, then nothing more and no end either."""

    after: int


@dataclass(frozen=True, slots=True)
class Stall:
    """A half-open connection: no answer, and no end either. `forward`: the platform does it all the same."""

    forward: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Has `arrived`, and goes on when the test sets `release`."""

    release: threading.Event
    arrived: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Repeat:
    """The platform gets it so many times at once; the agent gets one of the answers."""

    times: int


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """Another body arrives, with a right length."""

    change: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """Another body comes back, with a right length."""

    change: Callable[[bytes], bytes]


Trouble = (
    Answer | LoseAnswer | CutRequest | CutAnswer | StallAnswer | Stall | Hold | Repeat | ChangeRequest | ChangeAnswer
)


def portal() -> Answer:
    """A captive portal: all is well, it says, in HTML."""
    return Answer(200, {"Content-Type": "text/html"}, b"<html>Welcome to Free WiFi</html>")


def problem(status: int, kind: str, *, retry_after: int | None = None, field: str | None = None) -> Answer:
    """The platform itself says no."""
    named = f', "field": "{field}"' if field else ""
    body = f'{{"type": "urn:xinzhizhu:problem:{kind}", "title": "{kind}", "status": {status}{named}}}'
    headers = {"Content-Type": "application/problem+json"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Answer(status, headers, body.encode())


def flip(at: int) -> Callable[[bytes], bytes]:
    """One bit of one byte changes on the way."""
    return lambda body: body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


@dataclass(slots=True)
class Rule:
    """Taken under the proxy's lock."""

    method: str
    path: re.Pattern[str]
    trouble: Trouble
    times: int | None
    after: int
    containing: bytes
    longer_than: int
    taken: int = 0

    def matches(self, method: str, path: str, body: bytes) -> bool:
        if self.times is not None and self.taken >= self.after + self.times:
            return False
        if self.containing not in body or len(body) <= self.longer_than:
            return False
        return self.method in (method, "*") and bool(self.path.fullmatch(path))

    def take(self) -> Trouble | None:
        self.taken += 1
        return self.trouble if self.taken > self.after else None
