"""The name of the platform leads nowhere, or to somebody else."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.languages.fault import KnownFault
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.questions import AgentQuestions
from kiosk.offline.store.stores import Stores
from tests.faults.authority import Authority
from tests.faults.conftest import PlatformProcess, StartAgent, TerminalProcess
from tests.faults.names import OwnNetwork
from tests.faults.proxy import Proxy

_HOST, _PORT = "platform.example", 8443  # ports of the test's own network


@pytest.fixture
def network(tmp_path: Path) -> Iterator[OwnNetwork]:
    with OwnNetwork(tmp_path) as made:
        yield made


def listening(address: str) -> Callable[[], socket.socket]:
    return lambda: socket.create_server((address, _PORT))


@pytest.mark.fault(35)
def test_fault_35_names_gone_and_hijacked(
    tmp_path: Path,
    network: OwnNetwork,
    platform: PlatformProcess,
    machine: Stores,
    terminal: TerminalProcess,
    outbox: KeptOutbox,
    start_agent: StartAgent,
) -> None:
    """The resolver is gone, then leads to a machine that shows a certificate of its own for the same name: both times offline, the
    stranger reads not one request, and what waits goes out when names are right again."""
    ours, strangers = Authority(tmp_path / "ours"), Authority(tmp_path / "strangers")
    right = network.inside(listening("127.0.0.1"))
    wrong = network.inside(listening("127.0.0.2"))
    with (
        Proxy(platform.address, serve_tls=ours.shows(_HOST), listener=right),
        Proxy(platform.address, serve_tls=strangers.shows(_HOST), listener=wrong) as stranger,
    ):
        network.names_are("127.0.0.1")
        address = f"https://{_HOST}:{_PORT}"
        agent = start_agent(address, platform.central.code(), platform_ca=ours.file, within=network.enter)
        whole = agent.said("agent.round outcome=whole")

        network.names_are_gone()
        gone = agent.said("agent.round outcome=no such name", after=whole)
        number = terminal.submit()
        questions = AgentQuestions(machine.kept.path.with_name("agent.sock"))
        with pytest.raises(KnownFault, match="offline"):
            questions.progress(number=number).result(6)
        questions.close()

        network.names_are("127.0.0.2")
        hijacked = agent.said("agent.round outcome=TLS: unable to get local issuer certificate", after=gone)
        hijacked = agent.said("agent.round outcome=TLS: unable to get local issuer certificate", after=hijacked)
        assert stranger.seen == []
        assert outbox.waiting() == 1

        network.names_are("127.0.0.1")
        agent.said(f"sync.delivered number={number}", after=hijacked)
