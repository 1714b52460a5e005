"""Batches: everybody gets their own result, and a batch is what came while the one before was at work."""

import threading
from collections.abc import Sequence

import pytest

from central.store.batches import Batches


def test_what_comes_while_one_batch_is_at_work_goes_into_the_next() -> None:
    begun, go_on = threading.Event(), threading.Event()
    seen: list[list[int]] = []

    def work(items: Sequence[int]) -> list[int]:
        seen.append(list(items))
        begun.set()
        assert go_on.wait(10)
        return [item * 10 for item in items]

    batches = Batches("test", work, largest=3)
    futures = [batches.put(0)]
    assert begun.wait(10)
    futures += [batches.put(item) for item in range(1, 6)]
    go_on.set()
    assert [future.result(10) for future in futures] == [0, 10, 20, 30, 40, 50]
    assert seen == [[0], [1, 2, 3], [4, 5]]
    batches.close()


def test_one_that_cannot_be_done_spoils_no_other() -> None:
    def work(items: Sequence[int]) -> list[float]:
        return [1 / item for item in items]

    batches = Batches("test", work)
    blocked = threading.Event()
    batches._worker.submit(blocked.wait, 10)  # so that all three are one batch
    futures = [batches.put(item) for item in (1, 0, 2)]
    blocked.set()
    assert (futures[0].result(10), futures[2].result(10)) == (1.0, 0.5)
    with pytest.raises(ZeroDivisionError):
        futures[1].result(10)
    batches.close()


def test_closing_waits_for_what_was_put() -> None:
    done: list[int] = []

    def work(items: Sequence[int]) -> list[None]:
        done.extend(items)
        return [None] * len(items)

    batches = Batches("test", work)
    for item in range(100):
        batches.put(item)
    batches.close()
    assert done == list(range(100))
