"""Who asks: the terminal whose certificate came by TLS or through a load balancer, or who signed the request (RFC 9421)."""

import asyncio
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from fastapi import Depends, Request

from central import events
from central.api.rates import Rates
from central.identity.authority import public_key
from central.identity.known import Known
from central.identity.peers import peer_certificate
from central.platform import Platform
from central.problems import Refusal
from central.store.terminals import Terminal, closed_refusal
from kiosk.contract.signing import BadSignature, BodyChanged, ClockApart, keyid, named_serial, serial_of, verify_request

_INVALID = "请求的签名无效"


async def platform(request: Request) -> Platform:
    found: Platform = request.app.state.platform
    return found


Here = Annotated[Platform, Depends(platform)]


async def identified(request: Request, here: Here) -> Terminal:
    """The terminal, also one that is closed: only heartbeats are heard of it. Raises Refusal 401, 429."""
    rates: Rates = request.app.state.rates
    try:
        found = await _identify(request, here)
    except Refusal as refusal:
        address = address_of(request)
        events.REFUSED(reason=refusal.kind, address=address)
        rates.stranger(address)
        raise
    rates.terminal(found.name)
    return found


Identified = Annotated[Terminal, Depends(identified)]


async def caller(request: Request, found: Identified) -> Terminal:
    """A terminal in good standing. Raises Refusal 401, 403, 429."""
    if found.closed:
        events.REFUSED(reason=f"terminal-{found.closed}", address=address_of(request))
        raise closed_refusal(found.closed)
    return found


Caller = Annotated[Terminal, Depends(caller)]


def address_of(request: Request) -> str:
    """Of the sender, or of whom a trusted proxy named."""
    return request.client.host if request.client else ""


async def _identify(request: Request, here: Platform) -> Terminal:
    certificate = peer_certificate(request.scope)
    if certificate is not None:
        return await _by_certificate(certificate, here)
    if "signature-input" in request.headers:
        return await _by_signature(request, here)
    raise Refusal(401, "unauthorised", "终端未登记：请求没有带终端证书或签名")


async def _by_certificate(certificate: Certificate, here: Platform) -> Terminal:
    """The handshake has proved the key. That it is the very certificate we gave, and not one of the same serial, is seen here, so a
    load balancer that checks too little opens nothing."""
    known = _current(await asyncio.wrap_future(here.known.by_serial(serial_of(certificate.serial_number))), here)
    if certificate.public_bytes(Encoding.PEM).decode() != known.pem:
        raise _unknown()
    return known.terminal


async def _by_signature(request: Request, here: Platform) -> Terminal:
    body = await request.body()
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    named = named_serial(request.headers["signature-input"])
    if named is None:
        raise Refusal(401, "signature-invalid", _INVALID)
    known = await asyncio.wrap_future(here.known.by_serial(named))
    if known is None:
        raise _unknown()

    def key_of(name: str) -> ec.EllipticCurvePublicKey | None:
        return public_key(known.pem) if name == keyid(known.terminal.name, known.serial) else None

    query = request.scope["query_string"].decode("latin-1")
    target = request.scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    try:
        signed = verify_request(request.method, target, headers, body, key_of, here.now())
    except ClockApart as error:
        raise Refusal(401, "signature-clock", "终端时钟与平台相差太多，请按应答的时间重新签名") from error
    except BodyChanged as error:
        # For the sender no reason to give anything up: the same again may arrive whole.
        raise Refusal(
            503, "body-changed", "请求内容在途中被改动，请重发", field="content-digest", retry_after=1
        ) from error
    except BadSignature as error:
        raise Refusal(401, "signature-invalid", _INVALID) from error
    current = _current(known, here)
    if not await asyncio.wrap_future(here.nonces.use(signed)):
        raise Refusal(401, "signature-repeated", "这个签名已经用过，请重新签名")
    return current.terminal


def _current(known: Known | None, here: Platform) -> Known:
    """Raises Refusal 401 for a certificate that is not ours, was withdrawn or has ended."""
    if known is None or known.revoked:
        raise _unknown()
    if known.not_after < here.now():
        raise Refusal(401, "certificate-expired", "终端证书已过期，请用一次性登记码重新登记")
    return known


def _unknown() -> Refusal:
    return Refusal(401, "certificate-unknown", "平台不认识这份终端证书")
