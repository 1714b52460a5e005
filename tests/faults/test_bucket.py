"""A whole delivery with the attachments in an S3-compatible store: real agent, real platform, real bucket."""

from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from obstore.store import S3Store

from tests.central import moto
from tests.faults.conftest import PlatformProcess, Scene
from tests.faults.test_27_uploads import arrived, hand_in


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[moto.Bucket]:
    started = moto.start()
    for name, value in started.environment.items():
        monkeypatch.setenv(name, value)
    yield started
    started.stop()


@pytest.fixture
def platform(tmp_path: Path, bucket: moto.Bucket) -> Iterator[PlatformProcess]:
    running = PlatformProcess(tmp_path / "platform", "--attachments", bucket.url)
    yield running
    running.kill()


def test_papers_lie_in_the_bucket_and_nowhere_else(scene: Scene, bucket: moto.Bucket) -> None:
    number, paper = hand_in(scene)
    arrived(scene, number, paper)
    store = S3Store.from_url(bucket.url, client_options={"allow_http": True})
    names = [one["path"] for page in obstore.list(store) for one in page]
    held = scene.central.application(number)
    assert held is not None
    assert len(names) == len(held.attachments)
    assert not any(name.startswith("uploads/") for name in names)
    assert not (scene.platform.data / "attachments").exists()
