"""The queue over a platform that forgets, an agent that dies, and words that come out of order."""

from datetime import UTC, datetime

import pytest

from kiosk.contract.application import Application, ApplicationStatus, State, SubmissionAnswer
from kiosk.contract.platform import StatusPage
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.store.store import Store
from tests.offline.people import application, matter

AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def deliveries(store: Store) -> Deliveries:
    return Deliveries(store)


def submitted(outbox: KeptOutbox) -> Application:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    return made


def deliver(deliveries: Deliveries, made: Application, epoch: str, seq: int, state: State = "received") -> None:
    deliveries.begin(str(made.key))
    deliveries.delivered(
        SubmissionAnswer(key=made.key, number=made.number, state=state, version=1, received_at=AT, epoch=epoch, seq=seq)
    )


def said(number: str, version: int, state: State) -> ApplicationStatus:
    return ApplicationStatus(number=number, matter="YJS-2024A-09", state=state, version=version, changed_at=AT)


def test_begun_and_never_ended_is_counted_and_parked_at_last(deliveries: Deliveries, outbox: KeptOutbox) -> None:
    bad, good = submitted(outbox), submitted(outbox)
    for _ in range(8):
        assert deliveries.crashed(8) == []
        deliveries.begin(str(bad.key))
    assert deliveries.crashed(8) == [bad.number]
    assert outbox.parked() == {bad.number: "sender_crashed"}
    assert deliveries.due() == [str(good.key)]
    assert deliveries.again(bad.number)
    assert deliveries.crashed(8) == []


def test_power_cuts_park_nobody_who_gets_somewhere(deliveries: Deliveries, outbox: KeptOutbox) -> None:
    made = submitted(outbox)
    key = str(made.key)
    for _ in range(7):
        deliveries.begin(key)
    deliveries.uploaded(deliveries.to_upload(key)[:1])
    for _ in range(7):
        deliveries.begin(key)
    deliveries.postponed(key, "HTTP 503")
    for _ in range(7):
        deliveries.begin(key)
    deliveries.moved(key)
    deliveries.begin(key)
    assert deliveries.crashed(8) == []


def test_a_bug_of_ours_counts_like_a_crash(deliveries: Deliveries, outbox: KeptOutbox) -> None:
    key = str(submitted(outbox).key)
    for _ in range(8):
        deliveries.begin(key)
        deliveries.postponed(key, "bug KeyError", ended=False)
    assert len(deliveries.crashed(8)) == 1


def test_what_a_platform_has_forgotten_waits_again_as_it_was(deliveries: Deliveries, outbox: KeptOutbox) -> None:
    made = [submitted(outbox) for _ in range(5)]
    assert deliveries.epoch("first", {}) == []
    before = deliveries.begin(str(made[1].key))
    for seq, one in enumerate(made[:4], 1):
        deliver(deliveries, one, "first", seq)
    assert deliveries.epoch("first", {}) == []
    assert deliveries.epoch("second", {"first": 2}) == [made[2].number, made[3].number]
    assert deliveries.due() == [str(one.key) for one in (made[2], made[3], made[4])]
    assert deliveries.epoch("second", {"first": 2}) == [], "once for each epoch"
    for seq, one in enumerate(made[2:], 3):
        deliver(deliveries, one, "second", seq)
    # Put back a second time, from the same backup: of the second epoch nothing is held, and nobody speaks of it.
    assert deliveries.epoch("third", {"first": 1}) == [one.number for one in made[1:]]
    again = deliveries.begin(str(made[1].key))
    assert again == before, "the same bytes under the same key"


def test_a_platform_that_knows_no_epochs_is_offered_nothing_twice(deliveries: Deliveries, outbox: KeptOutbox) -> None:
    made = submitted(outbox)
    deliver(deliveries, made, "", 0)
    assert deliveries.epoch("", {}) == []
    assert deliveries.epoch("first", {}) == []
    assert deliveries.due() == []


def test_after_a_new_epoch_statuses_begin_at_0_and_its_words_are_the_newer_ones(
    deliveries: Deliveries, outbox: KeptOutbox
) -> None:
    number = submitted(outbox).number

    def state() -> str:
        status = outbox.status(number)
        return status.state if status else ""

    deliveries.epoch("first", {})
    assert deliveries.statuses(StatusPage(epoch="first", seq=9, statuses=[said(number, 3, "completed")]))
    assert deliveries.status_cursor() == ("first", 9)
    # The platform was put back since the last heartbeat: its words are not for us before we know.
    page = StatusPage(epoch="second", seq=4, statuses=[said(number, 1, "received"), said(number, 2, "accepted")])
    assert not deliveries.statuses(page)
    assert (state(), deliveries.status_cursor()) == ("completed", ("first", 9))
    deliveries.epoch("second", {"first": 1})
    assert deliveries.statuses(page)
    assert (state(), deliveries.status_cursor()) == ("completed", ("second", 0))
    assert deliveries.statuses(page)
    assert (state(), deliveries.status_cursor()) == ("accepted", ("second", 4))


def test_an_old_answer_does_not_replace_a_word_of_the_new_epoch(deliveries: Deliveries, outbox: KeptOutbox) -> None:
    """The platform still has the application and gives the answer it gave before it was put back."""
    made = submitted(outbox)
    deliveries.epoch("first", {})
    deliver(deliveries, made, "first", 7)
    deliveries.epoch("second", {"first": 6})
    deliveries.statuses(StatusPage(epoch="second", seq=2, statuses=[said(made.number, 1, "accepted")]))
    deliver(deliveries, made, "first", 7)
    status = outbox.status(made.number)
    assert status is not None
    assert status.state == "accepted"
