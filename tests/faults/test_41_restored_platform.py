"""The platform is put back from an old backup: it has forgotten what it had acknowledged, and gets it again."""

import shutil
from pathlib import Path

import pytest

from tests.faults.conftest import PlatformProcess, Scene


@pytest.fixture
def platform(tmp_path: Path):
    """One of its own: its folder is put back."""
    running = PlatformProcess(tmp_path / "platform")
    yield running
    running.kill()


@pytest.mark.fault(41)
def test_fault_41_platform_restored_from_an_old_backup(scene: Scene, tmp_path: Path) -> None:
    """Killed, its folder put back from a copy, started again: a new epoch; the agent offers by itself what lies above the mark, the
    same bytes under the same key, begins its statuses anew, and the operator sees everything once."""
    before = scene.terminal.submit()
    scene.delivered(before)
    scene.central.move(before, "accepted")
    _until_state(scene, before, "accepted")
    scene.platform.stop()
    shutil.copytree(scene.platform.data, tmp_path / "backup")
    scene.proxy.retarget(scene.platform.start().address)
    after = [scene.terminal.submit() for _ in range(2)]
    for number in after:
        scene.delivered(number)
    scene.central.move(after[0], "accepted")
    scene.central.move(before, "completed")
    _until_state(scene, after[0], "accepted")
    _until_state(scene, before, "completed")

    scene.platform.kill()
    _put_back(tmp_path / "backup", scene.platform.data)
    scene.proxy.retarget(scene.platform.start().address)

    for number in after:
        scene.agent.said(f"sync.offered_again number={number}")
        _until_state(scene, number, "received")
    _until_state(scene, before, "accepted")
    for number in after:
        sent = scene.submissions(number)
        # The backup has not got its attachments either: the platform says so, and they are sent again before it.
        assert [one.statuses for one in sent] == [(201,), (409,), (201,)]
        assert len({one.request.body for one in sent}) == 1
        held = scene.central.application(number)
        assert held is not None
        assert held.deliveries == 1
    assert len(scene.submissions(before)) == 1, "what the backup holds is not sent again"
    assert scene.outbox.waiting() == 0
    # From now on the versions of the new epoch count.
    scene.central.move(after[0], "in_progress")
    _until_state(scene, after[0], "in_progress")
    scene.central.move(before, "in_progress")
    _until_state(scene, before, "in_progress")


def _put_back(backup: Path, data: Path) -> None:
    """What a backup contains comes back; what this node notes for itself beside the database (how far it had come) stays."""
    for kept in backup.iterdir():
        target = data / kept.name
        if kept.name in ("high-water", "address"):
            continue
        if kept.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(kept, target)
        else:
            shutil.copy2(kept, target)
    for leftover in ("platform.db-wal", "platform.db-shm"):
        (data / leftover).unlink(missing_ok=True)


def _until_state(scene: Scene, number: str, state: str) -> None:
    scene.until(lambda: (status := scene.outbox.status(number)) is not None and status.state == state)
