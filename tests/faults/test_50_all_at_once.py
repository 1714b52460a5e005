"""5,000 terminals whose network comes back in the same second, against one real node."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from sqlalchemy import insert

from central.platform import Platform
from central.store.tables import TerminalCertificateRow, TerminalRow
from kiosk.contract.signing import keyid, new_nonce, sign_request
from kiosk.offline.remote.circuit import jittered
from tests.central.machines import Machine, csr
from tests.faults.conftest import PlatformProcess

TERMINALS = 5000
PATH = "/v1/heartbeats"
TOO_MANY = 429
FIRST_PAUSE_S = 5.0  # of the agent's configuration as it ships


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Terminal:
    keyid: str
    machine: Machine
    answers: Counter[int] = field(default_factory=Counter)
    next_s: float = 0.0


def enrolled(folder: Path) -> list[Terminal]:
    """As many identities, each with its certificate and store; the key is one for all, for making keys is not what is tested."""
    opened = Platform.open(folder)
    machine = Machine(now)
    request = x509.load_pem_x509_csr(csr(machine.key).encode())
    at = now()
    rows, certificates, made = [], [], []
    for number in range(1, TERMINALS + 1):
        name = f"T{number:04}"
        signed = opened.authority.sign_terminal(request, name, at)
        rows.append({"number": number, "name": name, "site": "测试大厅", "store": name, "enrolled_at": at})
        certificates.append(
            {
                "serial": signed.serial,
                "terminal": name,
                "key_sha256": signed.key_sha256,
                "pem": signed.pem,
                "issued_at": at,
                "not_after": signed.not_after,
            }
        )
        made.append(Terminal(keyid(name, signed.serial), Machine(now, machine.key, store=name)))
    with opened.database.transaction() as connection:
        connection.execute(insert(TerminalRow), rows)
        connection.execute(insert(TerminalCertificateRow), certificates)
    opened.close()
    return made


def request(host: str, port: int, terminal: Terminal) -> bytes:
    """One heartbeat, signed, on a connection of its own, as after an outage."""
    body = terminal.machine.last_beat().model_dump_json().encode()
    url = f"http://{host}:{port}{PATH}"
    signed = sign_request("POST", url, {}, body, terminal.machine.key, terminal.keyid, now(), new_nonce())
    headers = {
        "Host": f"{host}:{port}",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **signed,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {PATH} HTTP/1.1\r\n{head}\r\n".encode() + body


async def exchange(host: str, port: int, content: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer. 0: none came."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(content)
        received = await reader.read()
        writer.close()
    except OSError:
        return 0, {}, b""
    top, _, body = received.partition(b"\r\n\r\n")
    first, *lines = top.decode("latin-1").split("\r\n")
    told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]) if first else 0, told, body


async def come_back(host: str, port: int, terminal: Terminal) -> None:
    """Until it is heard, with the pauses of the real agent: kiosk.offline.remote.circuit."""
    terminal.machine.counter += 1
    failures, content = 0, request(host, port, terminal)
    while True:
        status, headers, body = await exchange(host, port, content)
        terminal.answers[status] += 1
        if status == 200:
            terminal.next_s = json.loads(body)["next_s"]
            return
        if status != TOO_MANY:  # whether it was taken in is not known, and a signature counts once
            content = request(host, port, terminal)
        failures += 1
        await asyncio.sleep(max(jittered(failures, FIRST_PAUSE_S), float(headers.get("retry-after", 0))))


@pytest.mark.fault(50)
@pytest.mark.timeout(300)  # about 20 s of two quiet cores, and the suite's own tests work beside it
def test_fault_50_5000_terminals_come_back_at_once(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """All come in the same second; whom the node cannot hear at once it sends away with 429 and a time that differs; all are heard,
    each once, and are told to come again at times spread over half a minute."""
    terminals = enrolled(tmp_path / "platform")
    platform = PlatformProcess(tmp_path / "platform")
    host, port = platform.address.removeprefix("http://").split(":")

    async def storm() -> None:
        await asyncio.gather(*(come_back(host, int(port), terminal) for terminal in terminals))

    try:
        began = time.monotonic()
        asyncio.run(storm())
        took = time.monotonic() - began
    finally:
        platform.stop()
    told = sum((terminal.answers for terminal in terminals), Counter())
    record_property("heard", f"{TERMINALS} in {took:.1f} s; answers {dict(told)}")
    assert told[200] == TERMINALS
    assert told[TOO_MANY] > 0
    assert set(told) <= {0, 200, TOO_MANY}
    tenths = Counter(int((terminal.next_s - 30) // 3) for terminal in terminals)
    assert max(tenths.values()) < TERMINALS / 5, "nobody is told to come at the same moment"
    opened = Platform.open(tmp_path / "platform")
    heard = [one for after in range(0, TERMINALS, 200) for one in opened.fleet.page(now(), after)]
    opened.close()
    assert [one.heartbeat.counter for one in heard if one.heartbeat] == [1] * TERMINALS
