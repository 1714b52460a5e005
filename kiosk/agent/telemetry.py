"""What the machine says of itself to the operator, once in each round. Nothing about a person."""

import contextlib
import json
import os
import shutil
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.agent.watch import TerminalWatch
from kiosk.contract.platform import DeviceReport, Heartbeat, StoreReport
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.queued import Queued
from kiosk.offline.remote.clock import PlatformTime, boot_id
from kiosk.offline.store import audit
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True)
class Telemetry:
    """For one thread. `status` is the file in which the terminal's process notes its devices."""

    kept: Store
    catalogue: KeptCatalogue
    time: PlatformTime
    watch: TerminalWatch
    status: Path

    def heartbeat(self) -> Heartbeat:
        """Counted on the disk before it is sent: a machine that is put back from an old image counts backwards, and is noticed.

        Raises KnownFault of the store.
        """
        counter = self.kept.write(_count).result()
        offset = self.time.noted.offset()
        epoch, seq = self.catalogue.cursor()
        return Heartbeat(
            store=self.kept.identity,
            boot_id=self._boot_id,
            counter=counter,
            version=self._version,
            at=datetime.now(UTC),
            monotonic_s=time.monotonic(),
            offset_s=None if offset is None else offset.total_seconds(),
            terminal=self.watch.report(),
            devices=self._devices(),
            queue=Queued(self.kept).report(),
            kept=StoreReport(
                free_bytes=shutil.disk_usage(self.kept.path.parent).free,
                alarms=[*audit.alarms(self.kept), *self.catalogue.alarms()],
            ),
            catalogue_epoch=epoch,
            catalogue_seq=seq,
            acknowledged=Deliveries(self.kept).acknowledged(),
        )

    @cached_property
    def _version(self) -> str:
        return version("xinzhizhu-kiosk")

    @cached_property
    def _boot_id(self) -> str:
        """The kernel's, and the place of the store in it: two machines on one kernel, as on a developer's desk, are two."""
        place = self.kept.path.parent.stat()
        return str(uuid.uuid5(uuid.UUID(boot_id()), f"{place.st_dev}:{place.st_ino}"))

    def _devices(self) -> dict[str, DeviceReport]:
        """Nothing while the terminal's process is away: what it noted last is not so any more."""
        try:
            noted = json.loads(self.status.read_text("utf-8"))
            with contextlib.suppress(PermissionError):  # it is there, and another user's
                os.kill(int(noted["process"]), 0)
            return {name: DeviceReport.model_validate(shown) for name, shown in noted["devices"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}


def _count(database: "Database") -> int:
    database.execute("INSERT INTO counter VALUES ('heartbeat', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1")
    return int(database.execute("SELECT value FROM counter WHERE name = 'heartbeat'").fetchone()[0])
