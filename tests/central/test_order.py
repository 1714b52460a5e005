"""Numbers come in the order of commits: whoever reads with a cursor while many write at once misses nothing."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from central.platform import Platform
from central.store import streams
from central.store.database import PlatformDatabase
from tests.central.conftest import TerminalSide
from tests.offline.people import CERTIFICATE

WRITERS, EACH = 8, 5


def test_a_reader_with_a_cursor_misses_nothing(terminal: TerminalSide, platform: Platform) -> None:
    submissions = [terminal.sealed(CERTIFICATE)[1] for _ in range(WRITERS * EACH)]
    name = terminal.enrolment.terminal
    over = threading.Event()
    arrived: list[str] = []
    heard: list[str] = []

    def read() -> None:
        seq, cursor = 0, 0
        last = False
        while not last:
            last = over.is_set()  # one more reading after the last writer
            if kept := platform.applications.after(seq, 3):
                seq = kept[-1].seq
                arrived.extend(one.status.number for one in kept)
                last = False
            page = platform.applications.statuses(name, cursor, platform.epochs.now().epoch)
            cursor = page.seq
            heard.extend(one.number for one in page.statuses)

    def write(which: int) -> list[int]:
        return [terminal.post(one).status_code for one in submissions[which::WRITERS]]

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reading = pool.submit(read)
        codes = [code for one in pool.map(write, range(WRITERS)) for code in one]
        over.set()
        reading.result(60)
    assert codes == [201] * len(submissions)
    assert sorted(arrived) == sorted(heard) == sorted(one.number for one in submissions)


def test_a_number_is_taken_when_the_one_before_is_committed(platform: Platform) -> None:
    database: PlatformDatabase = platform.database
    order: list[str] = []
    first_has_it = threading.Event()

    def take(name: str, meanwhile: Callable[[], object]) -> int:
        with database.transaction() as connection:
            number = streams.take(connection, "test")
            meanwhile()
            order.append(name)
        return number

    with ThreadPoolExecutor(2) as pool:
        second_asked = threading.Event()

        def wait_for_the_second() -> None:
            first_has_it.set()
            assert second_asked.wait(10)

        first = pool.submit(take, "first", wait_for_the_second)
        assert first_has_it.wait(10)
        second = pool.submit(lambda: (second_asked.set(), take("second", lambda: None))[1])
        assert (first.result(10), second.result(10)) == (1, 2)
    assert order == ["first", "second"]


def test_what_was_rolled_back_leaves_no_gap(platform: Platform) -> None:
    class Broken(Exception): ...

    for _ in range(2):
        try:
            with platform.database.transaction() as connection:
                assert streams.take(connection, "test") == 1
                raise Broken
        except Broken:
            pass
    with platform.database.reading() as connection:
        assert streams.last(connection, "test") == 0
