"""An identity that was put back, copied, withdrawn or has ended: noticed by the real platform, and what its machine may still do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from central.platform import Platform
from kiosk.contract.platform import Enrolment
from tests.central.machines import Machine, csr
from tests.faults.conftest import PlatformProcess, Scene

PROBLEM = "urn:xinzhizhu:problem:"


def now() -> datetime:
    return datetime.now(UTC)


def beat(platform: PlatformProcess, machine: Machine) -> tuple[int, str]:
    sent = machine.beat().model_dump(mode="json")
    answer = httpx.post(f"{platform.address}/v1/heartbeats", json=sent, auth=machine, timeout=10)
    return answer.status_code, answer.json().get("type", "").removeprefix(PROBLEM)


def ask(platform: PlatformProcess, machine: Machine) -> tuple[int, str]:
    answer = httpx.get(f"{platform.address}/v1/statuses", auth=machine, timeout=10)
    return answer.status_code, answer.json().get("type", "").removeprefix(PROBLEM)


def enrol(platform: PlatformProcess, machine: Machine, code: str | None = None) -> str:
    body = machine.request(code or platform.central.code()).model_dump()
    answer = httpx.post(f"{platform.address}/v1/enrolments", json=body, timeout=10)
    assert answer.status_code == 201
    machine.is_now(Enrolment.model_validate(answer.json()))
    return machine.terminal


def operators(platform: PlatformProcess, method: str, path: str) -> dict[str, object]:
    url = f"{platform.address}/operator/terminals/{path}"
    answer = httpx.request(method, url, auth=platform.central.auth, timeout=10)
    answer.raise_for_status()
    told: dict[str, object] = answer.json()
    return told


@pytest.mark.fault(42)
def test_fault_42_restored_from_an_old_image(platform: PlatformProcess) -> None:
    """A counter that goes back with a new start of the machine: nothing is taken from it until it has enrolled again, under a new
    number, for its store would give receipt numbers a second time. The operator sees it."""
    machine = Machine(now)
    was = enrol(platform, machine)
    for _ in range(3):
        assert beat(platform, machine) == (200, "")
    machine.boot, machine.counter = "boot-2", 1
    assert beat(platform, machine) == (403, "terminal-restored")
    assert ask(platform, machine) == (403, "terminal-restored")
    assert operators(platform, "GET", was)["closed"] == "restored"
    code = str(operators(platform, "POST", f"{was}/code")["code"])
    machine.key = Machine(now).key
    assert enrol(platform, machine, code) != was
    assert ask(platform, machine) == (200, "")
    assert beat(platform, machine) == (200, "")


@pytest.mark.fault(43)
def test_fault_43_two_machines_with_one_identity(platform: PlatformProcess) -> None:
    """Two starts of a machine that take turns are two machines: both are closed, also after the platform was killed in between,
    and the operator is told that it was a copy."""
    machine = Machine(now)
    was = enrol(platform, machine)
    assert beat(platform, machine) == (200, "")
    copy = Machine(now, machine.key, boot="boot-2", counter=machine.counter)
    copy.terminal, copy.certificate = machine.terminal, machine.certificate
    assert beat(platform, copy) == (200, ""), "as after a start of the machine"
    platform.kill()
    platform.start()
    said = [beat(platform, machine), beat(platform, copy), beat(platform, machine)]
    assert said[-1] == (403, "terminal-cloned")
    assert ask(platform, machine) == ask(platform, copy) == (403, "terminal-cloned")
    assert operators(platform, "GET", was)["closed"] == "cloned"


@pytest.mark.fault(43)
def test_fault_43_a_lost_answer_is_no_second_machine(platform: PlatformProcess) -> None:
    """The same heartbeat again, and one after a start of the machine, close nothing."""
    machine = Machine(now)
    enrol(platform, machine)
    assert beat(platform, machine) == (200, "")
    machine.counter -= 1
    assert beat(platform, machine) == (200, "")
    machine.boot = "boot-2"
    assert beat(platform, machine) == (200, "")
    assert ask(platform, machine) == (200, "")


@pytest.mark.fault(44)
def test_fault_44_certificate_expired(tmp_path: Path) -> None:
    """An ended certificate is told from an unknown one, cannot renew itself, and the operator's code lets the same machine go on
    under its number."""
    folder, machine, then = tmp_path / "platform", Machine(now), now() - timedelta(days=91)
    opened = Platform.open(folder)
    machine.is_now(opened.enrolments.enrol(machine.request(opened.enrolments.make_code("测试大厅", then)), then))
    opened.close()
    platform = PlatformProcess(folder)
    try:
        assert ask(platform, machine) == (401, "certificate-expired")
        body = {"request": csr(machine.key)}
        refused = httpx.post(f"{platform.address}/v1/renewals", json=body, auth=machine, timeout=10)
        assert refused.status_code == 401
        code = str(operators(platform, "POST", f"{machine.terminal}/code")["code"])
        assert enrol(platform, machine, code) == "T0001"
        assert ask(platform, machine) == (200, "")
    finally:
        platform.kill()


@pytest.mark.fault(30)
def test_fault_30_terminal_revoked(scene: Scene) -> None:
    """The operator closes a terminal: its real agent sends nothing more and wipes nothing; what was kept meanwhile goes when it has
    enrolled again."""
    enrolment = scene.credentials.require()
    operators(scene.platform, "POST", f"{enrolment.terminal}/revoke")
    scene.agent.said("membership.closed reason=revoked")
    number = scene.terminal.submit()
    assert scene.central.application(number) is None
    assert scene.submissions(number) == []
    assert scene.credentials.standing().reason == "revoked"
    code = str(operators(scene.platform, "POST", f"{enrolment.terminal}/code")["code"])
    scene.kill_agent()
    scene.agent = scene.start_agent(scene.proxy.address, code)
    scene.delivered(number)
    assert scene.credentials.require().terminal == enrolment.terminal
