"""Private services of the emulated hardware: started, waited for, and ended with all that they started."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

READY_WITHIN = 15.0  # seconds
LOOK_EVERY = 0.02
ENDED_WITHIN = 3.0
LONGEST_SOCKET_PATH = 107  # bytes, sockaddr_un

# Ends the service when our end of the standard input closes: at stop(), and also when we are killed ourselves.
_GUARD = """\
exec 3<&0
trap : TERM
{ cat <&3 >/dev/null; kill -TERM 0; } &
"$@" </dev/null 3<&-
"""


class Service:
    """One process in a session of its own, its words in `log`. `ready` is asked until it says yes."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        ready: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = list(command)
        self._log = log
        self._ready = ready
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Raises RuntimeError with the service's last words when it ends or is not ready in time."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["sh", "-c", _GUARD, "guard", *self._command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=self._environment,
                start_new_session=True,
            )
        try:
            wait_until(self._is_ready, f"{self._command[0]} is not ready", READY_WITHIN)
        except RuntimeError as late:
            self.stop()
            raise RuntimeError(f"{late}: {self._last_words()}") from None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ends the process and its children, first kindly."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(ENDED_WITHIN)
        # The leader may be gone while a child of its session lives on.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _is_ready(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise RuntimeError(f"{self._command[0]} ended with {self._process.returncode}")
        return self._ready()

    def _last_words(self) -> str:
        return " / ".join(self._log.read_text("utf-8", "replace").splitlines()[-5:])


def wait_until(condition: Callable[[], bool], otherwise: str, seconds: float) -> None:
    """Raises RuntimeError(otherwise) when the condition does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(otherwise)
        time.sleep(LOOK_EVERY)


def socket_path(path: Path) -> Path:
    """Raises ValueError with a hint when no Unix socket can have this path."""
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        raise ValueError(f"the folder's path is too long for a socket in it: {path}")
    return path


def free_ports(count: int = 1) -> int:
    """The first of so many TCP ports in a row that are free now."""
    while True:
        with contextlib.ExitStack() as held:
            first = held.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                for following in range(port + 1, port + count):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", following))
            except (OSError, OverflowError):
                continue
            return port


def answers(port: int) -> bool:
    """Whether something listens on this port of the loopback."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
