"""Receipts that nobody has seen yet: there for the person with the card, for nobody else, and not for long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.outbox.owed import KEPT_FOR
from kiosk.offline.store.retention import prune
from kiosk.offline.store.store import Store
from kiosk.visit.receipt import receipt_of
from tests.offline.people import application, id_number, matter


def handed_in(outbox: KeptOutbox, person: str | None = None) -> str:
    made, documents = application(
        matter(), outbox.next_number(), person=person, ways={"marriage_certificate": "promised"}
    )
    outbox.submit(made, documents, receipt_of(made)).result()
    return made.number


def test_it_opens_with_the_number_on_the_card_until_it_was_seen(outbox: KeptOutbox) -> None:
    number = handed_in(outbox)
    other = handed_in(outbox, id_number(2))
    [receipt] = outbox.owed(id_number())
    assert receipt.number == number
    assert isinstance(receipt.promised["marriage_certificate"], date)
    assert [one.number for one in outbox.owed(id_number(2).lower())] == [other], "a card may write x as X"
    assert outbox.owed(id_number(3)) == []
    outbox.receipt_seen(number).result()
    assert outbox.owed(id_number()) == []
    assert outbox.kept(number), "the application stays, whoever has seen what"


def test_a_second_one_comes_first(outbox: KeptOutbox) -> None:
    numbers = [handed_in(outbox) for _ in range(2)]
    assert [one.number for one in outbox.owed(id_number())] == numbers[::-1]
    since = outbox.owed_since()
    assert since is not None
    assert (datetime.now(UTC) - since).total_seconds() < 60


def test_the_same_application_handed_in_twice_owes_one_receipt(outbox: KeptOutbox) -> None:
    made, documents = application(matter(), outbox.next_number())
    for _ in range(2):
        outbox.submit(made, documents, receipt_of(made)).result()
    assert len(outbox.owed(id_number())) == 1


def test_after_a_day_it_is_gone_from_the_disk_with_the_next_application(outbox: KeptOutbox, store: Store) -> None:
    handed_in(outbox)
    old = "2026-01-01T00:00:00+00:00"
    store.write(lambda database: database.execute("UPDATE owed_receipt SET at = ?", (old,)).rowcount).result()
    assert outbox.owed(id_number()) == []
    new = handed_in(outbox, id_number(2))
    assert [row["number"] for row in store.read().execute("SELECT number FROM owed_receipt")] == [new]


def test_retention_takes_it_where_nobody_hands_in_again(outbox: KeptOutbox, store: Store) -> None:
    handed_in(outbox)
    now = datetime.now(UTC)
    prune(store, now + KEPT_FOR - timedelta(hours=1), short=0)
    assert outbox.owed_since() is not None
    prune(store, now + KEPT_FOR + timedelta(hours=1), short=0)
    assert outbox.owed_since() is None


def test_one_that_was_changed_on_the_disk_opens_for_nobody(outbox: KeptOutbox, store: Store) -> None:
    handed_in(outbox)
    spoil = "UPDATE owed_receipt SET sealed = zeroblob(length(sealed))"
    store.write(lambda database: database.execute(spoil).rowcount).result()
    assert outbox.owed(id_number()) == []


@pytest.mark.parametrize("receipt", [False, True])
def test_nothing_of_the_person_is_in_the_table(outbox: KeptOutbox, store: Store, receipt: bool) -> None:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents, receipt_of(made) if receipt else None).result()
    rows = store.read().execute("SELECT number, salt, sealed, at FROM owed_receipt").fetchall()
    assert len(rows) == int(receipt)
    for row in rows:
        assert made.applicant.id_number.encode() not in bytes(row["sealed"])
        assert made.matter.encode() not in bytes(row["sealed"])
