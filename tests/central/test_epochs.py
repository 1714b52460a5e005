"""A terminal names the last submission that was acknowledged to it; the platform that does not know it was put back."""

from uuid import uuid4

from central.platform import Platform
from kiosk.contract.platform import Acknowledged, Heartbeat, QueueReport, StoreReport
from tests.central.conftest import TerminalSide
from tests.offline.people import CERTIFICATE, NOON


def _beat(terminal: TerminalSide, counter: int, acknowledged: Acknowledged | None) -> dict[str, object]:
    heartbeat = Heartbeat(
        store="s",
        boot_id="b",
        counter=counter,
        version="1",
        at=NOON,
        monotonic_s=float(counter),
        terminal="running",
        queue=QueueReport(waiting=0),
        kept=StoreReport(free_bytes=1),
        acknowledged=acknowledged,
    )
    answer = terminal.web.post("/v1/heartbeats", json=heartbeat.model_dump(mode="json"))
    assert answer.status_code == 200, answer.text
    said: dict[str, object] = answer.json()
    return said


def test_a_key_that_it_does_not_know_begins_a_new_epoch_once(terminal: TerminalSide, platform: Platform) -> None:
    made, answer = terminal.hand_in(CERTIFICATE)
    epoch = answer.json()["epoch"]
    for counter, known in enumerate((None, Acknowledged(epoch=epoch, key=made.key)), 1):
        assert _beat(terminal, counter, known)["epoch"] == epoch
    assert _beat(terminal, 3, Acknowledged(epoch="another", key=uuid4()))["epoch"] == epoch, "of a life that is over"

    told = _beat(terminal, 4, Acknowledged(epoch=epoch, key=uuid4()))
    assert told["epoch"] != epoch
    assert told["marks"] == {epoch: 0}
    fresh = str(told["epoch"])
    assert _beat(terminal, 5, Acknowledged(epoch=fresh, key=uuid4()))["epoch"] == fresh, "one an hour at most"
    assert [one.reason for one in platform.epochs.all()] == ["first", "terminal"]
