"""A process that is killed at the N-th of its calls to the system that touch a folder: files opened, renamed, linked, removed."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path


def steps(folder: Path, step: Callable[[Path], object]) -> int:
    """How many such calls `step(folder)` makes when nothing happens to it."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        _live(folder, step, 0, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        count = told.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return int(count)


def die(folder: Path, step: Callable[[Path], object], at: int) -> None:
    """`step(folder)` in a process that is gone, by SIGKILL, at call number `at`."""
    if not (child := os.fork()):
        _live(folder, step, at, 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, f"lived through call {at}"


def _live(folder: Path, step: Callable[[Path], object], at: int, tell: int) -> None:
    seen = 0

    def count(_event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if any(isinstance(one, str | os.PathLike) and str(folder) in str(one) for one in arguments):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    try:
        step(folder)
        os.write(tell, str(seen).encode())
        os._exit(0)  # what closing would still do is not part of the step
    finally:
        os._exit(1)
