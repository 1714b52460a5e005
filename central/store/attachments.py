"""Uploaded papers, as they came: sealed. They are opened only to check them at reception and to show them to an officer."""

from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from central.problems import Refusal
from central.store.blobs.blobs import Blobs
from kiosk.contract.sealing import unseal

LARGEST = 32 * 1024 * 1024  # bytes of one sealed attachment


@dataclass(frozen=True, slots=True)
class Attachments:
    """Named by the SHA-256 of the sealed bytes, so keeping one again changes nothing. What is here is whole and was checked."""

    blobs: Blobs

    def has(self, sealed_sha256: str) -> bool:
        return self.size(sealed_sha256) is not None

    def size(self, sealed_sha256: str) -> int | None:
        return self.blobs.size(_name(sealed_sha256))

    def keep(self, sealed_sha256: str, sealed: bytes) -> None:
        """Durable when it returns. The caller has checked that the bytes are those of the hash."""
        self.blobs.create(_name(sealed_sha256), sealed)

    def open(self, sealed_sha256: str, key: PrivateKey) -> bytes:
        """The document. Raises Refusal 422 when it was not sealed to this platform, 409 when it is not there."""
        sealed = self.blobs.read(_name(sealed_sha256))
        if sealed is None:
            raise Refusal(409, "attachments-missing", "附件尚未上传", field="attachments", missing=[sealed_sha256])
        try:
            return unseal(sealed, key)
        except CryptoError as error:
            raise Refusal(422, "attachment-seal", "附件不是封给本平台的", field="attachments") from error


def _name(sealed_sha256: str) -> str:
    return f"{sealed_sha256[:2]}/{sealed_sha256}"
