"""What people saw on the screens, beside what the platform holds once all is quiet."""

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from kiosk.desk.centre import Centre
from kiosk.desk.child import ROOT
from kiosk.desk.script import Script
from kiosk.matters.numbers import receipt_number
from kiosk.offline.store.beside import QUARANTINE
from tests.torture.lane import Lane

QUIET_WITHIN = 90.0  # seconds until everything that waits has been delivered
_GAP = 40  # numbers that were taken and never handed in, in a row, at most


@dataclass
class Comparison:
    """Each fault in words that name the receipt number."""

    held: int = 0
    lost: list[str] = field(default_factory=list)  # acknowledged on screen, and not on the platform
    twice: list[str] = field(default_factory=list)  # one act of handing in, several applications
    unreadable: list[str] = field(default_factory=list)  # held, and does not open, or is not what was handed in
    left: list[str] = field(default_factory=list)  # still on a machine: waiting, or parked with its reason
    damaged: list[str] = field(default_factory=list)  # stores that a machine found broken and moved away

    @property
    def good(self) -> bool:
        return not (self.lost or self.twice or self.unreadable or self.left or self.damaged)


def compare(centre: Centre, lanes: Sequence[Lane]) -> Comparison:
    """Waits until nothing is left on the machines, then asks the platform for everything."""
    found = Comparison()
    held: dict[str, dict[str, Any]] = {}
    acknowledged: dict[str, Script] = {}
    for lane in lanes:
        found.left += _drain(lane)
        found.damaged += [f"machine {lane.number}: {path.name}" for path in (lane.machine.data / QUARANTINE).glob("*")]
        acknowledged |= lane.acknowledged
    for lane in lanes:
        held |= _held(centre, lane.number, found)
    judge(held, acknowledged, found)
    return found


def judge(held: Mapping[str, dict[str, Any]], acknowledged: Mapping[str, Script], found: Comparison) -> None:
    """`held` as the platform has it (contract HeldApplication), by receipt number, beside what was read on screens."""
    found.held = len(held)
    for number, script in acknowledged.items():
        if number in held:
            found.unreadable += _differences(number, held[number]["application"], script)
        elif not any(words.startswith(number) for words in found.unreadable):
            found.lost.append(number)
    for number, one in held.items():
        references = _references(one["application"])
        if {ref["sha256"]: ref["size"] for ref in references} != one["attachments"]:
            found.unreadable.append(f"{number}: its attachments are not those it names")
    # Nobody came twice: another application of the same person is the same act once more.
    people = Counter(one["application"]["applicant"]["id_number"] for one in held.values())
    keys = Counter(one["application"]["key"] for one in held.values())
    for number, one in held.items():
        application = one["application"]
        if people[application["applicant"]["id_number"]] > 1 or keys[application["key"]] > 1:
            found.twice.append(f"{number} ({application['matter']}, key {application['key']})")


def _drain(lane: Lane) -> list[str]:
    """Until nothing waits; what is left then, in words."""
    pause, left = threading.Event(), QUIET_WITHIN
    command = [
        sys.executable,
        "-m",
        "kiosk.technician.commands",
        "status",
        "--config",
        str(lane.machine.file),
        "--json",
    ]
    while True:
        told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True, timeout=60)
        queue = json.loads(told.stdout)["queue"]
        parked = [f"{number} is parked: {reason}" for number, reason in queue.get("parked", {}).items()]
        if queue.get("waiting") == 0:
            return parked
        if left <= 0:
            return [*parked, f"machine {lane.number}: {queue}"]
        pause.wait(1)
        left -= 1


def _held(centre: Centre, machine: int, found: Comparison) -> dict[str, dict[str, Any]]:
    """Everything the platform has of a machine, by number. What does not open goes to `found.unreadable`."""
    held: dict[str, dict[str, Any]] = {}
    counter = last = 0
    while counter - last < _GAP:
        counter += 1
        number = receipt_number(machine, counter)
        try:
            one = centre.application(number)
        except requests.HTTPError as refused:
            found.unreadable.append(f"{number}: the platform answers {refused.response.status_code}")
            last = counter
            continue
        if one is None:
            continue
        last = counter
        held[number] = one
    return held


def _references(application: dict[str, Any]) -> list[dict[str, Any]]:
    found = [ref for material in application["materials"] for ref in material["attachments"]]
    return found + [ref for ref in (application["signature"], application["commitment"]) if ref]


def _differences(number: str, application: dict[str, Any], script: Script) -> list[str]:
    """Where the application is not what the person whose receipt this is had said."""
    said = {
        "name": script.card.name if script.card else script.answers["applicant_name"],
        "id_number": script.card.number if script.card else script.answers["applicant_id"],
    }
    kept = {key: application["applicant"][key] for key in said}
    wrong = [key for key in said if kept[key] != said[key]]
    if application["matter"] != script.matter:
        wrong.append("matter")
    return [f"{number}: another {' and '.join(wrong)} than on the screen"] if wrong else []
