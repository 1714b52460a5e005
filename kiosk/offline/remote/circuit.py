"""The circuit to the platform: closed while it answers, open while it does not; then one small request tries, before the queue goes.

pybreaker counts failures and keeps the states. The only time it looks at is the wall's, at which the circuit was opened; it is
told here on the clock that nobody can set, so that a clock that jumps neither shortens a pause nor makes it endless.
docs/decisions/0018-rounds-parking-and-circuits.md.
"""

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar

from pybreaker import STATE_CLOSED, STATE_OPEN, CircuitBreaker, CircuitBreakerError, CircuitMemoryStorage

from kiosk.offline.remote.port import Unreachable

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_S = 3600.0
LONGEST_ASKED_S = 600.0
"""Seconds of Retry-After that are honoured: a platform that says "tomorrow" is asked again sooner."""
_FAILURES_IN_A_ROW = 3


def jittered(failures: int, first_s: float, longest_s: float = LONGEST_S) -> float:
    """Seconds to wait after so many failures in a row (1 or more): anywhere below `first_s` doubled with each one, so that a region
    whose network comes back does not come back in one second."""
    longest = min(longest_s, first_s * 2.0 ** min(failures - 1, 30))
    return random.uniform(0, longest)  # noqa: S311 - jitter, no secret


class Circuit:
    """`call` for one thread; `knock`, `wait_s` and `state` for any.

    Three failed answers in a row open it, or one silence, or a platform that asks for patience.
    """

    def __init__(self, first_s: float, longest_s: float = LONGEST_S) -> None:
        """`first_s`, `longest_s`: bounds of the pauses, as in `jittered`."""
        self._first, self._longest = first_s, longest_s
        self._lock = threading.Lock()
        self._storage = _Monotonic()
        self._breaker = CircuitBreaker(
            fail_max=_FAILURES_IN_A_ROW,
            # A platform that says no is a platform that answers.
            exclude=[lambda error: not isinstance(error, Unreachable)],
            state_storage=self._storage,
            throw_new_error_on_trip=False,
        )
        self._openings = 0
        self._asked = False
        self.reason = ""
        """Why it was opened last."""

    @property
    def state(self) -> str:
        """closed, open or half-open."""
        return str(self._breaker.current_state)

    def wait_s(self) -> float:
        """Seconds until `call` tries again; 0 when it would now."""
        with self._lock:
            return self._left()

    def call(self, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `ask` returns or raises. Raises Unreachable without asking while it is open."""
        try:
            answer: T = self._breaker.call(ask, *args, **kwargs)
        except CircuitBreakerError as error:
            raise Unreachable(self.reason) from error
        except Unreachable as error:
            # A 5xx may be about this request alone; a silence, or a word that all shall wait, is not.
            if self.state == STATE_OPEN or not error.answered or error.retry_after is not None:
                self._open(str(error), error.retry_after)
            raise
        with self._lock:
            self._openings = 0
        return answer

    def refuse(self, reason: str, retry_after: float | None = None) -> None:
        """Opens it, unless it is, for what was not asked by `call`, or is no failed exchange: the platform does not know this
        machine."""
        if self.wait_s() == 0:
            self._open(reason, retry_after)

    def knock(self) -> None:
        """Somebody waits: it will try sooner, though not within `first_s` of the last failure, nor before the platform asked for."""
        with self._lock:
            if self.state == STATE_OPEN and not self._asked:
                self._breaker.reset_timeout = min(self._breaker.reset_timeout, max(self._storage.open_s(), self._first))

    def _open(self, reason: str, retry_after: float | None) -> None:
        with self._lock:
            self._breaker.open()
            self._openings += 1
            self._asked = retry_after is not None
            pause = jittered(self._openings, self._first, self._longest)
            if retry_after is not None:
                pause = max(pause, min(retry_after, LONGEST_ASKED_S))
            self._breaker.reset_timeout = pause
            self.reason = reason

    def _left(self) -> float:
        return max(0.0, self._breaker.reset_timeout - self._storage.open_s()) if self.state == STATE_OPEN else 0.0


class _Monotonic(CircuitMemoryStorage):
    """Says `opened_at` in the wall's time of this moment, whatever the wall has done since."""

    def __init__(self) -> None:
        super().__init__(STATE_CLOSED)
        self._opened = 0.0

    def open_s(self) -> float:
        return time.monotonic() - self._opened

    @property
    def opened_at(self) -> datetime | None:
        return datetime.now(UTC) - timedelta(seconds=self.open_s())

    @opened_at.setter
    def opened_at(self, _: datetime) -> None:
        self._opened = time.monotonic()
