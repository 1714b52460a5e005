"""Two machines under one identity, or one that was put back from an old image: told by what their heartbeats count.

A machine's counter is kept in its store and grows with each heartbeat; its boot id is new with each start. So one machine's
heartbeats are (boot, counter) with counters that only grow, and a boot that was left does not come back.
"""

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.contract.platform import Heartbeat

Verdict = Literal["new", "again", "restored", "cloned"]
_BOOTS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Trace:
    """What the platform remembers of a terminal's heartbeats."""

    store: str
    boot: str
    counter: int
    left: tuple[tuple[str, int], ...] = ()
    """Boots before this one, the newest first, each with the last counter that was heard of it."""


def judge(trace: Trace | None, heartbeat: Heartbeat) -> tuple[Verdict, Trace]:
    """What this heartbeat means after `trace`, and the trace from then on.

    new: as it should be. again: heard before, for instance because its answer was lost; nothing changes. restored: the store went
    back in time, or is another one. cloned: two machines count under this identity.
    """
    if trace is None:
        return "new", Trace(heartbeat.store, heartbeat.boot_id, heartbeat.counter)
    left = dict(trace.left)
    if heartbeat.boot_id in left:
        # A heartbeat that was on its way when the machine was started anew may come late: at most the one after the last heard.
        if heartbeat.counter <= left[heartbeat.boot_id] + 1 and heartbeat.counter < trace.counter:
            return "again", trace
        return "cloned", trace
    if heartbeat.store != trace.store:
        return "restored", trace
    if heartbeat.boot_id == trace.boot:
        if heartbeat.counter <= trace.counter:
            return "again", trace
        return "new", replace(trace, counter=heartbeat.counter)
    onward = Trace(
        trace.store,
        heartbeat.boot_id,
        max(trace.counter, heartbeat.counter),
        ((trace.boot, trace.counter), *trace.left)[:_BOOTS_KEPT],
    )
    return ("new" if heartbeat.counter > trace.counter else "restored"), onward
