"""A process of the house that can be ended, killed as by the power switch, and started again."""

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 40.0  # seconds, on a slow machine
_LOOK = 0.02


class HouseError(Exception):
    """A part of the house did not start; the message says which, and where its log is."""


class Child:
    """Python with `arguments`, its words in `log`. `ready` is asked until it says yes. Not thread-safe.

    `heard`, where it is given, hears each line as it is written, on a thread of its own."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        log: Path,
        ready: Callable[[], bool],
        heard: Callable[[str], None] | None = None,
    ) -> None:
        self.name = name
        self._arguments = tuple(arguments)
        self._log = log
        self._ready = ready
        self._heard = heard
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Returns at once; `await_ready` before it is used."""
        command = [sys.executable, *self._arguments]
        if self._heard is None:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
            return
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        threading.Thread(
            target=self._copy, args=(self._process.stdout, self._heard), name=f"{self.name}-log", daemon=True
        ).start()

    def _copy(self, words: IO[bytes], heard: Callable[[str], None]) -> None:
        with words, self._log.open("ab") as log:
            for line in words:
                log.write(line)
                log.flush()
                heard(line.decode("utf-8", "replace"))

    def await_ready(self) -> None:
        """Raises HouseError with its last words."""
        pause = threading.Event()
        for _ in range(int(READY_WITHIN / _LOOK)):
            if self._ready():
                return
            if not self.alive:
                break
            pause.wait(_LOOK)
        last = "; ".join(self._log.read_text("utf-8", "replace").strip().splitlines()[-3:])
        raise HouseError(f"the {self.name} did not start ({self._log}): {last}")

    def kill(self) -> None:
        """SIGKILL: not one instruction more. Returns when it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Told to end, and killed when it does not in ten seconds."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
