"""`kioskctl outbox` and `python -m central import` beside the real agent and the real platform: what waits is seen, let go again, and
carried in a file where there is no network."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.contract.parcel import BadParcel, read_parcel
from tests.agent.conftest import ROOT
from tests.faults.conftest import SUBMISSIONS, Scene
from tests.faults.rules import problem
from tests.offline.people import NAME, id_number


def command(*arguments: str, code: int = 0) -> Any:
    """What it writes with --json."""
    run = subprocess.run(
        [sys.executable, "-m", *arguments, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == code, run.stderr
    return json.loads(run.stdout)


def test_what_waits_is_seen_let_go_and_carried_in_a_file(scene: Scene, tmp_path: Path) -> None:
    config = ("--config", str(scene.store.path.with_name("kiosk.toml")))
    kioskctl = ("kiosk.technician.commands", "outbox")
    scene.proxy.rule("POST", SUBMISSIONS, problem(422, "application-invalid", field="answers.x"))
    parked = scene.terminal.submit()
    scene.agent.said(f"sync.parked number={parked}")
    busy = scene.proxy.rule("*", ".*", problem(503, "busy", retry_after=600), times=None)
    scene.agent.said("agent.round outcome=HTTP 503")
    waiting = scene.terminal.submit()

    listed = command(*kioskctl, "list", *config)
    assert listed["platform"]["agent"] == "running"
    assert (listed["platform"]["circuit"], listed["platform"]["reason"]) == ("open", "HTTP 503")
    assert [(one["number"], one["state"]) for one in listed["applications"]] == [
        (parked, "parked"),
        (waiting, "waiting"),
    ]
    shown = command(*kioskctl, "show", parked, *config)
    assert shown["reason"] == "422 urn:xinzhizhu:problem:application-invalid answers.x"
    assert (shown["attempts"], shown["attachments"], shown["uploaded"]) == (
        1,
        shown["attachments"],
        shown["attachments"],
    )
    [first, second] = listed["applications"]
    assert first["next_try_s"] is None
    assert 500 < second["next_try_s"] <= 600

    file = tmp_path / "carried.zip"
    exported = command(*kioskctl, "export", str(file), *config)
    assert exported["exported"] == [parked, waiting]
    assert file.stat().st_mode & 0o077 == 0
    for secret in (NAME, id_number()):
        assert secret.encode() not in file.read_bytes()
    data = ("--data", str(scene.platform.data))
    assert command("central", "import", str(file), *data) == [
        {"number": number, "outcome": "new", "reason": ""} for number in (parked, waiting)
    ]
    assert [one["outcome"] for one in command("central", "import", str(file), *data)] == ["known", "known"]

    assert command(*kioskctl, "retry", parked, *config) == {parked: True}
    assert command(*kioskctl, "retry", parked, *config, code=1) == {parked: False}
    scene.proxy.forget(busy)
    scene.kill_agent()
    assert command(*kioskctl, "list", *config)["platform"] == {"agent": "not running"}
    scene.restart_agent()
    for number in (parked, waiting):
        assert scene.delivered(number).application.number == number
    assert [one["state"] for one in command(*kioskctl, "list", "--all", *config)["applications"]] == ["delivered"] * 2


def test_a_file_that_is_none_or_was_changed_is_said(tmp_path: Path) -> None:
    file = tmp_path / "carried.zip"
    file.write_bytes(b"no such thing")
    with pytest.raises(BadParcel):
        list(read_parcel(file))
