"""What happened, line by line, for whoever looks into a run that went wrong."""

import json
import threading
import time
from pathlib import Path


class Journal:
    """Appends to `path`; any thread."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self._begun = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self._begun

    def note(self, **said: object) -> None:
        line = json.dumps({"s": round(self.seconds, 3), **said}, ensure_ascii=False)
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()

    def close(self) -> None:
        self._file.close()
