"""A matter is withdrawn on the platform while somebody fills it: screens, store, agent and platform together."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from central.platform import Platform
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.store.stores import Stores
from kiosk.screens.application import PORTRAIT, prepare
from kiosk.screens.services import Services
from tests.agent.conftest import StartAgent
from tests.faults.conftest import PlatformProcess, platform
from tests.screens.conftest import NEWBORN, Shown
from tests.screens.hands import HandPapers, Machine
from tests.screens.steps import at_review

__all__ = ["platform"]


class Enrolled(Machine):
    """Its name comes from its credentials when something is handed in."""

    def services(self) -> Services:
        return replace(super().services(), terminal="")


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.mark.fault(48)
def test_fault_48_withdrawn_on_the_platform_while_it_is_filled(
    qapp: QGuiApplication,
    platform: PlatformProcess,
    machine: Stores,
    outbox: KeptOutbox,
    start_agent: StartAgent,
) -> None:
    """The operator withdraws a matter, the agent brings that to the machine where somebody is about to hand it in; they do, and the
    platform holds the application on the version it was begun with."""
    agent = start_agent(platform.address, platform.central.code())
    agent.said("agent.round outcome=whole")
    prepare()
    catalogue = KeptCatalogue(machine.catalogue)
    hands = Enrolled(catalogue=catalogue, papers=HandPapers(), outbox=outbox)  # type: ignore[arg-type]
    shown = Shown(hands, PORTRAIT)
    try:
        at_review(shown)
        version = shown.stage.visit.matter.version
        operator = Platform.open(platform.data)
        operator.matters.withdraw(NEWBORN, "operator")
        operator.close()
        agent.said("agent.round outcome=whole catalogue=1")
        with pytest.raises(KeyError):
            catalogue.matter(NEWBORN)
        shown.hands.tap("primary")
        shown.hands.wait(lambda: shown.at("receipt"), "the application is kept")
        number = shown.stage.visit.number
        assert number is not None
        agent.said(f"sync.delivered number={number}")
    finally:
        shown.close()
    held = platform.central.application(number)
    assert held is not None
    assert (held.application.matter, held.application.matter_version) == (NEWBORN, version)
