"""The platform does not show what it must: no word goes out, and never a plain one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.agent.configuration import AgentConfiguration
from kiosk.languages.fault import KnownFault
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.questions import AgentQuestions
from kiosk.offline.store.stores import Stores
from tests.faults.authority import Authority
from tests.faults.conftest import PlatformProcess, StartAgent, TerminalProcess
from tests.faults.proxy import Proxy


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def front(platform: PlatformProcess, authority: Authority) -> Iterator[Proxy]:
    """A middle box that takes TLS apart, under the right name."""
    with Proxy(platform.address, serve_tls=authority.shows("localhost")) as between:
        yield between


@pytest.fixture
def questions(machine: Stores) -> Iterator[AgentQuestions]:
    opened = AgentQuestions(machine.kept.path.with_name("agent.sock"))
    yield opened
    opened.close()


@pytest.mark.fault(33)
@pytest.mark.parametrize("wrong", ["authority", "host"])
def test_fault_33_tls_that_is_not_the_platforms(
    wrong: str,
    tmp_path: Path,
    platform: PlatformProcess,
    authority: Authority,
    front: Proxy,
    terminal: TerminalProcess,
    outbox: KeptOutbox,
    start_agent: StartAgent,
    questions: AgentQuestions,
) -> None:
    """An unknown authority, or another host's certificate: offline, not one request leaves, and the application waits until the right
    platform is back."""
    agent = start_agent(front.address, platform.central.code(), platform_ca=authority.file)
    agent.said("agent.round outcome=whole")
    assert agent.stop() == 0
    number = terminal.submit()

    stranger = Authority(tmp_path / "stranger") if wrong == "authority" else authority
    host = "localhost" if wrong == "authority" else "another.example"
    with Proxy(platform.address, serve_tls=stranger.shows(host)) as false:
        agent = start_agent(false.address, None, platform_ca=authority.file)
        told = {"authority": "TLS: unable to get local issuer certificate", "host": "TLS: Hostname mismatch"}[wrong]
        again = agent.said(f"agent.round outcome={told}")
        with pytest.raises(KnownFault, match="offline"):
            questions.progress(number=number).result(6)
        agent.said(f"agent.round outcome={told}", after=again)
        assert false.seen == []
        assert agent.stop() == 0
    assert outbox.waiting() == 1

    start_agent(front.address, None, platform_ca=authority.file).said(f"sync.delivered number={number}")


@pytest.mark.fault(33)
@pytest.mark.parametrize(
    "address", ["http://platform.example", "http://10.0.0.1:8080", "ftp://platform.example", "platform"]
)
def test_fault_33_plain_http_is_refused_by_the_configuration(address: str) -> None:
    """An address without TLS is no configuration, but for this very machine."""
    with pytest.raises(ValueError, match=r"\[agent\] platform must be an https address"):
        AgentConfiguration.from_table({"data": "/x", "platform": address})
    for loopback in ("http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"):
        assert AgentConfiguration.from_table({"data": "/x", "platform": loopback}).platform == loopback
