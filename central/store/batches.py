"""Many callers, one transaction: what arrives while one batch is committed goes into the next one.

No caller waits for company. Alone, an item is a batch of one; under load a batch grows until the disk keeps up.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batches(Generic[Item, Result]):
    """`work` gets up to `largest` items and returns as many results in their order; it is called by one thread only.

    When `work` raises, each item of that batch is done again by itself, so that one that cannot be done spoils no other.
    """

    def __init__(self, name: str, work: Callable[[Sequence[Item]], Sequence[Result]], *, largest: int = 500) -> None:
        self._work = work
        self._largest = largest
        self._waiting: deque[tuple[Item, Future[Result]]] = deque()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix=name)

    def put(self, item: Item) -> "Future[Result]":
        """Done when its batch is. In a coroutine: `await asyncio.wrap_future(…)`."""
        future: Future[Result] = Future()
        self._waiting.append((item, future))
        self._worker.submit(self._next)
        return future

    def close(self) -> None:
        """After what was put is done."""
        self._worker.shutdown()

    def _next(self) -> None:
        batch: list[tuple[Item, Future[Result]]] = []
        while self._waiting and len(batch) < self._largest:
            item, future = self._waiting.popleft()
            if future.set_running_or_notify_cancel():
                batch.append((item, future))
        if not batch:
            return
        try:
            results = self._work([item for item, _ in batch])
        except Exception:
            self._one_by_one(batch)
            return
        for (_, future), result in zip(batch, results, strict=True):
            future.set_result(result)

    def _one_by_one(self, batch: Sequence[tuple[Item, "Future[Result]"]]) -> None:
        for item, future in batch:
            try:
                future.set_result(self._work([item])[0])
            except Exception as error:
                future.set_exception(error)
