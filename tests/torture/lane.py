"""One machine under torture: its terminal and agent, who comes to it, and the blows that fall on it.

Each process that is killed is started again at once, as its supervisor in the field does it.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

from kiosk.desk.child import ROOT
from kiosk.desk.machine import Machine
from kiosk.desk.script import Script
from tests.torture.journal import Journal
from tests.torture.plan import PlannedVisit, Stroke

SUBMISSION = b"POST /v1/submissions"
_END_WITHIN = 90.0  # seconds a visit may take in all; far more than any needs


class Lane:
    """`acknowledged` is what people saw: receipt numbers and who applied, in order. `live` lives all visits on its own thread."""

    def __init__(
        self, number: int, machine: Machine, logs: Path, journal: Journal, kill_platform: Callable[[float], None]
    ) -> None:
        """`kill_platform(again)`: and once more after `again` seconds, when that is not 0."""
        self.number = number
        self.machine = machine
        self.acknowledged: dict[str, Script] = {}
        self.visits = 0
        self.troubles: list[str] = []
        self.kills = {"terminal": 0, "agent": 0, "platform": 0}
        self.faults = 0
        self._journal = journal
        self._kill_platform = kill_platform
        self._log = logs / f"terminal-{number}.log"
        self._terminal: subprocess.Popen[bytes] | None = None
        self._pending: list[Stroke] = []
        self._lock = threading.Lock()
        self._standing = threading.Condition()  # of the terminal
        self._restarting = threading.Lock()  # of the agent
        self._deaths: list[threading.Timer] = []  # of the terminal
        self._elsewhere: list[threading.Timer] = []

    def live(self, visits: list[PlannedVisit]) -> None:
        for visit in visits:
            self._start_terminal()
            self._visit(visit)
        for timer in self._elsewhere:
            timer.join()
        self._start_terminal()
        self._end_terminal()

    def happened(self, event: str) -> None:
        """Any thread: what waited for it falls after its delay."""
        with self._lock:
            due = [stroke for stroke in self._pending if stroke.at == event]
            self._pending = [stroke for stroke in self._pending if stroke.at != event]
        self._let_fall(due)

    # -- a visit ----------------------------------------------------------------------------------------------------------

    def _visit(self, visit: PlannedVisit) -> None:
        self.visits += 1
        with self._lock:
            self._pending = list(visit.strokes)
        self._journal.note(lane=self.number, visit=self.visits, matter=visit.script.matter)
        terminal = self._terminal
        assert terminal is not None and terminal.stdin is not None and terminal.stdout is not None
        overdue = threading.Timer(_END_WITHIN, self._overdue)
        overdue.start()
        try:
            terminal.stdin.write(visit.script.model_dump_json().encode() + b"\n")
            self._follow(terminal.stdout, visit.script)
        except BrokenPipeError:
            self._journal.note(lane=self.number, visit=self.visits, outcome="killed before it began")
        finally:
            overdue.cancel()
        with self._lock:
            left, self._pending = self._pending, []
        self._let_fall(left)
        # The terminal's own deaths belong to this visit; agent, platform and network may still lie down when the next one comes.
        while any(timer.is_alive() for timer in list(self._deaths)):
            self._start_terminal()  # when it was killed; else nothing
            self._deaths[-1].join(0.05)
        self._deaths.clear()

    def _follow(self, events: IO[bytes], script: Script) -> None:
        for line in events:
            event = json.loads(line)
            self._journal.note(lane=self.number, **event)
            match event["event"]:
                case "screen":
                    self.happened(event["name"])
                case "acknowledged":
                    self.acknowledged[event["number"]] = script
                    self.happened("acknowledged")
                case "ended":
                    if event["error"]:
                        self.troubles.append(event["error"])
                    return
        self._journal.note(lane=self.number, visit=self.visits, outcome="killed")

    def _overdue(self) -> None:
        self.troubles.append(f"a visit took longer than {_END_WITHIN:.0f} s")
        if self._terminal is not None:
            self._terminal.kill()

    # -- the terminal -----------------------------------------------------------------------------------------------------

    def _start_terminal(self) -> None:
        """Until its first picture stands, however often it is killed on the way."""
        while self._terminal is None or self._terminal.poll() is not None:
            # The card of who left in a hurry is taken along, as is the paper.
            self.machine.hardware.resident_reader.pull_card()
            self.machine.hardware.social_card.pull()
            self.machine.hardware.camera.take_away()
            command = [sys.executable, "-m", "kiosk.desk.lone", "--hasty", "--config", str(self.machine.file)]
            with self._log.open("ab") as log:
                self._close_pipes()
                with self._standing:
                    self._terminal = subprocess.Popen(
                        [*command, "--control", str(self.machine.control)],
                        cwd=ROOT,
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=log,
                        bufsize=0,
                    )
                    self._standing.notify_all()
            self.happened("started")
            assert self._terminal.stdout is not None
            # Byte by byte and unbuffered: whoever reads on finds all that comes after it.
            if self._terminal.stdout.readline():
                return
            self._terminal.wait()

    def _end_terminal(self) -> None:
        assert self._terminal is not None and self._terminal.stdin is not None
        self._terminal.stdin.close()
        try:
            self._terminal.wait(20)
        except subprocess.TimeoutExpired:
            self.troubles.append("the terminal did not end when it was told to")
            self._terminal.kill()
            self._terminal.wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        if self._terminal is not None:
            for pipe in (self._terminal.stdin, self._terminal.stdout):
                if pipe is not None:
                    pipe.close()

    # -- blows ------------------------------------------------------------------------------------------------------------

    def _let_fall(self, strokes: list[Stroke]) -> None:
        for stroke in strokes:
            timer = threading.Timer(stroke.delay, self._strike, (stroke,))
            timer.daemon = True
            (self._deaths if stroke.do == "kill terminal" else self._elsewhere).append(timer)
            timer.start()

    def _strike(self, stroke: Stroke) -> None:
        self._journal.note(lane=self.number, at=stroke.at, do=stroke.do, lasts=stroke.lasts)
        cable = self.machine.cable
        match stroke.do:
            case "kill terminal":
                with self._standing:
                    # One that was killed a moment ago has to be there again first.
                    self._standing.wait_for(lambda: self._terminal is not None and self._terminal.poll() is None)
                    assert self._terminal is not None
                    self._terminal.kill()
                    self._terminal.wait()
                self.kills["terminal"] += 1
            case "kill agent":
                with self._restarting:
                    for pause in (0.0, stroke.lasts)[: stroke.kills]:
                        threading.Event().wait(pause)
                        self.machine.agent.kill()
                        self.machine.agent.start()
                self.kills["agent"] += stroke.kills
            case "kill platform":
                self._kill_platform(stroke.lasts)
                self.kills["platform"] += stroke.kills
            case "cut":
                self._fault(cable.cut, stroke.lasts)
            case "stall":
                self._fault(cable.stall, stroke.lasts)
            case "answer lost":
                self._fault(lambda: cable.cut_at(SUBMISSION), stroke.lasts + 2)

    def _fault(self, begin: Callable[[], None], lasts: float) -> None:
        self.faults += 1
        begin()
        threading.Event().wait(lasts)
        self.machine.cable.mend()
