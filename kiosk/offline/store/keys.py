"""The key of the machine's store: 32 bytes that systemd hands over, or, where the configuration allows it, a file for developers.

A wrong key looks exactly like a damaged file. So beside each store lies a value that the right key alone gives (`KeyCheck`), and
it is asked before anything is said about the file.
"""

import logging
import os
import secrets
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from kiosk.languages.fault import Fault, KnownFault, Mender
from kiosk.offline.store.durable import write_once

_log = logging.getLogger(__name__)

CREDENTIAL = "store.key"  # its name in LoadCredentialEncrypted= of both units
DEVELOPMENT_FILE = "development-store.key"
_BYTES = 32
_DEVELOPMENT_WORDS = (
    "# For development only: whoever has this file can read the store beside it. Never on a machine in the field.\n"
)


@dataclass(frozen=True, slots=True)
class StoreKey:
    """Never in a log, and not in its own repr."""

    secret: bytes = field(repr=False)
    development: bool = False

    @property
    def pragma(self) -> str:
        """Raw, so no key is derived from it and opening stays quick."""
        return f"PRAGMA key = \"x'{self.secret.hex()}'\""

    @property
    def check(self) -> str:
        """What may be written beside the store: it tells whether a key is the right one, and nothing about the key."""
        return blake2b(b"xinzhizhu store", key=self.secret, digest_size=16).hexdigest()


def read_key(data: Path, *, development: bool) -> StoreKey:
    """From `$CREDENTIALS_DIRECTORY/store.key` (64 hexadecimal digits), else, with `development`, from a file in the data folder.

    Raises KnownFault('store_key_missing'): no new key is ever made where a store could have another one.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder and (path := Path(folder) / CREDENTIAL).exists():
        return StoreKey(_secret(path))
    if not development:
        raise missing_key()
    path = data / DEVELOPMENT_FILE
    if not path.exists():
        if any(data.glob("*.db.check")):
            raise missing_key()
        data.mkdir(parents=True, exist_ok=True)
        # Terminal and agent may come here at once: the first one's key is the key.
        write_once(path, _DEVELOPMENT_WORDS + secrets.token_hex(_BYTES) + "\n", mode=0o600)
    _log.warning("store.development_key file=%s", DEVELOPMENT_FILE)
    return StoreKey(_secret(path), development=True)


def missing_key() -> KnownFault:
    """No key, or one that is another store's."""
    return KnownFault(Fault("store_key_missing", Mender.TECHNICIAN))


def _secret(path: Path) -> bytes:
    lines = [line for line in path.read_text("ascii", "replace").splitlines() if line and not line.startswith("#")]
    try:
        secret = bytes.fromhex("".join(lines))
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise missing_key()
    return secret
