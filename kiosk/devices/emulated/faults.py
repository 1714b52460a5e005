"""The one fault interface of all emulated far ends."""

import threading


class FaultPlan:
    """What shall go wrong, by a code out of those that the far end knows. Safe between threads."""

    def __init__(self, *codes: str) -> None:
        self.codes = frozenset(codes)
        self._lock = threading.Lock()
        self._next: list[str] = []
        self._always: str | None = None

    def fail_next(self, code: str) -> None:
        """The next operation fails so, the one after it works again; several are taken in order. Raises ValueError for an unknown code."""
        with self._lock:
            self._next.append(self._known(code))

    def fail_repeatedly(self, code: str) -> None:
        """Every operation fails so until `clear`."""
        with self._lock:
            self._always = self._known(code)

    def clear(self) -> None:
        with self._lock:
            self._next.clear()
            self._always = None

    def take(self) -> str | None:
        """The fault of the operation that begins now, None when it shall work."""
        with self._lock:
            return self._next.pop(0) if self._next else self._always

    def _known(self, code: str) -> str:
        if code not in self.codes:
            raise ValueError(f"unknown fault {code!r}; there are: {', '.join(sorted(self.codes))}")
        return code
