"""Both files of a machine: what cannot be made again, and what the platform or the release can give again."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.offline.keys import read_key
from kiosk.offline.migrations import CATALOGUE, KEPT
from kiosk.offline.moving_in import move_in, moving_done
from kiosk.offline.store import Store


@dataclass(frozen=True, slots=True)
class Stores:
    """`kept`: applications, what the platform said of them, counters, audit. `catalogue`: matters and their search."""

    kept: Store
    catalogue: Store

    def close(self) -> None:
        self.kept.close()
        self.catalogue.close()


def open_stores(data: Path, *, development_key: bool) -> Stores:
    """Takes the store of version 0.1 in, if there is one. Raises KnownFault as Store does, and `store_key_missing`."""
    key = read_key(data, development=development_key)
    move_in(data, key)
    kept = Store(data / KEPT.file, KEPT, key)
    try:
        moving_done(data)
        return Stores(kept, Store(data / CATALOGUE.file, CATALOGUE, key))
    except BaseException:
        kept.close()
        raise
