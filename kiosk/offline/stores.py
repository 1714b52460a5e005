"""Both files of a machine: what cannot be made again, and what the platform or the release can give again."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.languages.fault import Fault
from kiosk.offline.keys import StoreKey, read_key
from kiosk.offline.migrations import CATALOGUE, KEPT
from kiosk.offline.moving_in import move_in, moving_done
from kiosk.offline.recovery import mend_kept, open_or_mend, renew_catalogue
from kiosk.offline.store import Store


@dataclass(frozen=True, slots=True)
class Stores:
    """`kept`: applications, what the platform said of them, counters, audit. `catalogue`: matters and their search."""

    kept: Store
    catalogue: Store

    @property
    def fault(self) -> Fault | None:
        """Why this process must end and start anew: one of the files is broken or was moved away."""
        return self.kept.fault or self.catalogue.fault

    def close(self) -> None:
        self.kept.close()
        self.catalogue.close()


def open_stores(data: Path, *, development_key: bool) -> Stores:
    """Takes the store of version 0.1 in, if there is one, and mends what is damaged.

    Raises KnownFault: `store_key_missing`, `store_newer`, `store_not_migrated`, `store_damaged` when it cannot be mended.
    """
    key = read_key(data, development=development_key)
    move_in(data, key)
    kept = open_kept(data, key)
    try:
        moving_done(data)
        return Stores(kept, open_or_mend(data / CATALOGUE.file, CATALOGUE, key, renew_catalogue))
    except BaseException:
        kept.close()
        raise


def open_kept(data: Path, key: StoreKey) -> Store:
    return open_or_mend(data / KEPT.file, KEPT, key, mend_kept)
