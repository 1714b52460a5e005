"""libfaketime: a clock of its own for a process, that a test sets while it runs."""

from pathlib import Path


class WrongClock:
    """The clock of a process: right, or off by what is written here while it runs."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.off("+0")
        self.environment = {
            "LD_PRELOAD": "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def off(self, by: str) -> None:
        """Such as -365d."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{by}\n", "ascii")
        fresh.replace(self._file)
