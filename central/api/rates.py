"""How much one terminal, one address and all together may ask of this node; beyond it 429 with Retry-After.

Counted in this node's memory: with several nodes behind a load balancer the bounds are for each node. They are far above what a
terminal that works as it should does, so they only meet one that does not, or somebody who guesses codes.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from central import events
from central.metrics import Metrics
from central.problems import Refusal

_SWEEP_S = 60.0
_TOO_MANY = "请求过于频繁，请稍后再试"


@dataclass(frozen=True, slots=True)
class Rates:
    """Bounds of one node, a minute. `work` is how many requests of terminals may be under way at once: more would only wait for
    each other."""

    metrics: Metrics
    per_terminal: int = 600
    enrolments_per_address: int = 20
    strangers_per_address: int = 60
    work: int = 256
    backlog: "Backlog" = field(default_factory=lambda: Backlog(time.monotonic))
    _limiter: FixedWindowRateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(_Counters()))
    _said: dict[str, float] = field(default_factory=dict)

    def terminal(self, name: str) -> None:
        """Raises Refusal 429."""
        self._hit("terminal", self.per_terminal, name)

    def enrolment(self, address: str) -> None:
        """Raises Refusal 429."""
        self._hit("address", self.enrolments_per_address, "enrolment", address)

    def stranger(self, address: str) -> None:
        """For a request whose sender was not made out. Raises Refusal 429."""
        self._hit("address", self.strangers_per_address, "stranger", address)

    def too_much_work(self) -> Refusal:
        """Those who are sent away come back one after the other, as fast as this node can hear them."""
        return self._refusal("work", self.backlog.sent_away())

    def _hit(self, bound: str, a_minute: int, *who: str) -> None:
        item = RateLimitItemPerMinute(a_minute)
        if not self._limiter.hit(item, *who):
            until: float = self._limiter.get_window_stats(item, *who).reset_time
            raise self._refusal(bound, max(1, ceil(until - time.time())))

    def _refusal(self, bound: str, after_s: int) -> Refusal:
        self.metrics.limited.labels(bound).inc()
        if time.monotonic() - self._said.get(bound, -_SWEEP_S) >= _SWEEP_S:
            self._said[bound] = time.monotonic()
            events.LIMITED(bound=bound)
        return Refusal(429, "too-many-requests", _TOO_MANY, retry_after=after_s)


class Backlog:
    """How many were sent away and have not been heard since, and how fast a node hears: from both, when the next one may come."""

    _LONGEST_S, _SPREAD_S, _WINDOW_S, _SLOWEST = 20, 4, 2.0, 100.0

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._waiting = 0
        self._heard = 0
        self._began = clock()
        self._a_second = self._SLOWEST

    def heard(self) -> None:
        """A request of a terminal was answered."""
        self._waiting = max(0, self._waiting - 1)
        self._heard += 1
        took = self._clock() - self._began
        if took >= self._WINDOW_S:
            self._a_second = max(self._SLOWEST, self._heard / took)
            self._heard, self._began = 0, self._clock()

    def sent_away(self) -> int:
        """Seconds for Retry-After: its place in the row, and a little by chance."""
        self._waiting += 1
        took = self._clock() - self._began
        rate = max(self._a_second, self._heard / took if took > 0.1 else 0.0)
        return min(self._LONGEST_S, 1 + int(self._waiting / rate)) + secrets.randbelow(self._SPREAD_S)


class _Counters(Storage):
    """limits' MemoryStorage walks all its keys a hundred times a second, which tens of thousands of terminals would feel."""

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, float]] = {}
        self._swept = time.time()

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        with self._lock:
            if abs(now - self._swept) >= _SWEEP_S:
                self._swept = now
                # A clock that was set back must not keep anybody out: what lies too far ahead goes as well.
                kept = {k: v for k, v in self._counts.items() if now < v[1] <= now + _SWEEP_S}
                self._counts = kept
            count, until = self._counts.get(key, (0, 0.0))
            if until <= now:
                count, until = 0, now + expiry
            self._counts[key] = (count + amount, until)
            return count + amount

    def get(self, key: str) -> int:
        count, until = self._counts.get(key, (0, 0.0))
        return count if until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, time.time()))[1]

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        count = len(self._counts)
        self._counts = {}
        return count
