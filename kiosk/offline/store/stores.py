"""Both files of a machine: what cannot be made again, and what the platform or the release can give again."""

import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kiosk.languages.fault import Fault
from kiosk.offline.store.keys import StoreKey, read_key
from kiosk.offline.store.migrations import CATALOGUE, KEPT
from kiosk.offline.store.moving_in import move_in, moving_done
from kiosk.offline.store.recovery import mend_kept, open_or_mend, renew_catalogue
from kiosk.offline.store.store import Store


@dataclass(frozen=True, slots=True)
class Stores:
    """`kept`: applications, what the platform said of them, counters, audit. `catalogue`: matters and their search."""

    kept: Store
    catalogue: Store
    refused: Fault | None = None
    """Why the machine's own files cannot be opened and these stand in for them."""
    folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def broken(self) -> Fault | None:
        """Why this process must end and start anew: one of the files is broken or was moved away."""
        return self.kept.fault or self.catalogue.fault

    @property
    def fault(self) -> Fault | None:
        """Why nothing can be taken in."""
        return self.refused or self.broken

    def close(self) -> None:
        self.kept.close()
        self.catalogue.close()
        if self.folder is not None:
            self.folder.cleanup()


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


def stand_in(refused: Fault) -> Stores:
    """For a terminal that has to say that it is out of service: a catalogue to fill, and a store in which nothing can be kept.

    No machine is enrolled with it, so it gives no number and takes no application; it goes when the process ends.
    """
    folder = tempfile.TemporaryDirectory(prefix="xinzhizhu-", ignore_cleanup_errors=True)
    data, key = Path(folder.name), StoreKey(secrets.token_bytes(32))
    kept = Store(data / KEPT.file, KEPT, key)
    return Stores(kept, Store(data / CATALOGUE.file, CATALOGUE, key), refused, folder)


def open_kept(data: Path, key: StoreKey) -> Store:
    return open_or_mend(data / KEPT.file, KEPT, key, mend_kept)
