"""One run: a platform, machines, people, blows; then quiet, and the comparison of what was said on screen with what the platform holds."""

import contextlib
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.desk.centre import Centre
from kiosk.desk.machine import Machine
from tests.torture.compare import Comparison, compare
from tests.torture.journal import Journal
from tests.torture.lane import Lane
from tests.torture.plan import plan, today
from tests.visits.conftest import draw

LANES = 2  # machines at one platform
_RECEIVED = re.compile(r"reception\.new\b.*?\b(\d{4})-\d{6}-\d")


@dataclass
class Outcome:
    seed: int
    planned: int  # kills
    seconds: float = 0.0
    kills: dict[str, int] = field(default_factory=dict)
    faults: int = 0
    visits: int = 0
    acknowledged: int = 0
    troubles: list[str] = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)

    @property
    def killed(self) -> int:
        return sum(self.kills.values())

    @property
    def good(self) -> bool:
        """Nothing lost, nothing twice, all readable and gone out; every blow fell, and no visit failed for another reason."""
        return self.comparison.good and self.killed == self.planned and not self.troubles

    def lines(self) -> list[str]:
        """The closing figures."""
        found = self.comparison
        a_minute = 60 * self.killed / self.seconds if self.seconds else 0.0
        kills = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        figures = [
            f"kills         {self.killed} ({kills}), {a_minute:.0f} a minute; {self.faults} network faults",
            f"visits        {self.visits}, receipts seen on screen {self.acknowledged}, applications held {found.held}",
            f"lost          {len(found.lost)}",
            f"twice         {len(found.twice)}",
            f"unreadable    {len(found.unreadable)}",
            f"left over     {len(found.left)}",
            f"damaged       {len(found.damaged)}",
            f"seed          {self.seed}, {self.seconds:.0f} s",
        ]
        for kind in ("lost", "twice", "unreadable", "left", "damaged"):
            figures += [f"  {kind}: {words}" for words in getattr(found, kind)]
        return figures + [f"  could not go on: {words}" for words in self.troubles]


def torture(seed: int, kills: int, run: Path) -> Outcome:
    """Everything lives below `run`: data, logs, `logs/journal.jsonl`."""
    logs = run / "logs"
    logs.mkdir(parents=True)
    journal = Journal(logs / "journal.jsonl")
    outcome = Outcome(seed, kills)
    visits = plan(seed, kills, LANES, draw(run / "paper.jpg"), today())
    lanes: list[Lane] = []

    def heard(line: str) -> None:
        found = _RECEIVED.search(line)
        if found is not None:
            for lane in lanes:
                # The first group of a receipt number is the machine's; they enrol in this order.
                if lane.number == int(found[1]):
                    lane.happened("received")

    with contextlib.ExitStack() as ends:
        ends.callback(journal.close)
        centre = Centre(run / "platform", logs, heard)
        ends.callback(centre.stop)
        centre.start()
        machines = [
            ends.enter_context(
                Machine(
                    run / f"terminal-{number}",
                    run / f"kiosk-{number}.toml",
                    run / f"control-{number}",
                    logs / f"agent-{number}.log",
                    round_seconds=1.0,
                )
            )
            for number in range(1, LANES + 1)
        ]
        centre.await_ready()
        restarting = threading.Lock()

        def kill_platform(again: float) -> None:
            with restarting:
                centre.kill()
                centre.start()
                if again:
                    threading.Event().wait(again)
                    centre.kill()
                    centre.start()
                centre.await_ready()
                for machine in machines:
                    machine.cable.target = centre.target

        for number, machine in enumerate(machines, 1):
            machine.join(centre)
            lanes.append(Lane(number, machine, logs, journal, kill_platform))
        threads = [
            threading.Thread(target=lane.live, args=(ahead,), name=f"lane-{lane.number}", daemon=True)
            for lane, ahead in zip(lanes, visits, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        outcome.seconds = journal.seconds
        for machine in machines:
            machine.cable.mend()
        outcome.comparison = compare(centre, lanes)
    for lane in lanes:
        outcome.visits += lane.visits
        outcome.faults += lane.faults
        outcome.acknowledged += len(lane.acknowledged)
        outcome.troubles += lane.troubles
        for victim, count in lane.kills.items():
            outcome.kills[victim] = outcome.kills.get(victim, 0) + count
    return outcome
