"""A damaged store is noticed, put into quarantine as it is, and what can be read of it goes on; nothing is made anew in silence."""

import contextlib
import random
import shutil
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from kiosk.contract.application import Application
from kiosk.contract.sealing import sha256, unseal
from kiosk.languages.fault import KnownFault
from kiosk.languages.language import Language
from kiosk.matters.numbers import receipt_number
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store import audit
from kiosk.offline.store.beside import Beside
from kiosk.offline.store.connection import SqliteError
from kiosk.offline.store.health import look
from kiosk.offline.store.keys import StoreKey, read_key
from kiosk.offline.store.salvage import LOST_ATTACHMENT
from kiosk.offline.store.store import Store
from kiosk.offline.store.stores import Stores, open_kept, open_stores
from tests.offline import damage, dying
from tests.offline.people import application, matter

MANY = 24


def opened(data: Path) -> Store:
    return open_kept(data, read_key(data, development=True))


@pytest.fixture
def numbers(store: Store, outbox: KeptOutbox) -> list[str]:
    """Applications on the disk, all in the file itself and none in the WAL any more; the store is closed."""
    futures: list[tuple[str, Future[None]]] = []
    for _ in range(MANY):
        made, documents = application(matter(), outbox.next_number())
        futures.append((made.number, outbox.submit(made, documents)))
    for _, future in futures:
        future.result()
    store.close()
    assert not store.path.with_name("kept.db-wal").exists()
    return [number for number, _ in futures]


def whole(store: Store, key: PrivateKey) -> list[str]:
    """Numbers of what waits and is whole: the platform can open it and finds all of its attachments."""
    found = []
    deliveries = Deliveries(store)
    for row in store.read().execute("SELECT key FROM outbox WHERE state = 'waiting'").fetchall():
        submission = deliveries.begin(row["key"])
        read = Application.model_validate_json(unseal(b64decode(submission.sealed), key))
        cited = {ref.sealed_sha256 for material in read.materials for ref in material.attachments}
        assert cited <= set(submission.attachments)
        assert all(sha256(deliveries.attachment(digest)) == digest for digest in submission.attachments)
        found.append(read.number)
    return found


@pytest.mark.parametrize("harm", damage.EVERY, ids=lambda harm: harm.__name__)
def test_damage_is_noticed_kept_for_a_technician_and_what_can_be_read_goes_on(
    store: Store,
    numbers: list[str],
    platform_key: PrivateKey,
    harm: Callable[[Path], None],
    credentials: CredentialsFile,
) -> None:
    data, identity = store.path.parent, store.identity
    harm(store.path)
    broken = store.path.read_bytes() if store.path.exists() else None
    again = _noticed(data)
    assert audit.alarms(again) == ["store_damaged"]
    [quarantine] = (data / "quarantine").iterdir()
    if broken is not None:
        assert (quarantine / "kept.db").read_bytes() == broken, "as it was, for whoever wants to look"
    saved = whole(again, platform_key)
    assert set(saved) <= set(numbers)
    if harm in (damage.garbage_in_the_middle, damage.zeroed_in_the_middle, damage.truncated):
        assert len(saved) >= MANY // 3, saved
    if harm in (damage.first_page_torn, damage.first_page_zeroed):
        assert set(saved) == set(numbers), "the copy of the first page makes all others readable"
        assert again.identity != identity
    if harm in (damage.zero_length, damage.gone, damage.all_garbage):
        assert len(saved) < MANY // 3
        assert again.identity != identity
    _no_number_twice(again, credentials, numbers)
    again.close()
    after = opened(data)
    assert after.identity == again.identity, "mended once, and not again"
    assert audit.alarms(after) == ["store_damaged"], "it stays until a technician settles it"
    assert audit.settle(after) == ["store_damaged"]
    assert audit.alarms(after) == []
    after.close()


def _noticed(data: Path) -> Store:
    """Opened; what only a look at every page shows is found by the agent's look."""
    store = opened(data)
    with contextlib.suppress(SqliteError):
        if audit.alarms(store):
            return store
        assert look(store) is False
    assert store.fault is not None, "a page that cannot be read is noticed by whoever reads it"
    store.close()
    return opened(data)


def _no_number_twice(store: Store, credentials: CredentialsFile, given: list[str]) -> None:
    """Either the counter counts on, or the machine has to enrol anew and gets another first group for its numbers."""
    outbox = KeptOutbox(store, CredentialsFile(credentials.path, store.identity), receipt_number)
    if store.identity == credentials.store:
        assert outbox.next_number() not in given
    else:
        with pytest.raises(KnownFault, match="not_enrolled"):
            outbox.next_number()


class Copies:
    """The data folder as it was, as often as it is wanted."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._files = {path: path.read_bytes() for path in data.iterdir() if path.is_file()}

    def put_back(self) -> None:
        shutil.rmtree(self._data)
        self._data.mkdir()
        for path, content in self._files.items():
            path.write_bytes(content)


def test_a_flipped_bit_is_noticed_wherever_it_is(store: Store, numbers: list[str]) -> None:
    data, chance, copies = store.path.parent, random.Random(15), Copies(store.path.parent)
    size = store.path.stat().st_size
    for _ in range(12):
        copies.put_back()
        place = chance.randrange(size)
        damage.bit_flipped(store.path, place)
        again = _noticed(data)
        assert audit.alarms(again) == ["store_damaged"], place
        again.close()


def test_one_broken_page_costs_no_more_than_lies_on_it(
    store: Store, numbers: list[str], platform_key: PrivateKey
) -> None:
    """An application that lacks an attachment is parked for a person; those on other pages go on."""
    data, copies = store.path.parent, Copies(store.path.parent)
    reasons: set[str] = set()
    for page in range(0, store.path.stat().st_size // damage.PAGE, 7):
        copies.put_back()
        damage.bit_flipped(store.path, page * damage.PAGE + 100)
        again = _noticed(data)
        parked = KeptOutbox(again, CredentialsFile(store.path, ""), receipt_number).parked()
        saved = whole(again, platform_key)
        again.close()
        assert not set(saved) & set(parked)
        assert len(saved) >= MANY - 8, page
        reasons |= set(parked.values())
    assert reasons == {LOST_ATTACHMENT}


def test_killed_at_any_step_of_the_mending_it_is_mended_at_last(
    store: Store, numbers: list[str], platform_key: PrivateKey, tmp_path: Path
) -> None:
    damage.first_page_torn(store.path)
    shutil.rmtree(tmp_path / "whole", ignore_errors=True)

    def copy(name: str) -> Path:
        target = tmp_path / name
        shutil.copytree(store.path.parent, target, ignore=shutil.ignore_patterns("whole", "[0-9]*"))
        return target

    steps = dying.steps(copy("whole"), opened)
    assert steps > 15
    for at in range(1, steps + 1, 3):
        data = copy(str(at))
        dying.die(data, opened, at)
        again = opened(data)
        assert set(whole(again, platform_key)) == set(numbers), at
        assert audit.alarms(again) == ["store_damaged"], at
        again.close()
        shutil.rmtree(data)


def test_a_deleted_wal_is_noticed_and_what_the_file_has_goes_on(
    store: Store, outbox: KeptOutbox, credentials: CredentialsFile, platform_key: PrivateKey, tmp_path: Path
) -> None:
    made, documents = application(matter(), outbox.next_number())
    outbox.submit(made, documents).result()
    store.checkpoint().result()
    lost, more = application(matter(), outbox.next_number())
    outbox.submit(lost, more).result()
    # As a power cut leaves it: nobody has closed it.
    data = tmp_path / "cut"
    data.mkdir()
    for path in store.path.parent.glob("*kept.db*"):
        shutil.copy(path, data)
    shutil.copy(tmp_path / "development-store.key", data)
    damage.wal_deleted(data / "kept.db")
    again = opened(data)
    assert audit.alarms(again) == ["store_damaged"]
    assert "commits are lost" in audit.events(again)[0].detail
    assert whole(again, platform_key) == [made.number]
    _no_number_twice(again, credentials, [made.number, lost.number])
    again.close()


def test_a_file_that_breaks_while_it_is_open_takes_nothing_more_and_is_mended_by_the_next(
    store: Store, numbers: list[str], platform_key: PrivateKey, tmp_path: Path
) -> None:
    data = store.path.parent
    running, other = opened(data), opened(data)
    damage.bit_flipped(store.path, store.path.stat().st_size // 2)
    assert look(running) is False
    for one in (running, other):
        assert one.fault is not None
        with pytest.raises(KnownFault, match="store_damaged"):
            one.write(lambda database: database.execute("INSERT INTO counter VALUES ('lost', 1)")).result()
    again = opened(data)
    assert set(whole(again, platform_key)) <= set(numbers)
    for one in (running, other):
        with pytest.raises(KnownFault, match="store_damaged"):
            one.write(lambda database: database.execute("INSERT INTO counter VALUES ('lost', 1)")).result()
        one.close()
    assert again.read().execute("SELECT 1 FROM counter WHERE name = 'lost'").fetchone() is None
    again.close()


@pytest.mark.parametrize("harm", damage.EVERY, ids=lambda harm: harm.__name__)
def test_a_damaged_catalogue_is_made_anew_and_the_applications_are_not_touched(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    first = open_stores(tmp_path, development_key=True)
    identity = first.kept.identity
    first.close()
    harm(first.catalogue.path)
    second: Stores = open_stores(tmp_path, development_key=True)
    if not look(second.catalogue):
        second.close()
        second = open_stores(tmp_path, development_key=True)
    assert KeptCatalogue(second.catalogue).tiles(Language.CHINESE) == []
    assert second.kept.identity == identity
    assert audit.alarms(second.kept) == []
    assert second.catalogue.identity != first.catalogue.identity
    second.close()


def test_a_wrong_key_mends_nothing(store: Store, numbers: list[str]) -> None:
    data = store.path.parent
    for check in (True, False):
        if not check:
            Beside(store.path).check.unlink()
        with pytest.raises(KnownFault):
            open_kept(data, StoreKey(bytes(32)))
        assert not (data / "quarantine").exists()
    again = opened(data)
    assert again.identity == store.identity
    again.close()
