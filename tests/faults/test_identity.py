"""Who the machine is: a key that is made here, stays here, and outlives lost answers."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.stores import Stores
from tests.faults.conftest import PlatformProcess, StartAgent, TerminalProcess
from tests.faults.proxy import Proxy
from tests.faults.rules import LoseAnswer


def test_an_enrolment_whose_answer_was_lost_is_asked_again_with_the_same_code_and_key(
    platform: PlatformProcess,
    proxy: Proxy,
    machine: Stores,
    credentials: CredentialsFile,
    start_agent: StartAgent,
) -> None:
    """Also by an agent that was killed meanwhile. It becomes one terminal, and the key is for its owner only."""
    code = platform.central.code()
    proxy.rule("POST", "/v1/enrolments", LoseAnswer(), times=4)
    first = start_agent(proxy.address, code)
    proxy.until(lambda seen: len(seen) >= 2, 60)
    first._process.kill()
    first._process.wait()
    second = start_agent(proxy.address, code)
    second.said("agent.round outcome=whole")
    asked = [json.loads(one.request.body) for one in proxy.seen if one.path == "/v1/enrolments"]
    assert len(asked) == 5
    keys = {x509.load_pem_x509_csr(one["request"].encode()).public_key().public_numbers() for one in asked}  # type: ignore[union-attr]
    assert len(keys) == 1
    statuses = [status for one in proxy.seen if one.path == "/v1/enrolments" for status in one.statuses]
    assert set(statuses) <= {200, 201}
    identity = machine.kept.path.with_name("identity")
    [key] = identity.iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(identity.stat().st_mode) == 0o700
    assert b"PRIVATE" not in credentials.path.read_bytes()


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[PlatformProcess]:
    """A platform that does TLS itself, with a certificate of its own authority."""
    running = PlatformProcess(tmp_path / "secure", "--tls")
    yield running
    running.stop()


def test_mutual_tls_with_the_platform_itself(
    secure: PlatformProcess, terminal: TerminalProcess, start_agent: StartAgent
) -> None:
    """The platform's certificate is believed by its authority's file, the machine shows its own."""
    assert secure.address.startswith("https://")
    agent = start_agent(secure.address, secure.central.code(), platform_ca=secure.data / "authority.pem")
    agent.said("agent.round outcome=whole")
    agent.said(f"sync.delivered number={terminal.submit()}")


@pytest.mark.parametrize(
    ("platform_ca", "adapter", "said"),
    [
        ("/nowhere/ca.pem", "kiosk.offline.remote.client:PlatformClient", "platform_ca /nowhere/ca.pem"),
        (None, "kiosk.nowhere:Client", "there is no adapter kiosk.nowhere:Client"),
    ],
)
def test_an_agent_that_was_told_what_is_not_there_ends_and_says_so(
    platform_ca: str | None, adapter: str, said: str, start_agent: StartAgent
) -> None:
    file = None if platform_ca is None else Path(platform_ca)
    agent = start_agent("http://127.0.0.1:1", None, platform_ca=file, adapter=adapter)
    agent.said(said)
    assert agent._process.wait(60) != 0
