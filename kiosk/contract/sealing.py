"""Sealing: what a citizen submits is closed to the platform's public key at capture; the terminal cannot open it again.

libsodium's sealed box through PyNaCl (X25519, XSalsa20-Poly1305, ephemeral sender). docs/decisions/0004-sealing.md.
"""

import base64
import hashlib

from nacl.public import PrivateKey, PublicKey, SealedBox


def seal(document: bytes, platform_key: str) -> bytes:
    """`platform_key` is base64 as in Enrolment. Raises ValueError when it is no key."""
    return bytes(SealedBox(PublicKey(base64.b64decode(platform_key))).encrypt(document))


def unseal(sealed: bytes, private_key: PrivateKey) -> bytes:
    """Raises nacl.exceptions.CryptoError when it was not sealed to this key or was changed on the way."""
    return bytes(SealedBox(private_key).decrypt(sealed))


def sha256(document: bytes) -> str:
    """Lower-case hex, as everywhere in the contract."""
    return hashlib.sha256(document).hexdigest()
