"""One machine's heartbeats never look like two machines; an old image and a copy always do: central/identity/doubles.py."""

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from central.identity.doubles import Trace, Verdict, judge
from kiosk.contract.platform import Heartbeat, QueueReport, StoreReport


@dataclass(slots=True)
class Machine:
    """Counts as the terminal does: the counter is in the store, the boot id is of this start."""

    store: str = "store"
    boot: str = "boot-1"
    counter: int = 0

    def beat(self) -> Heartbeat:
        self.counter += 1
        return Heartbeat(
            store=self.store,
            boot_id=self.boot,
            counter=self.counter,
            version="1",
            at=datetime(2026, 11, 24, tzinfo=UTC),
            monotonic_s=1.0,
            terminal="running",
            queue=QueueReport(waiting=0),
            kept=StoreReport(free_bytes=1),
        )


class Ear:
    """The platform's side."""

    def __init__(self) -> None:
        self.trace: Trace | None = None

    def hear(self, heartbeat: Heartbeat) -> Verdict:
        verdict, self.trace = judge(self.trace, heartbeat)
        return verdict


@given(st.lists(st.sampled_from(["heard", "answer lost", "request lost", "started anew", "late"]), max_size=40))
def test_one_machine_is_never_suspected(happens: list[str]) -> None:
    """Whatever is lost on the way, repeated, or comes late after a start."""
    machine, ear, starts = Machine(), Ear(), 1
    for happening in happens:
        if happening == "started anew":
            starts += 1
            machine.boot = f"boot-{starts}"
            continue
        beat = machine.beat()
        if happening == "request lost":
            continue
        assert ear.hear(beat) == "new"
        if happening == "answer lost":
            assert ear.hear(beat) == "again"
        if happening == "late":
            on_its_way = machine.beat()
            starts += 1
            machine.boot = f"boot-{starts}"
            assert ear.hear(machine.beat()) == "new"
            assert ear.hear(on_its_way) == "again"


@given(st.integers(1, 20), st.integers(1, 20))
def test_an_old_image_counts_backwards(before: int, after: int) -> None:
    machine, ear = Machine(), Ear()
    for _ in range(before):
        ear.hear(machine.beat())
    image = machine.counter
    for _ in range(after):
        ear.hear(machine.beat())
    restored = Machine(boot="boot-2", counter=image)
    assert ear.hear(restored.beat()) == "restored"


@given(
    st.integers(1, 10),
    st.lists(st.booleans(), min_size=1, max_size=30).filter(lambda turns: len(set(turns)) == 2),
)
def test_two_machines_under_one_identity_are_noticed(before: int, turns: list[bool]) -> None:
    """In whatever order the two are heard, when each has been heard twice after the other at the latest."""
    first, ear = Machine(), Ear()
    for _ in range(before):
        ear.hear(first.beat())
    second = Machine(boot="boot-2", counter=first.counter)
    verdicts = [ear.hear((first if turn else second).beat()) for turn in [*turns, False, True, True]]
    assert "cloned" in verdicts or "restored" in verdicts
    assert ear.hear(first.beat()) == "cloned"


def test_an_original_that_speaks_again_tells_a_copy_from_an_old_image() -> None:
    first, ear = Machine(), Ear()
    copy = Machine(boot="boot-2", counter=3)
    for _ in range(9):
        ear.hear(first.beat())
    assert ear.hear(copy.beat()) == "restored"
    assert ear.hear(first.beat()) == "cloned"


def test_another_store_under_the_same_identity_is_not_this_machine() -> None:
    first, ear = Machine(), Ear()
    ear.hear(first.beat())
    assert ear.hear(Machine(store="another", boot="boot-2", counter=50).beat()) == "restored"
