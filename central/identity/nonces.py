"""Every signed request once: the nonces of the last minutes, in the database, so that all nodes know them."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from central.store.batches import Batches
from central.store.database import PlatformDatabase
from central.store.engine import insert
from central.store.tables import NonceRow
from kiosk.contract.signing import WINDOW, Signed

_PRUNED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Use:
    nonce: str
    until: int


class Nonces:
    """Close it at the end."""

    def __init__(self, database: PlatformDatabase, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._pruned = now() - _PRUNED_EVERY
        self._batches = Batches("nonces", self._use)

    def use(self, signed: Signed) -> "Future[bool]":
        """False: it was used before. A nonce is kept until its signature is too old in any case."""
        until = signed.created + WINDOW + timedelta(seconds=1)
        return self._batches.put(_Use(f"{signed.keyid} {signed.nonce}", int(until.timestamp())))

    def close(self) -> None:
        self._batches.close()

    def _use(self, uses: Sequence[_Use]) -> list[bool]:
        now = self._now()
        with self._database.transaction() as connection:
            statement = insert(connection, NonceRow).on_conflict_do_nothing().returning(NonceRow.nonce)
            # In one order everywhere, so that two nodes never wait for each other in a circle.
            rows = [{"nonce": use.nonce, "until": use.until} for use in sorted(uses, key=lambda use: use.nonce)]
            fresh = set(connection.scalars(statement, rows))
            if now - self._pruned >= _PRUNED_EVERY:
                self._pruned = now
                connection.execute(delete(NonceRow).where(NonceRow.until < int(now.timestamp())))
        results = []
        for use in uses:
            results.append(use.nonce in fresh)
            fresh.discard(use.nonce)  # the same nonce twice in one batch: the first has it
        return results
