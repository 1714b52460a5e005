"""Watches over the terminal's process. It says from its event loop that it turns; a loop that hangs says nothing, and is ended, so
that systemd starts the terminal anew. A process that has never said anything is not touched.
"""

import contextlib
import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from typing import Literal

_log = logging.getLogger(__name__)

State = Literal["running", "silent", "absent"]
SILENT_S = 20.0
_GRACE_S = 5.0  # between asking it to end and ending it
_LOOKS = 40  # in the time of a silence


class TerminalWatch:
    """Any thread may call it. Close it at the end.

    A process is held by a pidfd: whoever gets its number after it is safe from us. The machine may stand still for a while, with
    us in it: time in which we did not run ourselves is no silence of the terminal's.
    """

    def __init__(self, changed: Callable[[], None], *, silent_s: float = SILENT_S, grace_s: float = _GRACE_S) -> None:
        """`changed` is called on the watch's thread when there is something to report."""
        self._changed = changed
        self._silent_s, self._grace_s = silent_s, grace_s
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._left: list[_Process] = []
        self._was_silent = False
        self._over = False
        self._wake = os.eventfd(0, os.EFD_CLOEXEC)
        self._thread = threading.Thread(target=self._watch, name="terminal-watch", daemon=True)
        self._thread.start()

    def alive(self, process: int) -> None:
        """The process with this number has just said that its event loop turns."""
        with self._lock:
            if self._process is None or self._process.number != process:
                try:
                    held = os.pidfd_open(process)
                except OSError:
                    return  # it has ended meanwhile, or lives where we cannot see it
                if self._process is not None:
                    self._left.append(self._process)
                self._process = _Process(process, held)
                os.eventfd_write(self._wake, 1)
            self._process.said += 1

    def report(self) -> State:
        """How it is; "silent" once more after it was ended for it, for then it was when nobody asked."""
        with self._lock:
            was, self._was_silent = self._was_silent, False
            if was:
                return "silent"
            return "absent" if self._process is None else self._process.state

    def close(self) -> None:
        with self._lock:
            self._over = True
        os.eventfd_write(self._wake, 1)
        self._thread.join()
        os.close(self._wake)

    def _watch(self) -> None:
        tick = self._silent_s / _LOOKS
        last = time.monotonic()
        watched: _Process | None = None
        while True:
            ended = self._look(watched, None if watched is None else tick)
            now = time.monotonic()
            passed, last = min(now - last, 2 * tick), now
            with self._lock:
                over = self._over
                if self._process is not None and (over or (ended and self._process is watched)):
                    self._left.append(self._process)
                    self._process = None
                left, self._left = self._left, []
                before, watched = watched, self._process
            for one in left:
                os.close(one.held)
                _log.info("watch.terminal_gone process=%d", one.number)
            if over:
                return
            if watched is not before:
                if watched is not None:
                    _log.info("watch.terminal_running process=%d", watched.number)
                self._changed()
            elif watched is not None:
                self._judge(watched, passed)

    def _look(self, watched: "_Process | None", seconds: float | None) -> bool:
        """Waits for `seconds`, or until something happens; whether the process has ended."""
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        if watched is not None:
            poll.register(watched.held, select.POLLIN)
        ready = {handle for handle, _ in poll.poll(None if seconds is None else seconds * 1000)}
        if self._wake in ready:
            os.eventfd_read(self._wake)
        return watched is not None and watched.held in ready

    def _judge(self, watched: "_Process", passed: float) -> None:
        with self._lock:
            if watched.said != watched.heard:
                watched.heard, watched.silence = watched.said, 0.0
                return
            watched.silence += passed
            silence, state = watched.silence, watched.state
            newly = state == "running" and silence >= self._silent_s
            if newly:
                watched.state, self._was_silent = "silent", True
        if newly:
            _log.error("watch.terminal_silent process=%d", watched.number)
            watched.end(signal.SIGTERM)
            self._changed()
        elif state == "silent" and silence >= self._silent_s + self._grace_s:
            _log.error("watch.terminal_killed process=%d", watched.number)
            watched.end(signal.SIGKILL)


class _Process:
    """`held`: its pidfd. `said`, `heard`: how often it has spoken, and how often of that the watch has noticed."""

    def __init__(self, number: int, held: int) -> None:
        self.number, self.held = number, held
        self.said = self.heard = 0
        self.silence = 0.0
        self.state: State = "running"

    def end(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            try:
                signal.pidfd_send_signal(self.held, number)
            except PermissionError:
                _log.error("watch.not_permitted process=%d", self.number)
