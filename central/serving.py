"""How a node listens: its socket, TLS, the file that says its address, and the end in order at SIGTERM."""

import contextlib
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import uvicorn

from central.api.app import create_app
from central.identity.peers import Network, TerminalProtocol, server_tls
from central.platform import Platform

_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - only left out of a certificate's names


@dataclass(frozen=True, slots=True)
class Listening:
    """`tls`: this node does TLS itself. `certificate` and `key`: files of a certificate that the public believes; without them one of
    the platform's own authority is made at each start, for `names` and loopback."""

    host: str
    port: int
    tls: bool = False
    names: Sequence[str] = ()
    certificate: Path | None = None
    key: Path | None = None
    trusted: Sequence[Network] = ()


def run(platform: Platform, listening: Listening, public_url: str) -> None:
    """Until SIGTERM."""
    data = platform.database.folder
    (data / "authority.pem").write_text(platform.authority.pem, "ascii")
    with _bound(listening) as bound, _said(data, listening, bound) as address:
        # uvicorn stops in order and then raises the signal again: what comes after it is ours to do.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        reached = replace(platform, public_url=public_url.rstrip("/") or address)
        uvicorn.Server(_configuration(reached, listening)).run(sockets=[bound])


def _configuration(platform: Platform, listening: Listening) -> uvicorn.Config:
    options: dict[str, object] = {}
    if listening.tls:
        data = platform.database.folder
        options = {
            "ssl_certfile": listening.certificate or _own_certificate(platform, listening, data / "tls.pem"),
            "ssl_keyfile": listening.key,
            "ssl_context_factory": server_tls(data / "authority.pem"),
        }
    return uvicorn.Config(
        create_app(platform, trusted=listening.trusted),
        http=TerminalProtocol,
        log_config=None,  # central/logs.py has said how
        access_log=False,  # it would keep who asked what and when
        server_header=False,
        proxy_headers=False,  # only from those who are trusted: central/identity/peers.py
        **options,  # type: ignore[arg-type]
    )


def _own_certificate(platform: Platform, listening: Listening, path: Path) -> Path:
    here = [] if listening.host in _EVERY_ADDRESS else [listening.host]
    names = dict.fromkeys((*listening.names, *here, "localhost", "127.0.0.1", "::1"))
    path.touch(0o600)
    path.write_bytes(platform.authority.server_certificate(list(names), platform.now()))
    return path


@contextlib.contextmanager
def _bound(listening: Listening) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    with socket.socket(family) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((listening.host, listening.port))
        bound.listen(4096)  # a whole fleet may come back at once
        yield bound


@contextlib.contextmanager
def _said(data: Path, listening: Listening, bound: socket.socket) -> Iterator[str]:
    """The address, in DATA/address as long as there is somebody at it."""
    host = f"[{listening.host}]" if ":" in listening.host else listening.host
    address = f"{'https' if listening.tls else 'http'}://{host}:{bound.getsockname()[1]}"
    fresh = data / "address.new"
    fresh.write_text(f"{address}\n", "utf-8")
    fresh.rename(data / "address")
    click.echo(f"serving on {address}")
    try:
        yield address
    finally:
        (data / "address").unlink(missing_ok=True)
