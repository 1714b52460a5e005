"""What stands between Desk.qml and the far ends: every control of the desk acts on the real one, off the thread that draws."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import requests
from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from kiosk.desk.network import Cable
from kiosk.desk.window.papers import SamplePaper
from kiosk.desk.window.sight import NOTHING_SEEN, Sight, Thumbnails, look
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.emulated.people import PEOPLE, somebody
from kiosk.languages.language import Language
from kiosk.screens.bridge import Bridge
from kiosk.screens.properties import Property

LOOK_EVERY = 1.0  # seconds
SUBMISSION = b"POST /v1/submissions"  # how the request begins that a cut shall meet
_SAID_AT_MOST = 4


class Surroundings(Protocol):
    """Of the House (kiosk/desk/house.py) what the desk needs."""

    @property
    def hardware(self) -> EmulatedHardware: ...
    @property
    def cable(self) -> Cable: ...
    @property
    def console(self) -> str: ...
    def applications(self) -> list[dict[str, Any]]: ...


class DeskPresenter(QObject):
    """Looks at everything once a second and after each action. `close` it before the far ends end."""

    changed = Signal()

    def __init__(
        self, house: Surroundings, papers: Sequence[SamplePaper], folder: Path, parent: QObject | None = None
    ) -> None:
        """`folder` is for the small pictures of printed pages."""
        super().__init__(parent)
        self._house = house
        self._papers = {paper.key: paper for paper in papers}
        self._bridge = Bridge(self)
        self._thumbnails = Thumbnails(folder)
        self._sight = NOTHING_SEEN
        self._resident = self._social = self._paper = ""  # what this desk laid there
        self._cut_awaited = False
        self._trouble = ""
        self._said: list[dict[str, str]] = []
        self._over = threading.Event()
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="desk-hand")
        self._looking = threading.Lock()
        self._eye = threading.Thread(target=self._watch, name="desk-eye", daemon=True)
        self._eye.start()

    def close(self) -> None:
        self._over.set()
        self._hand.shutdown(cancel_futures=True)
        self._eye.join()

    def hear(self, language: Language, text: str) -> None:
        """What the terminal says, from any thread: for Terminal(on_said=…)."""
        self._bridge.post(lambda: self._heard(language, text))

    # -- what the desk shows ----------------------------------------------------------------------------------------------

    @Property("QVariantList", constant=True)
    def people(self) -> list[dict[str, str]]:
        return [{"name": one.name, "number": one.number, "remark": one.remark} for one in PEOPLE.values()]

    @Property("QVariantList", constant=True)
    def papers(self) -> list[dict[str, str]]:
        return [
            {"key": one.key, "label": one.label, "picture": QUrl.fromLocalFile(str(one.path)).toString()}
            for one in self._papers.values()
        ]

    @Property(bool, notify=changed)
    def readerPlugged(self) -> bool:
        return self._sight.reader_plugged

    @Property(bool, notify=changed)
    def anyCard(self) -> bool:
        return self._sight.resident_lies or self._sight.social_inserted

    @Property(str, notify=changed)
    def cardOn(self) -> str:
        """The number of the resident card that lies there, if this desk laid it there."""
        return self._resident if self._sight.resident_lies else ""

    @Property(str, notify=changed)
    def socialIn(self) -> str:
        return self._social if self._sight.social_inserted else ""

    @Property(str, notify=changed)
    def paperOn(self) -> str:
        return self._paper

    @Property(bool, notify=changed)
    def trayEmpty(self) -> bool:
        return "no_paper" in self._sight.troubles

    @Property(bool, notify=changed)
    def jammed(self) -> bool:
        return "jam" in self._sight.troubles

    @Property(str, notify=changed)
    def printer(self) -> str:
        words = {"no_paper": "没纸", "jam": "卡纸", "open": "盖子开着", "no_ink": "没墨粉"}
        return "、".join(words[code] for code in self._sight.troubles) or "正常"

    @Property("QVariantList", notify=changed)
    def printed(self) -> list[dict[str, str]]:
        return [
            {
                "name": paper.name,
                "path": QUrl.fromLocalFile(str(paper)).toString(),
                "picture": QUrl.fromLocalFile(str(picture)).toString() if picture else "",
            }
            for paper, picture in self._sight.printed
        ]

    @Property(bool, notify=changed)
    def networkWhole(self) -> bool:
        return self._sight.network_whole

    @Property(bool, notify=changed)
    def cutAwaited(self) -> bool:
        return self._cut_awaited and self._sight.network_whole

    @Property(str, constant=True)
    def console(self) -> str:
        return self._house.console

    @Property(str, notify=changed)
    def platform(self) -> str:
        if self._sight.applications is None:
            return "没有回答"
        return f"{len(self._sight.applications)} 件"

    @Property("QVariantList", notify=changed)
    def applications(self) -> list[dict[str, str]]:
        return list(self._sight.applications or ())

    @Property("QVariantList", notify=changed)
    def said(self) -> list[dict[str, str]]:
        """The last texts, the newest first."""
        return self._said

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """Why the last action did not work."""
        return self._trouble

    # -- what a developer does --------------------------------------------------------------------------------------------

    @Slot(str)
    def putCard(self, number: str) -> None:
        self._resident = number
        card = somebody(number).resident_card()
        self._do(lambda: self._hardware.resident_reader.put_card(card))

    @Slot()
    def takeCard(self) -> None:
        self._do(self._hardware.resident_reader.pull_card)

    @Slot(str)
    def insertSocial(self, number: str) -> None:
        """In place of the one that is in the slot."""
        self._social = number
        card = somebody(number).social_card()

        def insert() -> None:
            self._hardware.social_card.pull()
            self._hardware.social_card.insert(card)

        self._do(insert)

    @Slot()
    def pullSocial(self) -> None:
        self._do(self._hardware.social_card.pull)

    @Slot()
    def plugReader(self) -> None:
        self._do(self._hardware.resident_reader.plug)

    @Slot()
    def unplugReader(self) -> None:
        self._do(self._hardware.resident_reader.unplug)

    @Slot(str)
    def layPaper(self, key: str) -> None:
        self._paper = key
        path = self._papers[key].path
        self._do(lambda: self._hardware.camera.lay_paper(path))

    @Slot()
    def takePaper(self) -> None:
        self._paper = ""
        self._do(self._hardware.camera.take_away)

    @Slot()
    def emptyTray(self) -> None:
        self._do(self._hardware.printer.empty_tray)

    @Slot()
    def fill(self) -> None:
        self._do(self._hardware.printer.fill)

    @Slot()
    def jam(self) -> None:
        self._do(self._hardware.printer.jam)

    @Slot()
    def clearJam(self) -> None:
        self._do(self._hardware.printer.clear_jam)

    @Slot()
    def takePages(self) -> None:
        self._do(self._hardware.printer.take_pages)

    @Slot()
    def cut(self) -> None:
        self._cut_awaited = False
        self._do(self._house.cable.cut)

    @Slot()
    def mend(self) -> None:
        self._cut_awaited = False
        self._do(self._house.cable.mend)

    @Slot()
    def cutAtSubmit(self) -> None:
        """The next application reaches the platform, its answer does not come back."""
        self._cut_awaited = True
        self._do(lambda: self._house.cable.cut_at(SUBMISSION))

    @Slot(str)
    def open(self, address: str) -> None:
        """With the program that the machine has for it."""
        if not QDesktopServices.openUrl(QUrl(address)):
            self._failed(f"打不开：{address}")

    # -- off the thread that draws ----------------------------------------------------------------------------------------

    @property
    def _hardware(self) -> EmulatedHardware:
        return self._house.hardware

    def _do(self, action: Callable[[], object]) -> None:
        def act() -> None:
            trouble = ""
            try:
                action()
            except (RuntimeError, OSError, ValueError) as error:
                trouble = str(error)
            self._bridge.post(lambda: self._failed(trouble))
            self._see()

        self._hand.submit(act)

    def _watch(self) -> None:
        while not self._over.is_set():
            self._see()
            self._over.wait(LOOK_EVERY)

    def _see(self) -> None:
        # One look after the other, so that an older one is never shown after a newer one.
        with self._looking:
            try:
                applications = self._house.applications()
            except requests.RequestException:
                applications = None
            sight = look(self._hardware, self._house.cable, applications, self._thumbnails)
            self._bridge.post(lambda: self._seen(sight))

    def _seen(self, sight: Sight) -> None:
        if sight != self._sight:
            self._sight = sight
            self.changed.emit()

    def _failed(self, trouble: str) -> None:
        self._trouble = trouble
        self.changed.emit()

    def _heard(self, language: Language, text: str) -> None:
        self._said = [{"language": language.value, "text": text}, *self._said][:_SAID_AT_MOST]
        self.changed.emit()
