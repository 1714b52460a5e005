"""What is past its limit goes, what waits never does; and ballast is there when it is needed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.contract.application import SubmissionAnswer
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.store import audit, disk
from kiosk.offline.store.retention import EVENTS, PAYLOADS, RECEIPTS, prune
from kiosk.offline.store.store import Store
from tests.offline.people import application, matter

HOUR = timedelta(hours=1)


def submitted(outbox: KeptOutbox) -> tuple[str, str]:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    return str(made.key), made.number


def delivered(store: Store, outbox: KeptOutbox) -> str:
    key, number = submitted(outbox)
    Deliveries(store).begin(key)
    Deliveries(store).delivered(
        SubmissionAnswer(key=key, number=number, state="received", version=1, received_at=datetime.now(UTC))  # type: ignore[arg-type]
    )
    return number


def payloads(store: Store) -> set[str]:
    return {row["number"] for row in store.read().execute("SELECT number FROM outbox WHERE sealed IS NOT NULL")}


def test_a_delivered_payload_is_kept_for_a_platform_that_is_put_back_and_no_longer(
    store: Store, outbox: KeptOutbox
) -> None:
    number, waiting = delivered(store, outbox), submitted(outbox)[1]
    now = datetime.now(UTC)
    assert prune(store, now + PAYLOADS - HOUR, short=0).payloads == 0
    assert payloads(store) == {number, waiting}
    assert prune(store, now + PAYLOADS + HOUR, short=0).payloads == 1
    assert payloads(store) == {waiting}
    assert outbox.kept(number)
    assert outbox.status(number) is not None
    assert store.read().execute("SELECT count(DISTINCT key) FROM outbox_attachment").fetchone()[0] == 1


def test_a_disk_that_gets_short_takes_delivered_payloads_at_once_and_gets_the_room_back(
    store: Store, outbox: KeptOutbox
) -> None:
    for _ in range(3):
        delivered(store, outbox)
    waiting = submitted(outbox)[1]
    store.checkpoint().result()
    before = store.path.stat().st_size
    assert prune(store, short=10**18).payloads == 3
    assert payloads(store) == {waiting}
    assert store.path.stat().st_size < before
    assert store.path.with_name("kept.db-wal").stat().st_size == 0


def test_receipts_and_events_go_after_their_time_and_open_alarms_do_not(store: Store, outbox: KeptOutbox) -> None:
    number, waiting = delivered(store, outbox), submitted(outbox)[1]
    store.write(audit.noting("looked_at")).result()
    store.write(audit.noting("store_damaged", "a page", alarm=True)).result()
    now = datetime.now(UTC)
    prune(store, now + PAYLOADS + HOUR, short=0)
    assert prune(store, now + RECEIPTS - HOUR, short=0).receipts == 0
    pruned = prune(store, now + max(RECEIPTS, EVENTS) + HOUR, short=0)
    assert (pruned.receipts, pruned.events) == (1, 1)
    assert not outbox.kept(number)
    assert outbox.status(number) is None
    assert outbox.kept(waiting)
    assert audit.alarms(store) == ["store_damaged"]


@pytest.mark.parametrize("room", [True, False])
def test_ballast_is_made_where_there_is_room_and_goes_where_there_is_none(tmp_path: Path, room: bool) -> None:
    enough, ballast = (0, tmp_path / "ballast") if room else (10**18, tmp_path / "ballast")
    assert disk.keep_ballast(tmp_path, size=4096, room=enough) is room
    assert ballast.exists() is room
    if room:
        assert ballast.stat().st_blocks > 0, "real blocks, no hole"
        assert not disk.keep_ballast(tmp_path, size=4096, short=10**18)
        assert not ballast.exists()
