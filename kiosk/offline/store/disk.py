"""A full disk: a file of ballast goes first, so that the queue can still be sent and pruned; it comes back with the room for it.

SQLite needs room to delete: without ballast a machine whose disk is full could do nothing about it.
"""

import logging
import os
import shutil
from pathlib import Path

from kiosk.offline.guards import FREE_BYTES

_log = logging.getLogger(__name__)

BALLAST = 16 * 2**20
"""Bytes. Twice over what a round writes: the WAL grows to 4 MB before it is emptied, in both stores."""
SHORT = 8 * 2**20
"""Bytes free below which the ballast goes."""


def keep_ballast(data: Path, *, size: int = BALLAST, short: int = SHORT, room: int = FREE_BYTES) -> bool:
    """Lets the ballast go when less than `short` is free, makes it anew when there is `room` besides it. Whether it lies there.

    Cheap: before each round of the agent. Never raises for the disk's sake.
    """
    path = data / "ballast"
    free = shutil.disk_usage(data).free
    there = path.exists()
    if there and free < short:
        path.unlink()
        _log.error("disk.ballast_released free=%d", free)
        return False
    if not there and free >= room + size:
        fresh = path.with_name("ballast.new")
        try:
            with fresh.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, size)
            fresh.replace(path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            _log.error("disk.ballast_not_made error=%s", error.strerror)
            return False
        return True
    return there
