"""A listener that tests can wait on instead of sleeping."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Event = TypeVar("Event")
PATIENCE = 10.0  # seconds; only a failing test waits so long


class Heard(Generic[Event]):
    """Collects what it is called with."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def until(self, wanted: Callable[[Event], bool], *, seconds: float = PATIENCE) -> Event:
        """The first event like this, waited for; it and those before it are taken off the list."""
        with self._changed:
            came = self._changed.wait_for(lambda: any(wanted(event) for event in self.events), seconds)
            assert came, f"never came; there were {self.events}"
            at = next(at for at, event in enumerate(self.events) if wanted(event))
            event = self.events[at]
            del self.events[: at + 1]
            return event

    def until_a(self, kind: type, *, seconds: float = PATIENCE) -> Event:
        return self.until(lambda event: isinstance(event, kind), seconds=seconds)
