"""A terminal that cannot open its store comes up all the same, says so, takes nothing, and starts anew when it can be opened."""

import shutil
from pathlib import Path

import pytest

from kiosk.agent.configuration import AgentConfiguration
from kiosk.compose import Terminal
from kiosk.configuration import Configuration
from kiosk.languages.fault import KnownFault
from kiosk.languages.language import Language
from kiosk.offline.store.keys import DEVELOPMENT_FILE
from kiosk.offline.store.stores import open_stores


def test_a_terminal_without_its_key_says_so_and_keeps_nothing(tmp_path: Path) -> None:
    data = tmp_path / "machine"
    open_stores(data, development_key=True).close()
    shutil.move(data / DEVELOPMENT_FILE, tmp_path / "key")
    before = (data / "kept.db").read_bytes()
    terminal = Terminal(Configuration(AgentConfiguration(data, "https://platform.example", development_key=True)))
    fault = terminal.services.readiness.now()
    assert fault is not None
    assert fault.code == "store_key_missing"
    assert terminal.services.catalogue.tiles(Language.UYGHUR), "its screens stand"
    with pytest.raises(KnownFault, match="not_enrolled"):
        terminal.services.outbox.next_number()
    assert not terminal.wants_anew()
    shutil.copy(tmp_path / "key", data / DEVELOPMENT_FILE)
    assert terminal.wants_anew()
    terminal.close()
    assert (data / "kept.db").read_bytes() == before
