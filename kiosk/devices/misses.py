"""Three misses before "gone": a device that does not answer once is still there, for buses and services hiccup for seconds."""

MISSES = 3


class Misses:
    """Counts looks in a row that found nobody. Not for two threads at once."""

    def __init__(self, most: int = MISSES) -> None:
        self._most = most
        self._missed = 0

    def seen(self) -> None:
        """It answered: the count begins anew."""
        self._missed = 0

    def missed(self) -> bool:
        """It did not answer; whether it counts as gone now, until it is seen again."""
        self._missed += 1
        return self._missed >= self._most
