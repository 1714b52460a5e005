"""Which applications the platform could not take just now, and until when each of them waits. In memory: a new start tries all."""

import time
from dataclasses import dataclass, field

from kiosk.offline.remote.circuit import LONGEST_ASKED_S, LONGEST_S, jittered


@dataclass(slots=True)
class _Pause:
    failures: int
    until: float


@dataclass(slots=True)
class Pauses:
    """By key, on the clock that nobody can set. `first_s`, `longest_s` as in kiosk.offline.remote.circuit.jittered."""

    first_s: float
    longest_s: float = LONGEST_S
    _of: dict[str, _Pause] = field(default_factory=dict)

    def put_off(self, key: str, retry_after: float | None = None) -> None:
        """One more failure of this one. `retry_after`: the platform says itself when."""
        failures = self._of[key].failures + 1 if key in self._of else 1
        pause = jittered(failures, self.first_s, self.longest_s)
        if retry_after is not None:
            pause = min(retry_after, LONGEST_ASKED_S)
        self._of[key] = _Pause(failures, time.monotonic() + pause)

    def clear(self, key: str) -> None:
        self._of.pop(key, None)

    def keep(self, keys: set[str]) -> None:
        """Forgets all others: they have been delivered, or parked."""
        self._of = {key: pause for key, pause in self._of.items() if key in keys}

    def left_s(self, key: str) -> float:
        """Seconds; 0 when it may be tried."""
        return max(0.0, self._of[key].until - time.monotonic()) if key in self._of else 0.0

    def all(self) -> dict[str, float]:
        """Seconds by key; for any thread."""
        now = time.monotonic()
        return {key: max(0.0, pause.until - now) for key, pause in self._of.copy().items()}

    def next_s(self) -> float | None:
        """Seconds until the first of them may be tried; None when none waits."""
        return min(self.all().values(), default=None)
