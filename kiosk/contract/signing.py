"""How a terminal signs its requests (RFC 9421), where a middle box takes mutual TLS apart. The same facts on both sides.

One signature a request, ECDSA P-256 by the key of the terminal's certificate. It covers method, path, query, the digest of the
body (RFC 9530, also of an empty one) and the idempotency key where there is one; not host and scheme, which a middle box may
change. `created` must be near the platform's clock, and a nonce works once: docs/decisions/0014-who-a-terminal-is.md.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ECDSA_P256_SHA256
from http_message_signatures.resolvers import HTTPSignatureKeyResolver

COVERED = ("@method", "@path", "@query", "content-digest")
COVERED_WHERE_PRESENT = ("idempotency-key",)
LABEL = "terminal"
TAG = "xinzhizhu-terminal"
WINDOW = timedelta(minutes=5)
"""How far `created` may lie from the platform's clock, either way."""
_NAMED = re.compile(r';keyid="[^"/]*/([0-9a-f]{1,40})"')
_SHORTEST_NONCE, _LONGEST_NONCE = 16, 64


class BadSignature(Exception):
    """A request that no terminal signed, or not like this. `reason`: what a program can act on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ClockApart(BadSignature):
    """Rightly made but for its time: the machine takes the platform's clock (`Date` of the answer) and signs again."""


class BodyChanged(BadSignature):
    """Rightly signed, and its body is not what was signed: something on the way changed it. Sent again it may arrive whole."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a verified signature says."""

    keyid: str
    nonce: str
    created: datetime


def keyid(terminal: str, serial: str) -> str:
    """`serial`: of the certificate whose key signs, as in serial_of."""
    return f"{terminal}/{serial}"


def serial_of(number: int) -> str:
    """A certificate's serial as it is written everywhere: lower-case hex without leading zeros."""
    return f"{number:x}"


def named_serial(signature_input: str) -> str | None:
    """The serial that a Signature-Input names, before anything is verified: to look its key up."""
    found = _NAMED.search(signature_input)
    return None if found is None else found[1]


def new_nonce() -> str:
    return secrets.token_urlsafe(18)


@dataclass(slots=True)
class _Request:
    """What the library looks at."""

    method: str
    url: str
    headers: Any


class _Fields(list[tuple[str, str]]):
    """Header lines as they came: repeated names stay repeated."""

    def items(self) -> Iterable[tuple[str, str]]:
        return self


def sign_request(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    key: ec.EllipticCurvePrivateKey,
    keyid: str,
    now: datetime,
    nonce: str,
) -> dict[str, str]:
    """The headers to add: Content-Digest, Signature-Input, Signature.

    `url` absolute and encoded as it is sent, `headers` those that are sent besides, `now` by the platform's clock. Raises
    ValueError for a URL or header that cannot be signed.
    """
    whole = {name.lower(): value for name, value in headers.items()}
    message = _Request(method.upper(), url, {name: whole[name] for name in COVERED_WHERE_PRESENT if name in whole})
    signer = HTTPMessageSigner(
        signature_algorithm=ECDSA_P256_SHA256,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={keyid: key}),
    )
    try:
        signer.sign(
            message,
            key_id=keyid,
            created=now,
            nonce=nonce,
            label=LABEL,
            tag=TAG,
            covered_component_ids=(*COVERED, *(name for name in COVERED_WHERE_PRESENT if name in whole)),
            body=body,
        )
    except HTTPMessageSignaturesException as error:
        raise ValueError(str(error)) from error
    return {name: message.headers[name] for name in ("Content-Digest", "Signature-Input", "Signature")}


def verify_request(
    method: str,
    target: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    key_of: Callable[[str], ec.EllipticCurvePublicKey | None],
    now: datetime,
) -> Signed:
    """Who signed this. `target`: path and query as they came, still encoded; `headers`: all lines; `key_of`: by keyid, None when
    nobody's. Raises BadSignature. Whether the nonce is new is for the caller to know: it needs a memory."""
    lines = _Fields(headers)
    present = {name.lower() for name, _ in lines}
    verifier = _Verifier(signature_algorithm=ECDSA_P256_SHA256, key_resolver=_Resolver(key_of))
    message = _Request(method, f"http://platform{target}", lines)
    try:
        results = verifier.verify(
            message,
            max_age=None,
            expect_tag=TAG,
            expect_label=LABEL,
            require_components=(*COVERED, *(name for name in COVERED_WHERE_PRESENT if name in present)),
        )
    except HTTPMessageSignaturesException as error:
        raise BadSignature("signature") from error
    parameters = results[0].parameters
    nonce, created = results[0].nonce or "", int(parameters["created"])
    if not _SHORTEST_NONCE <= len(nonce) <= _LONGEST_NONCE:
        raise BadSignature("nonce")
    if abs(created - now.timestamp()) > WINDOW.total_seconds():
        raise ClockApart("clock")
    try:
        verifier.verify_body(message, results, body)
    except HTTPMessageSignaturesException as error:
        raise BodyChanged("body") from error
    return Signed(str(parameters["keyid"]), nonce, datetime.fromtimestamp(created, UTC))


class _Resolver(HTTPSignatureKeyResolver):
    def __init__(self, key_of: Callable[[str], ec.EllipticCurvePublicKey | None]) -> None:
        self._key_of = key_of

    def resolve_public_key(self, key_id: str) -> ec.EllipticCurvePublicKey | None:
        return self._key_of(key_id)


class _Verifier(HTTPMessageVerifier):
    """Times are checked against the platform's clock after the signature is known to be right, so that only a terminal's own
    request is told that its clock is apart."""

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        if "created" not in sig_input.params or "expires" in sig_input.params:
            raise InvalidSignature("created, and no expires")
