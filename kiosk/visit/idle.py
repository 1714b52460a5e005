"""When a machine is left alone: a warning with a way to get more time, then the end of the visit.

EN 301 549 5.2/WCAG 2.2.1: at least 20 seconds of warning, and more time by a single simple action. Fed with monotonic seconds, so
that setting the clock ends nobody's visit.
"""

from dataclasses import dataclass
from math import ceil

SHORTEST_WARNING = 20.0


@dataclass(frozen=True, slots=True)
class Active:
    """Somebody is there, as far as the clock knows."""


@dataclass(frozen=True, slots=True)
class Warning:
    """Whole seconds until the visit ends, never 0: the last second belongs to the person as well."""

    seconds_left: int


@dataclass(frozen=True, slots=True)
class Over:
    """The visit is to end. It stays over: a touch that comes now belongs to the next person."""


IdleState = Active | Warning | Over


class IdleClock:
    """Raises ValueError if the warning would be shorter than 20 seconds. Times are in seconds of one monotonic clock."""

    def __init__(self, warn_after: float, leave_after: float, *, now: float) -> None:
        if warn_after <= 0 or leave_after - warn_after < SHORTEST_WARNING:
            raise ValueError(
                f"warning after {warn_after} s and leaving after {leave_after} s leave less than 20 s between"
            )
        self._start = now
        self._over = False
        self._warn_after = warn_after
        self._leave_after = leave_after

    def touched(self, now: float) -> None:
        """Any sign of the person: a touch, a key, a card, a page under the camera. While the warning shows, it also goes on."""
        if not isinstance(self.state(now), Over):
            self._start = max(self._start, now)

    def more_time(self, now: float) -> None:
        """The button of the warning: the whole time again."""
        self.touched(now)

    def state(self, now: float) -> IdleState:
        waited = now - self._start
        if self._over or waited >= self._leave_after:
            self._over = True
            return Over()
        if waited >= self._warn_after:
            return Warning(max(1, ceil(self._leave_after - waited)))
        return Active()
