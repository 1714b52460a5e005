"""All emulated hardware of one machine, started together and gone without a trace."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Protocol

from kiosk.devices.configuration import DeviceConfiguration
from kiosk.devices.emulated.camera import CameraFarEnd
from kiosk.devices.emulated.cups_server import QUEUE, PrivateBus, PrivateCups
from kiosk.devices.emulated.loudspeaker import ALSA_DEVICE, LoudspeakerFarEnd
from kiosk.devices.emulated.pcsc import READER_NAME, PrivatePcscd, VpcdCard
from kiosk.devices.emulated.printer import IppPrinter
from kiosk.devices.emulated.sam import SamReaderFarEnd

_MEMORY = Path("/dev/shm")  # noqa: S108 - cards, pages and voices of the demo stay in memory, as they must in the field

_PREFIX = "kiosk-emulated-"


class _Part(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


class EmulatedHardware:
    """A context manager. `folder` must have a short path that other users may enter (sockets, and CUPS's filters run as one);
    without it a folder in memory is made and removed.

    The far ends: `resident_reader`, `social_card`, `camera`, `printer`, `loudspeaker`; `configuration` is what the drivers need.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._own_folder = folder is None
        if folder is None:
            parent = _MEMORY if _MEMORY.is_dir() else Path(tempfile.gettempdir())
            _remove_orphans(parent)
            folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
            folder.chmod(0o711)
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._bus = PrivateBus(self.folder)
        self._pcscd = PrivatePcscd(self.folder)
        self._cups = PrivateCups(self.folder, self._bus.environment)
        self.resident_reader = SamReaderFarEnd(self.folder)
        self.social_card = VpcdCard(self._pcscd.port)
        self.camera = CameraFarEnd(self.folder)
        self.printer = IppPrinter(self.folder, self._bus.environment)
        self.loudspeaker = LoudspeakerFarEnd(self.folder)
        self._started = contextlib.ExitStack()

    @property
    def configuration(self) -> DeviceConfiguration:
        return DeviceConfiguration(
            sam_port=str(self.resident_reader.port),
            pcsc_reader=READER_NAME,
            pcsc_socket=self._pcscd.socket,
            camera_source=self.camera.source,
            cups_server=str(self._cups.socket),
            printer_queue=QUEUE,
            alsa_device=ALSA_DEVICE,
            alsa_configuration=self.loudspeaker.configuration,
        )

    @property
    def print_spool(self) -> Path:
        """Where CUPS keeps its jobs, for whoever looks for what should not be there."""
        return self._cups.spool

    def restart_pcscd(self) -> None:
        """As after a crash of the service: a card in the slot has to be put in again."""
        self.social_card.pull()
        self._pcscd.stop()
        self._pcscd.start()

    def __enter__(self) -> "EmulatedHardware":
        """Raises RuntimeError with the words of a service that does not start; nothing is left running then."""
        _traversable(self.folder)
        with contextlib.ExitStack() as starting:
            if self._own_folder:
                starting.callback(shutil.rmtree, self.folder, ignore_errors=True)
            parts: list[_Part] = [self._bus, self._pcscd, self.resident_reader, self.camera, self.loudspeaker]
            for part in [*parts, self.printer, self._cups]:
                part.start()
                starting.callback(part.stop)
            starting.callback(self.social_card.pull)
            self._cups.add_queue(self.printer.uri)
            self._started = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._started.close()


def _remove_orphans(parent: Path) -> None:
    """The folders of benches that were killed: their services ended with them (process.py), the folders could not."""
    for folder in parent.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _traversable(folder: Path) -> None:
    """As root, CUPS gives its filters another user, who must be able to reach the spool."""
    if os.geteuid() == 0:
        for part in (folder, *folder.parents):
            if not part.stat().st_mode & 0o001:
                raise RuntimeError(f"{part} must be open (mode o+x) to the user of CUPS's filters")
