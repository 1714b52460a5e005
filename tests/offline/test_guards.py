"""Who may begin a visit: rules that hold for every machine there can be, and a real machine that is asked."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.languages.fault import Fault
from kiosk.languages.language import Language
from kiosk.languages.messages import text
from kiosk.offline.guards import FREE_BYTES, OLDEST, WAITING, Standing, refusal
from kiosk.offline.readiness import MachineReadiness
from kiosk.offline.remote import clock
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.connection import damaged
from kiosk.offline.store.store import Store
from kiosk.offline.store.stores import Stores

GOOD = Standing(free_bytes=FREE_BYTES)
WORSE = {
    "machine_full": {"free_bytes": FREE_BYTES - 1},
    "machine_queue_long": {"waiting": WAITING},
    "machine_queue_old": {"oldest": OLDEST + timedelta(seconds=1)},
    "machine_clock": {"clock_behind": True},
    "not_enrolled": {"enrolled": False},
    "machine_revoked": {"closed": True},
    "store_damaged": {"store": damaged().fault},
}

standings = st.builds(
    Standing,
    free_bytes=st.integers(0, 10**13),
    waiting=st.integers(0, 10**7),
    oldest=st.none() | st.timedeltas(timedelta(0), timedelta(days=4000)),
    clock_behind=st.booleans(),
    enrolled=st.booleans(),
    closed=st.booleans(),
    store=st.none() | st.just(damaged().fault),
)


def code(standing: Standing) -> str | None:
    fault = refusal(standing)
    return None if fault is None else fault.code


@given(st.integers(FREE_BYTES, 10**13), st.integers(0, WAITING - 1), st.timedeltas(timedelta(0), OLDEST))
def test_a_machine_within_all_limits_serves(free: int, waiting: int, oldest: timedelta) -> None:
    assert refusal(Standing(free, waiting, oldest)) is None


@pytest.mark.parametrize("expected", WORSE)
def test_each_limit_refuses_by_its_own_name(expected: str) -> None:
    assert code(replace(GOOD, **WORSE[expected])) == expected


@given(standings, st.sampled_from(sorted(WORSE)))
def test_nothing_that_gets_worse_makes_a_machine_serve(standing: Standing, what: str) -> None:
    worse = replace(standing, **WORSE[what])
    assert refusal(worse) is not None


@given(standings)
def test_a_machine_that_serves_is_within_all_limits(standing: Standing) -> None:
    serves = refusal(standing) is None
    within = (
        standing.free_bytes >= FREE_BYTES
        and standing.waiting < WAITING
        and (standing.oldest is None or standing.oldest <= OLDEST)
        and not standing.clock_behind
        and standing.enrolled
        and not standing.closed
        and standing.store is None
    )
    assert serves == within


@given(standings)
def test_a_store_that_takes_nothing_is_said_before_all_else(standing: Standing) -> None:
    assert code(replace(standing, store=damaged().fault)) == "store_damaged"


class Told:
    """Collects what a listener is told, and waits for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.codes: list[str | None] = []

    def __call__(self, fault: Fault | None) -> None:
        with self._changed:
            self.codes.append(None if fault is None else fault.code)
            self._changed.notify_all()

    def until(self, code: str | None) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.codes[-1:] == [code], 20), self.codes


def _queue(store: Store, since: datetime) -> None:
    statement = "INSERT INTO outbox (key, number, matter, matter_version, state, queued_at) VALUES ('k', 'n', 'm', 1, 'waiting', ?)"
    store.write(lambda database: database.execute(statement, (since.isoformat(),))).result()


def test_a_real_machine_says_why_it_takes_nobody_and_when_it_does_again(
    store: Store, credentials: CredentialsFile
) -> None:
    time = store.path.with_name("time.json")
    readiness = MachineReadiness(Stores(store, store), credentials, time)
    told = Told()
    stop = readiness.watch(told)
    told.until(None)
    credentials.close("revoked")
    told.until("machine_revoked")
    enrolment = credentials.load()
    assert enrolment is not None
    credentials.path.unlink()
    told.until("not_enrolled")
    credentials.save(enrolment)
    told.until(None)
    _queue(store, datetime.now(UTC) - OLDEST - timedelta(minutes=1))
    told.until("machine_queue_old")
    assert readiness.now() is not None
    store.write(lambda database: database.execute("UPDATE outbox SET state = 'parked'")).result()
    told.until(None)
    stop()
    readiness.close()


def test_a_clock_before_a_time_that_has_been_takes_nobody(store: Store, credentials: CredentialsFile) -> None:
    time = store.path.with_name("time.json")
    clock.PlatformTime(time).learned(datetime.now(UTC) + timedelta(hours=3))
    readiness = MachineReadiness(Stores(store, store), credentials, time)
    fault = readiness.now()
    assert fault is not None
    assert fault.code == "machine_clock"
    time.unlink()
    assert readiness.now() is None


@pytest.mark.parametrize("fault", sorted(WORSE))
@pytest.mark.parametrize("language", list(Language))
def test_every_reason_has_words_for_the_person(fault: str, language: Language) -> None:
    assert text(language, f"fault_{fault}")
