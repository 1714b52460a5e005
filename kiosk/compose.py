"""The only file that chooses concrete things: which store, which drivers, which papers stand behind the Protocols of the screens."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from kiosk.configuration import Configuration
from kiosk.devices.cameras.capture import CaptureCamera
from kiosk.devices.card_readers.resident_reader import ResidentReader
from kiosk.devices.card_readers.social_reader import SocialReader
from kiosk.devices.hotplug import Hotplug
from kiosk.devices.printers.cups import CupsPrinter
from kiosk.devices.speech.voice import SpokenVoice
from kiosk.devices.supervisor import SupervisedDevice
from kiosk.documents.works import PaperWorks
from kiosk.languages.fault import KnownFault
from kiosk.languages.language import Language
from kiosk.matters.numbers import receipt_number
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.outbox.drafts import SealedDrafts
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.readiness import MachineReadiness
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.questions import AgentQuestions
from kiosk.offline.store.stores import open_stores, stand_in
from kiosk.screens.services import Services
from kiosk.technician.status import StatusBoard, status_path

_OFFICIAL_TIME = timezone(timedelta(hours=8), "UTC+08:00")
MATTERS = Path(__file__).resolve().parents[1] / "assets" / "matters"


class SystemClock:
    """The machine's own clocks; what they say is shown in official time, the same all over the country, whatever the machine's
    zone is set to."""

    def now(self) -> datetime:
        return datetime.now(_OFFICIAL_TIME)

    def monotonic(self) -> float:
        return time.monotonic()


class Terminal:
    """Everything the terminal process runs on. `start` it once the first picture stands; `close` it at the end.

    `on_said` hears every spoken text, for the desk and scripted visits; it is None in the field.
    """

    def __init__(self, configuration: Configuration, on_said: Callable[[Language, str], None] | None = None) -> None:
        devices, agent = configuration.devices, configuration.agent
        self._agent = agent
        try:
            self._stores = open_stores(agent.data, development_key=agent.development_key)
        except KnownFault as known:
            self._stores = stand_in(known.fault)
        self._catalogue = KeptCatalogue(self._stores.catalogue)
        self._catalogue.fill(MATTERS)
        credentials = CredentialsFile(agent.credentials, self._stores.kept.identity)
        terminal, site = credentials.names() or ("", "")
        self._readiness = MachineReadiness(self._stores, credentials, agent.time)
        cards = ResidentReader(devices.sam_port)
        social_cards = SocialReader(devices.pcsc_reader, socket=devices.pcsc_socket)
        camera = CaptureCamera(devices.camera_source)
        self._questions = AgentQuestions(agent.socket)
        printer = CupsPrinter(devices.printer_queue, devices.cups_server, self._questions.printer)
        voice = SpokenVoice(devices.alsa_device, alsa_configuration=devices.alsa_configuration, on_said=on_said)
        self._devices: tuple[SupervisedDevice, ...] = (cards, social_cards, camera, printer, voice)
        self.services = Services(
            terminal=terminal,
            site=configuration.site or site,
            helper_phone=configuration.helper_phone,
            cards=cards,
            social_cards=social_cards,
            camera=camera,
            printer=printer,
            voice=voice,
            catalogue=self._catalogue,
            outbox=KeptOutbox(self._stores.kept, credentials, receipt_number),
            platform=self._questions,
            drafts=SealedDrafts(agent.data / "drafts"),
            papers=PaperWorks(),
            clock=SystemClock(),
            readiness=self._readiness,
        )

        self._hotplug = Hotplug([Path(devices.sam_port)])
        for device in self._devices:
            self._hotplug.watch(device.look_again)
        self._board = StatusBoard(status_path(configuration), {device.name: device for device in self._devices})

    def wants_anew(self) -> bool:
        """Whether a new process could do what this one cannot: its store broke while it was open, or can be opened now.

        Opens the stores to find out: takes seconds on a slow disk. From any thread."""
        if self._stores.refused is None:
            return self._stores.broken is not None
        try:
            open_stores(self._agent.data, development_key=self._agent.development_key).close()
        except KnownFault:
            return False
        return True

    def start(self) -> None:
        """The devices' threads. Returns at once."""
        self._hotplug.start()
        for device in self._devices:
            device.start()
        threading.Thread(target=_load_ahead, name="load-ahead", daemon=True).start()

    def alive(self) -> None:
        """Says to the agent that the event loop turns; to be called from it. Returns at once."""
        self._questions.alive()

    def close(self) -> None:
        self._hotplug.close()
        for device in self._devices:
            device.close()
        self._board.close()
        self._questions.close()
        self._readiness.close()
        self._stores.close()


def _load_ahead() -> None:
    """What the first screen did without and the first tap needs: a tenth of a second that nobody shall wait for."""
    import kiosk.contract.platform
    import kiosk.matters.model  # noqa: F401

    # On a slow disk the first paper would wait five seconds for its fonts.
    PaperWorks().read_ahead()
