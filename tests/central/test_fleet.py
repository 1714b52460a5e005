"""What an operator sees of the terminals, and does about them: in the console, by program and on the command line."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from central.commands import main
from central.platform import Platform
from kiosk.contract.platform import DeviceReport, Heartbeat, QueueReport, StoreReport
from tests.central.conftest import enrolled
from tests.central.machines import Machine
from tests.offline.people import NOON

Officer = tuple[str, str]


@pytest.fixture
def machine(platform: Platform) -> Machine:
    made = Machine(platform.now)
    enrolled(platform, made)
    return made


def in_trouble(machine: Machine) -> Heartbeat:
    return machine.beat().model_copy(
        update={
            "terminal": "silent",
            "offset_s": 3600.0,
            "devices": {"printer": DeviceReport(state="attention", reason="printer_no_paper")},
            "queue": QueueReport(waiting=3, parked={"0001-000001-3": "matter-unknown"}, oldest_s=600),
            "kept": StoreReport(free_bytes=1, alarms=["store_restored"]),
        }
    )


def test_what_is_wrong_with_each_is_seen(
    platform: Platform, web: TestClient, officer: Officer, machine: Machine
) -> None:
    assert platform.fleet.one(machine.terminal, NOON).troubles == ["never-heard"]
    sent = web.post("/v1/heartbeats", json=in_trouble(machine).model_dump(mode="json"), auth=machine)
    assert sent.status_code == 200
    [seen] = web.get("/operator/terminals", auth=officer).json()
    assert seen["troubles"] == ["terminal-silent", "device printer", "parked", "alarm store_restored", "clock"]
    page = web.get("/console/terminals", auth=officer).text
    for word in ("T0001", "测试大厅", "界面无响应", "设备 printer", "有申请被退回", "store_restored", "时钟不准"):
        assert word in page
    one = web.get("/console/terminals/T0001", auth=officer).text
    for word in ("0001-000001-3", "matter-unknown", "printer_no_paper", "10 分钟"):
        assert word in one
    later = platform.fleet.one(machine.terminal, NOON + timedelta(days=80)).troubles
    assert {"silent", "certificate-ends"} <= set(later)


def test_the_fleet_comes_in_pages(platform: Platform) -> None:
    for _ in range(3):
        enrolled(platform, Machine(platform.now))
    assert [one.name for one in platform.fleet.page(NOON, 0, 2)] == ["T0001", "T0002"]
    assert [one.name for one in platform.fleet.page(NOON, 2, 2)] == ["T0003"]


def test_an_operator_closes_a_terminal_and_makes_a_code_for_its_machine(
    platform: Platform, web: TestClient, officer: Officer, machine: Machine
) -> None:
    page = web.get("/console/terminals/T0001", auth=officer)
    csrf = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert csrf
    assert web.post("/console/terminals/T0001/revoke", data={"csrf": "0" * 64}, auth=officer).status_code == 403
    assert platform.fleet.one("T0001", NOON).closed == ""
    assert web.post("/console/terminals/T0001/revoke", data={"csrf": csrf[1]}, auth=officer).status_code == 303
    assert "已停用" in web.get("/console/terminals", auth=officer).text
    shown = web.post("/console/terminals/T0001/code", data={"csrf": csrf[1]}, auth=officer).text
    code = re.search(r"<code>([A-Z0-9]{12})</code>", shown)
    assert code
    assert platform.enrolments.enrol(replace(machine).request(code[1]), NOON).terminal == "T0001"


def test_programs_do_the_same(platform: Platform, web: TestClient, officer: Officer, machine: Machine) -> None:
    revoked = web.post("/operator/terminals/T0001/revoke", auth=officer).json()
    assert (revoked["closed"], revoked["troubles"]) == ("revoked", [])
    made = web.post("/operator/terminals/T0001/code", auth=officer)
    assert made.status_code == 201
    assert platform.enrolments.enrol(machine.request(made.json()["code"]), NOON).terminal == "T0001"
    for method, path in (("GET", ""), ("POST", "/revoke"), ("POST", "/code")):
        assert web.request(method, f"/operator/terminals/T0009{path}", auth=officer).status_code == 404
        assert web.request(method, f"/operator/terminals/T0001{path}").status_code == 401


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_line_does_the_same(tmp_path: Path, as_json: bool) -> None:
    opened = Platform.open(tmp_path / "platform")
    machine = Machine(opened.now)
    enrolled(opened, machine)
    opened.heartbeats.hear("T0001", in_trouble(machine)).result(10)
    opened.close()

    def run(*words: str) -> str:
        options = ["--data", str(tmp_path / "platform"), *(["--json"] if as_json else [])]
        done = CliRunner().invoke(main, ["terminals", *words, *options])
        assert done.exit_code == 0, done.output
        return done.stdout

    listed, shown = run("list"), run("show", "T0001")
    for word in ("T0001", "terminal-silent", "测试大厅"):
        assert word in listed
    assert "matter-unknown" in shown
    code, revoked = run("code", "T0001"), run("revoke", "T0001")
    if as_json:
        [one] = json.loads(listed)
        assert one["heartbeat"]["queue"]["waiting"] == 3
        assert json.loads(revoked)["closed"] == "revoked"
        assert len(json.loads(code)["code"]) == 12
    else:
        assert "closed: revoked" in revoked
        assert len(code.strip()) == 12
    missing = CliRunner().invoke(main, ["terminals", "show", "T0009", "--data", str(tmp_path / "platform")])
    assert missing.exit_code == 1
    assert "terminal-unknown" in missing.output
