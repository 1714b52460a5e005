"""The real window over hand-driven devices: tests tap where a finger would and read what stands on the screen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.desk.hands import Hands
from kiosk.matters.model import PublishedMatter
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.screens.application import PORTRAIT, Screen, prepare
from kiosk.screens.conductor import Conductor
from kiosk.visit.journey import Place, Stop
from tests.offline import opened
from tests.screens.hands import HandPapers, Machine

MATTERS = Path(__file__).resolve().parents[2] / "assets" / "matters"
NEWBORN = "YJS-2024A-09"
RESTAURANT = "YJS-2024A-03"
CERTIFICATE = "KSK-01"


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeptCatalogue]:
    """The matters that are shipped, in a real store."""
    store = opened.catalogue(tmp_path_factory.mktemp("store"))
    kept = KeptCatalogue(store)
    kept.fill(MATTERS)
    yield kept
    store.close()


class Shown:
    """A window, the machine under it, and hands before it."""

    def __init__(self, machine: Machine, size: QSize) -> None:
        self.machine = machine
        self.screen = Screen(machine.services(), size)
        self.hands = Hands(self.screen.window, patience=5.0)
        self.hands.wait(self.screen.window.isExposed, "the window is shown")

    @property
    def stage(self) -> Conductor:
        return self.screen.shell.conductor

    def stand(self, matter: str, place: Place | None = None, **guide: str) -> None:
        """At a place of a matter, with guide questions answered: the usual way where the test says nothing else."""
        self.stage.open_matter(matter)
        published: PublishedMatter = self.machine.catalogue.matter(matter)
        for question in published.matter.questions:
            self.stage.visit.answer_guide(question.key, guide.get(question.key, question.usual))
        self.stage.go_to(place or Place(Stop.MATTER))
        self.hands.settle()

    def read(self) -> str:
        """All words that stand on the screen, without marks that steer direction or keep a line together."""
        found = [str(item.property("text")) for item in self.hands.items() if self._readable(item)]
        return "\n".join(found).translate(
            {0xA0: " ", **dict.fromkeys([0x200E, 0x200F, 0x2060, *range(0x2066, 0x206A)])}
        )

    def says(self, words: str) -> bool:
        return words in self.read()

    def item(self, name: str) -> QQuickItem:
        found = self.hands.find(name)
        assert found is not None, f"{name} is not on the screen"
        return found

    def write(self, name: str, text: str) -> None:
        """Taps the field and writes behind what stands there."""
        self.hands.tap(name)
        self.hands.commit(text)

    def at(self, screen: str) -> bool:
        self.hands.settle()
        return self.stage.screen == screen

    def close(self) -> None:
        self.screen.close()
        QTest.qWait(0)

    @staticmethod
    def _readable(item: QQuickItem) -> bool:
        return isinstance(item.property("text"), str) and item.metaObject().className().split("_")[0] in (
            "Words",
            "Heading",
            "QQuickText",
        )


@pytest.fixture
def machine(catalogue: KeptCatalogue) -> Machine:
    return Machine(catalogue=catalogue, papers=HandPapers())


@pytest.fixture
def show(qapp: QGuiApplication, machine: Machine) -> Iterator[Callable[..., Shown]]:
    """Makes a window; it has complained of nothing when the test ends."""
    prepare()
    shown: list[Shown] = []

    def make(size: QSize = PORTRAIT) -> Shown:
        shown.append(Shown(machine, size))
        return shown[-1]

    yield make
    warnings = [warning for one in shown for warning in one.screen.warnings]
    for one in shown:
        one.close()
    assert not warnings


@pytest.fixture
def shown(show: Callable[..., Shown]) -> Shown:
    return show()
