"""Never lost, never twice, and nothing of the person in clear."""

import random
import subprocess
import sys
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from kiosk.contract.application import Application, ApplicationStatus, Rating, SubmissionAnswer
from kiosk.contract.platform import StatusPage
from kiosk.contract.sealing import sha256, unseal
from kiosk.languages.fault import KnownFault
from kiosk.matters.numbers import is_receipt_number, receipt_number
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.store import Store
from tests.offline.people import NAME, application, id_number, matter

_WRITER = Path(__file__).parents[1] / "writer_process.py"


def test_numbers_are_never_given_twice_by_threads(outbox: KeptOutbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: outbox.next_number(), range(200)))
    assert len(set(numbers)) == 200
    assert all(is_receipt_number(number) and number.startswith("0001-") for number in numbers)


def test_a_machine_that_is_not_enrolled_gives_no_numbers(store: Store, tmp_path: Path) -> None:
    outbox = KeptOutbox(store, CredentialsFile(tmp_path / "none.json", store.identity), receipt_number)
    with pytest.raises(KnownFault, match="not_enrolled"):
        outbox.next_number()


def test_what_travels_is_what_was_submitted_and_only_the_platform_can_read_it(
    store: Store, outbox: KeptOutbox, platform_key: PrivateKey
) -> None:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    deliveries = Deliveries(store)
    [key] = deliveries.due()
    submission = deliveries.begin(key)
    assert submission.key == made.key
    read = Application.model_validate_json(unseal(b64decode(submission.sealed), platform_key))
    assert read.answers == made.answers
    assert read.applicant == made.applicant
    opened = {}
    for digest in submission.attachments:
        sealed = deliveries.attachment(digest)
        assert sha256(sealed) == digest
        opened[digest] = unseal(sealed, platform_key)
    assert sorted(opened.values()) == sorted(documents)
    for material in read.materials:
        for ref in material.attachments:
            assert sha256(opened[ref.sealed_sha256]) == ref.sha256
    assert deliveries.begin(key) == submission, "every delivery is the same, byte by byte"


def test_nothing_of_the_person_is_on_the_disk_in_clear(store: Store, outbox: KeptOutbox, tmp_path: Path) -> None:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    words = [NAME, id_number(), "19900000001", "测试市示范路"]
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        for word in words:
            assert word.encode() not in content, path.name
        for document in documents:
            assert document not in content, path.name


def test_a_machine_enrolled_after_its_screens_started_still_says_who_it_is(
    store: Store, outbox: KeptOutbox, platform_key: PrivateKey
) -> None:
    made, documents = application(matter(), outbox.next_number(), terminal="")
    outbox.submit(made, documents).result()
    sealed = Deliveries(store).begin(str(made.key)).sealed
    assert Application.model_validate_json(unseal(b64decode(sealed), platform_key)).terminal == "T0001"


def test_a_full_disk_is_said_and_nothing_half_is_kept(store: Store, outbox: KeptOutbox) -> None:
    made, documents = application(matter(), outbox.next_number())
    pages = store.write(lambda database: database.execute("PRAGMA page_count").fetchone()[0]).result()
    store.write(lambda database: database.execute(f"PRAGMA max_page_count = {pages}")).result()
    with pytest.raises(KnownFault, match="store_full"):
        outbox.submit(made, documents).result()
    assert outbox.waiting() == 0
    store.write(lambda database: database.execute("PRAGMA max_page_count = 1000000")).result()
    outbox.submit(made, documents).result()
    assert outbox.waiting() == 1


def test_the_same_application_handed_in_twice_is_kept_once(store: Store, outbox: KeptOutbox) -> None:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    outbox.submit(made, documents).result()
    assert outbox.waiting() == 1
    assert len(Deliveries(store).due()) == 1


def test_documents_and_citations_must_match(outbox: KeptOutbox) -> None:
    made, documents = application(matter(), outbox.next_number())
    with pytest.raises(ValueError, match="not handed in"):
        outbox.submit(made, documents[1:])
    with pytest.raises(ValueError, match="not cited"):
        outbox.submit(made, [*documents, b"stray"])
    assert outbox.waiting() == 0


def _answer(made: Application) -> SubmissionAnswer:
    return SubmissionAnswer(
        key=made.key, number=made.number, state="received", version=1, received_at=datetime(2026, 11, 24, tzinfo=UTC)
    )


def test_when_the_platform_has_it_its_word_is_kept_and_nothing_waits(store: Store, outbox: KeptOutbox) -> None:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    assert outbox.status(made.number) is None, "saved, not submitted"
    deliveries = Deliveries(store)
    deliveries.begin(str(made.key))
    deliveries.delivered(_answer(made))
    assert outbox.waiting() == 0
    assert deliveries.due() == []
    status = outbox.status(made.number)
    assert status is not None
    assert status.state == "received"


def test_an_older_word_never_replaces_a_newer_one_and_no_officers_words_are_kept(
    store: Store, outbox: KeptOutbox
) -> None:
    deliveries = Deliveries(store)
    number = outbox.next_number()

    def said(version: int, state: str, note: str = "") -> ApplicationStatus:
        return ApplicationStatus(
            number=number,
            matter="YJS-2024A-09",
            state=state,  # type: ignore[arg-type]
            version=version,
            changed_at=datetime(2026, 11, 24, tzinfo=UTC),
            note=note,
        )

    deliveries.statuses(StatusPage(seq=7, statuses=[said(3, "in_progress", f"请 {NAME} 来"), said(2, "accepted")]))
    status = outbox.status(number)
    assert status is not None
    assert (status.state, status.note) == ("in_progress", "")
    assert deliveries.status_cursor() == ("", 7)


def test_a_parked_row_keeps_its_bytes_and_its_reason(store: Store, outbox: KeptOutbox) -> None:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    deliveries = Deliveries(store)
    deliveries.begin(str(made.key))
    deliveries.parked(str(made.key), "422 answers.baby_name")
    assert outbox.waiting() == 0
    assert outbox.parked() == {made.number: "422 answers.baby_name"}
    assert deliveries.begin(str(made.key)).sealed
    deliveries.parked(str(made.key), "422 answers.baby_name")
    assert deliveries.due() == []
    assert deliveries.again(made.number)
    assert deliveries.due() == [str(made.key)]
    assert not deliveries.again(made.number)


def test_one_rating_for_one_application_and_only_after_it_has_left(store: Store, outbox: KeptOutbox) -> None:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    outbox.rate(Rating(number=made.number, grade=5)).result()
    outbox.rate(Rating(number=made.number, grade=1)).result()
    deliveries = Deliveries(store)
    assert deliveries.ratings() == []
    deliveries.begin(str(made.key))
    deliveries.delivered(_answer(made))
    assert [rating.grade for rating in deliveries.ratings()] == [5]


def test_kill_nine_at_any_moment_loses_nothing_that_was_said_and_gives_no_number_twice(
    store: Store, outbox: KeptOutbox, credentials: CredentialsFile
) -> None:
    """A process writes applications as fast as it can and is killed around its commits, many times."""
    chance = random.Random(20261124)
    given: list[str] = []
    acknowledged: list[str] = []
    for _ in range(12):
        writer = subprocess.Popen(
            [sys.executable, str(_WRITER), str(store.path.parent)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        for _ in range(chance.randint(1, 14)):
            word, _, number = writer.stdout.readline().strip().partition(" ")
            (given if word == "given" else acknowledged).append(number)
        writer.kill()
        # What it had said before the blow may still lie in the pipe; a torn last line does not count.
        for line in writer.stdout.read().split("\n")[:-1]:
            word, _, number = line.partition(" ")
            (given if word == "given" else acknowledged).append(number)
        writer.wait()
        writer.stdout.close()
    assert acknowledged
    kept = [row["number"] for row in store.read().execute("SELECT number FROM outbox")]
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))
    assert len(given) == len(set(given))
    assert outbox.next_number() not in given
    assert store.read().execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    for key in Deliveries(store).due():
        assert Deliveries(store).begin(key).sealed
