"""Heartbeats a second: one node on SQLite and on PostgreSQL, two nodes on one PostgreSQL, and beside each the same web application
answering an empty 200 (`/healthz`) as the ceiling. Real processes on loopback, real signatures, durable databases.

Requests are signed before the clock runs; connections stay open, as a load balancer keeps them. The load comes from this process.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from sqlalchemy import insert

from central.platform import Platform
from central.store.tables import TerminalCertificateRow, TerminalRow
from kiosk.contract.signing import keyid, new_nonce, sign_request
from tests.central.machines import Machine, csr
from tests.central.postgres import cluster

ROOT = Path(__file__).resolve().parents[1]
TERMINALS, EACH, CONNECTIONS = 1000, 3, 64


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    per_second: float
    server_ms: float
    """Processor time of all nodes for one request."""


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def node(data: Path, *arguments: str) -> Iterator[tuple[int, int]]:
    """Process id and port."""
    command = [sys.executable, "-u", "-m", "central", "serve", "--data", str(data), "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        said = next(line for line in process.stdout if line.startswith("serving on "))
        try:
            yield process.pid, int(said.rsplit(":", 1)[1])
        finally:
            process.terminate()


def enrolled(data: Path, database: str | None = None, secrets: Path | None = None) -> list[tuple[str, Machine]]:
    opened = Platform.open(data, database=database, secrets=secrets)
    machine = Machine(now)
    request = x509.load_pem_x509_csr(csr(machine.key).encode())
    made, rows, certificates = [], [], []
    for number in range(1, TERMINALS + 1):
        name = f"T{number:04}"
        signed = opened.authority.sign_terminal(request, name, now())
        rows.append({"number": number, "name": name, "site": "bench", "store": name, "enrolled_at": now()})
        certificates.append(
            {
                "serial": signed.serial,
                "terminal": name,
                "key_sha256": signed.key_sha256,
                "pem": signed.pem,
                "issued_at": now(),
                "not_after": signed.not_after,
            }
        )
        made.append((keyid(name, signed.serial), Machine(now, machine.key, store=name)))
    with opened.database.transaction() as connection:
        connection.execute(insert(TerminalRow), rows)
        connection.execute(insert(TerminalCertificateRow), certificates)
    opened.close()
    return made


def beats(terminals: Sequence[tuple[str, Machine]]) -> list[bytes]:
    made = []
    for _ in range(EACH):
        for name, machine in terminals:
            body = machine.beat().model_dump_json().encode()
            headers = {"Host": "bench", "Content-Type": "application/json", "Content-Length": str(len(body))}
            url = "http://bench/v1/heartbeats"
            headers |= sign_request("POST", url, {}, body, machine.key, name, now(), new_nonce())
            head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
            made.append(f"POST /v1/heartbeats HTTP/1.1\r\n{head}\r\n".encode() + body)
    return made


async def send(ports: Sequence[int], requests: Sequence[bytes]) -> None:
    """All of them, over connections that are shared out among the nodes. Each must be answered with 200."""
    waiting = iter(requests)

    async def connection(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for content in waiting:
            writer.write(content)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.split(b"\r\n")[0].decode())
            size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(size)
        writer.close()

    await asyncio.gather(*(connection(ports[one % len(ports)]) for one in range(CONNECTIONS)))


def timed(what: str, nodes: Sequence[tuple[int, int]], requests: Sequence[bytes]) -> Row:
    def spent() -> float:
        stats = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid, _ in nodes]
        return sum(int(one[11]) + int(one[12]) for one in stats) / os.sysconf("SC_CLK_TCK")

    began, before = time.perf_counter(), spent()
    asyncio.run(send([port for _, port in nodes], requests))
    took = time.perf_counter() - began
    return Row(what, len(requests) / took, (spent() - before) / len(requests) * 1000)


def measure() -> list[Row]:
    empty = [b"GET /healthz HTTP/1.1\r\nHost: bench\r\n\r\n"] * (TERMINALS * EACH)
    rows = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        terminals = enrolled(folder / "sqlite")
        with node(folder / "sqlite") as one:
            rows.append(timed("empty 200, one node", [one], empty))
            rows.append(timed("SQLite, one node", [one], beats(terminals)))
        postgres = stack.enter_context(cluster(durable=True))
        url = postgres.url(postgres.create())
        shared = ("--database", url, "--secrets", str(folder / "secrets"))
        terminals = enrolled(folder / "first", url, folder / "secrets")
        with node(folder / "first", *shared) as first:
            rows.append(timed("PostgreSQL, one node", [first], beats(terminals)))
            with node(folder / "second", *shared) as second:
                rows.append(timed("empty 200, two nodes", [first, second], empty))
                rows.append(timed("PostgreSQL, two nodes", [first, second], beats(terminals)))
    return rows


def report(rows: Sequence[Row]) -> None:
    print(f"heartbeats, {TERMINALS} terminals, {TERMINALS * EACH} requests, {CONNECTIONS} connections")
    print("| | a second | server's processor, ms each |\n|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.per_second:.0f} | {row.server_ms:.2f} |")
