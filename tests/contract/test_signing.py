"""A signed request is accepted as it was signed and refused after any change: the two halves of kiosk/contract/signing.py."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.contract.signing import (
    COVERED,
    LABEL,
    TAG,
    WINDOW,
    BadSignature,
    BodyChanged,
    ClockApart,
    Signed,
    keyid,
    new_nonce,
    serial_of,
    sign_request,
    verify_request,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())
ANOTHER = ec.generate_private_key(ec.SECP256R1())
WHO = keyid("T0001", serial_of(0x0ABC))

METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "HEAD"])
SEGMENTS = st.lists(st.text("abcXYZ019-._~", min_size=1, max_size=8) | st.just("%E6%96%B0"), max_size=4)
PATHS = SEGMENTS.map(lambda parts: "/" + "/".join(parts))
QUERIES = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.text("019%20"[0:3], max_size=4), max_size=3).map(
    lambda pairs: "".join(f"{'?' if i == 0 else '&'}{k}={v}" for i, (k, v) in enumerate(pairs.items()))
)
BODIES = st.binary(max_size=200)
KEYS = st.none() | st.uuids().map(str)


def key_of(name: str) -> ec.EllipticCurvePublicKey | None:
    return KEY.public_key() if name == WHO else None


def headers(idempotency_key: str | None) -> dict[str, str]:
    sent = {"Accept": "application/json"}
    return sent if idempotency_key is None else {**sent, "Idempotency-Key": idempotency_key}


def signed(
    method: str, target: str, sent: Mapping[str, str], body: bytes, *, nonce: str = "a nonce that is long enough"
) -> dict[str, str]:
    added = sign_request(method, f"https://platform.test{target}", sent, body, KEY, WHO, NOON, nonce)
    return {**sent, **added}


def check(method: str, target: str, sent: Mapping[str, str], body: bytes, now: datetime = NOON) -> Signed:
    return verify_request(method, target, sent.items(), body, key_of, now)


@given(METHODS, PATHS, QUERIES, BODIES, KEYS)
def test_what_was_signed_is_accepted_and_names_its_signer(
    method: str, path: str, query: str, body: bytes, idempotency_key: str | None
) -> None:
    nonce = new_nonce()
    sent = signed(method, path + query, headers(idempotency_key), body, nonce=nonce)
    assert check(method, path + query, sent, body) == Signed(WHO, nonce, NOON)


@given(METHODS, PATHS, QUERIES, BODIES, KEYS, METHODS, PATHS, QUERIES, BODIES, KEYS)
def test_a_signature_does_not_carry_over_to_any_other_request(
    method: str,
    path: str,
    query: str,
    body: bytes,
    idempotency_key: str | None,
    method2: str,
    path2: str,
    query2: str,
    body2: bytes,
    idempotency_key2: str | None,
) -> None:
    assume((method, path, query, body, idempotency_key) != (method2, path2, query2, body2, idempotency_key2))
    sent = signed(method, path + query, headers(idempotency_key), body)
    added = {name: sent[name] for name in ("Content-Digest", "Signature-Input", "Signature")}
    with pytest.raises(BadSignature):
        check(method2, path2 + query2, {**headers(idempotency_key2), **added}, body2)


@given(st.sampled_from(["Content-Digest", "Signature-Input", "Signature"]), st.data())
def test_no_byte_of_the_signature_can_be_changed(name: str, data: st.DataObject) -> None:
    sent = signed("POST", "/v1/submissions", headers("a"), b"body")
    at = data.draw(st.integers(0, len(sent[name]) - 1))
    put = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    # Another spelling of the same structured field is no other value: the last letter of base64 has spare bits, and a space may follow.
    assume(put != sent[name][at] and put not in " \t" and sent[name][at + 1 : at + 2] not in ("=", ":"))
    with pytest.raises(BadSignature):
        check("POST", "/v1/submissions", {**sent, name: sent[name][:at] + put + sent[name][at + 1 :]}, b"body")


@pytest.mark.parametrize("left_out", COVERED)
def test_each_component_is_required(left_out: str) -> None:
    """The library alone would accept a signature over less, and with it a changed body."""
    covered = tuple(name for name in COVERED if name != left_out)
    with pytest.raises(BadSignature):
        check("POST", "/v1/submissions", by_hand(covered, b"body"), b"body")


def test_a_body_that_was_changed_on_the_way_is_told_from_a_false_signature() -> None:
    sent = signed("POST", "/v1/submissions", {}, b"body")
    with pytest.raises(BodyChanged):
        check("POST", "/v1/submissions", sent, b"bodz")
    with pytest.raises(BadSignature) as refused:
        check("POST", "/v1/ratings", sent, b"bodz")
    assert not isinstance(refused.value, BodyChanged)


def test_an_idempotency_key_that_was_not_signed_is_refused() -> None:
    sent = by_hand(COVERED, b"body")
    check("POST", "/v1/submissions", sent, b"body")
    with pytest.raises(BadSignature):
        check("POST", "/v1/submissions", {**sent, "idempotency-key": "put in on the way"}, b"body")


def test_a_short_nonce_and_none_are_refused() -> None:
    for nonce in ("short", None):
        with pytest.raises(BadSignature):
            check("POST", "/v1/submissions", by_hand(COVERED, b"body", nonce=nonce), b"body")


def test_another_key_and_an_unknown_name_are_refused() -> None:
    for key, name in ((ANOTHER, WHO), (KEY, keyid("T0002", "abc"))):
        added = sign_request("GET", "https://platform.test/v1/catalogue", {}, b"", key, name, NOON, new_nonce())
        with pytest.raises(BadSignature):
            check("GET", "/v1/catalogue", added, b"")


@given(st.integers(-3600, 3600))
def test_a_clock_apart_is_said_and_only_to_whom_signed(seconds: int) -> None:
    now = NOON + timedelta(seconds=seconds)
    sent = signed("GET", "/v1/catalogue", {}, b"")
    if abs(now - NOON) <= WINDOW:
        assert check("GET", "/v1/catalogue", sent, b"", now).created == NOON
        return
    with pytest.raises(ClockApart):
        check("GET", "/v1/catalogue", sent, b"", now)
    with pytest.raises(BadSignature) as refused:
        check("GET", "/v1/statuses", sent, b"", now)
    assert not isinstance(refused.value, ClockApart)


def test_two_signatures_under_one_label_are_refused() -> None:
    """Which of the two would count?"""
    sent = list(signed("GET", "/v1/catalogue", {}, b"").items())
    twice = [*sent, *(line for line in sent if line[0].startswith("Signature"))]
    with pytest.raises(BadSignature):
        verify_request("GET", "/v1/catalogue", twice, b"", key_of, NOON)


def test_a_url_that_cannot_be_sent_cannot_be_signed() -> None:
    with pytest.raises(ValueError, match="URL"):
        sign_request("GET", "https://platform.test/not encoded", {}, b"", KEY, WHO, NOON, new_nonce())


def by_hand(covered: tuple[str, ...], body: bytes, nonce: str | None = "a nonce that is long enough") -> dict[str, str]:
    """A signature over exactly `covered`, by the library itself."""

    class Message:
        method = "POST"
        url = "https://platform.test/v1/submissions"
        headers: dict[str, str] = {}  # noqa: RUF012

    message = Message()
    message.headers = {}
    signer = HTTPMessageSigner(
        signature_algorithm=ECDSA_P256_SHA256,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={WHO: KEY}),
    )
    signer.sign(
        message,
        key_id=WHO,
        created=NOON,
        nonce=nonce,
        label=LABEL,
        tag=TAG,
        covered_component_ids=covered,
        body=body if "content-digest" in covered else None,
    )
    return message.headers
