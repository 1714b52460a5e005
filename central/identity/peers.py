"""Where a terminal's certificate comes from: the TLS handshake of this very server, or a load balancer that did it (RFC 9440).

Both end up where ASGI's TLS extension puts a client's certificate, so the rest of the platform does not know which it was.
"""

import base64
import binascii
import ssl
from asyncio import Transport
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.h11_impl import H11Protocol

Network = IPv4Network | IPv6Network
_EXTENSION = "tls"
_CHAIN = "client_cert_chain"


class TerminalProtocol(H11Protocol):
    """uvicorn's own, which knows the peer's certificate and does not hand it on."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        tls: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        der = None if tls is None else tls.getpeercert(binary_form=True)
        if der:
            inner, pem = self.app, ssl.DER_cert_to_PEM_cert(der)

            async def with_certificate(scope: Any, receive: Any, send: Any) -> None:
                await inner(_with(scope, pem), receive, send)

            self.app = with_certificate


def server_tls(authority: Path) -> Callable[[Config, Callable[[], ssl.SSLContext]], ssl.SSLContext]:
    """For uvicorn's `ssl_context_factory`. A client's certificate is asked for and not demanded: a machine that enrols has none,
    and an officer's browser neither. One that is shown must be of `authority` and in date, else there is no connection."""

    def make(_: Config, default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        context = default()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(authority)
        return context

    return make


class BehindProxies:
    """Believes `Client-Cert`, `X-Forwarded-For` and `X-Forwarded-Proto` when the connection is from one of `trusted`, and nobody
    else. The proxy checks the certificate against the authority and replaces whatever the client itself sent under these names."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)
        self._forwarded: Any = ProxyHeadersMiddleware(app, [str(network) for network in trusted])  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._trusts(scope):
            await self._app(scope, receive, send)
            return
        values = [value for name, value in scope["headers"] if name == b"client-cert"]
        pem = _client_cert(values[0]) if len(values) == 1 else None
        await self._forwarded(scope if pem is None else _with(scope, pem), receive, send)

    def _trusts(self, scope: Scope) -> bool:
        client = scope.get("client")
        try:
            return client is not None and any(ip_address(client[0]) in network for network in self._trusted)
        except ValueError:  # a UNIX socket has no address
            return False


def peer_certificate(scope: Scope) -> x509.Certificate | None:
    """The certificate that this request's sender proved to hold the key of."""
    chain = scope.get("extensions", {}).get(_EXTENSION, {}).get(_CHAIN, ())
    try:
        return x509.load_pem_x509_certificate(chain[0].encode()) if chain else None
    except ValueError:
        return None


def _with(scope: Any, pem: str) -> Any:
    extensions = {**scope.get("extensions", {}), _EXTENSION: {_CHAIN: (pem,)}}
    return {**scope, "extensions": extensions}


def _client_cert(value: bytes) -> str | None:
    """RFC 9440: the DER as a structured field's byte sequence, `:base64:`. None for anything else."""
    text = value.strip()
    if len(text) < 3 or text[:1] != b":" or text[-1:] != b":":
        return None
    try:
        return ssl.DER_cert_to_PEM_cert(base64.b64decode(text[1:-1], validate=True))
    except binascii.Error:
        return None
