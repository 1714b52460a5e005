"""`kioskctl status` names what a technician must know at once: whether the platform has closed the machine, and open alarms."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.contract.platform import Enrolment
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store import audit
from kiosk.technician.commands import main
from tests.offline.opened import kept


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Its configuration file. It was enrolled, then closed by the platform, and its store was once damaged."""
    data = tmp_path / "data"
    data.mkdir()
    store = kept(data)
    credentials = CredentialsFile(data / "credentials.json", store.identity)
    credentials.save(Enrolment(terminal="T0001", terminal_number=1, site="测试大厅", platform_key="AAAA"))
    credentials.close("terminal-revoked")
    store.write(audit.noting("store_mended", alarm=True)).result()
    store.close()
    written = tmp_path / "kiosk.toml"
    written.write_text(f'[agent]\ndata = "{data}"\nplatform = "http://127.0.0.1:9"\ndevelopment_key = true\n', "utf-8")
    return written


def test_it_says_that_the_machine_is_closed_and_why(machine: Path) -> None:
    said = CliRunner().invoke(main, ["status", "--config", str(machine)])
    assert said.exit_code == 0, said.output
    assert "platform  closed terminal-revoked" in said.output
    assert "alarms    store_mended" in said.output


def test_programs_are_told_the_same(machine: Path) -> None:
    said = CliRunner().invoke(main, ["status", "--config", str(machine), "--json"])
    queue = json.loads(said.output)["queue"]
    assert (queue["standing"], queue["reason"], queue["alarms"]) == ("closed", "terminal-revoked", ["store_mended"])


def test_credentials_that_cannot_be_read_are_said_and_end_nothing(machine: Path) -> None:
    (machine.parent / "data" / "credentials.json").write_text("{", "utf-8")
    said = CliRunner().invoke(main, ["status", "--config", str(machine)])
    assert said.exit_code == 0, said.output
    assert "credentials_damaged" in said.output
