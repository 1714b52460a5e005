"""Uploaded papers, as they came: sealed. They are opened only to check them at reception and to show them to an officer."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from central.problems import Refusal
from kiosk.contract.sealing import unseal

LARGEST = 32 * 1024 * 1024  # bytes of one sealed attachment


@dataclass(frozen=True, slots=True)
class Attachments:
    """Named by the SHA-256 of the sealed bytes, so one file can be written any number of times."""

    folder: Path

    def has(self, sealed_sha256: str) -> bool:
        return self._path(sealed_sha256).is_file()

    def put(self, sealed_sha256: str, sealed: bytes) -> None:
        """On the disk when it returns. Raises Refusal 422 when the bytes are not those that were announced."""
        if hashlib.sha256(sealed).hexdigest() != sealed_sha256:
            raise Refusal(422, "attachment-hash", "附件内容与其哈希不一致", field="sealed_sha256")
        path = self._path(sealed_sha256)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
        for directory in (path.parent, self.folder):
            handle = os.open(directory, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def open(self, sealed_sha256: str, key: PrivateKey) -> bytes:
        """The document. Raises Refusal 422 when it was not sealed to this platform."""
        try:
            return unseal(self._path(sealed_sha256).read_bytes(), key)
        except CryptoError as error:
            raise Refusal(422, "attachment-seal", "附件不是封给本平台的", field="attachments") from error

    def _path(self, sealed_sha256: str) -> Path:
        return self.folder / sealed_sha256[:2] / sealed_sha256
