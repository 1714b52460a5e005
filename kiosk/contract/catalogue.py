"""What is hashed and signed of a catalogue, the same on both sides. Ed25519 by PyNaCl; canonical bytes are ours and written here."""

import base64
import hashlib
from collections.abc import Iterable
from itertools import pairwise

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.contract.platform import CataloguePage, Snapshot


class BadCatalogue(Exception):
    """A page or a snapshot that the platform's key did not sign, that does not hash to what was signed, or that would lead back."""


def whole(rows: Iterable[tuple[str, int, str]]) -> str:
    """SHA-256 over `code version sha256 LF` of every matter that is not withdrawn, ordered by code. No matter at all: of nothing."""
    digest = hashlib.sha256()
    for code, version, sha256 in rows:
        digest.update(f"{code} {version} {sha256}\n".encode())
    return digest.hexdigest()


def signed_bytes(document: CataloguePage | Snapshot) -> bytes:
    """Everything but the signature that says what the terminal will hold: kind, epoch, cursors, rows and the hash of the whole.

    A page names the cursor it follows, so it takes effect there only: pages cannot be left out, swapped or played again. No part
    may hold a space or a line break; the models see to it.
    """
    if isinstance(document, Snapshot):
        head = ("snapshot", document.epoch, str(document.seq))
        rows = [f"{document.sha256} {document.size} {document.unpacked} {document.rows}"]
    else:
        head = ("page", document.epoch, f"{document.after} {document.seq}")
        rows = [f"{row.code} {row.version} {row.seq} {int(row.withdrawn)} {row.sha256}" for row in document.rows]
    return "\n".join(("xinzhizhu catalogue 1", *head, *rows, document.whole or "")).encode()


def sign(document: CataloguePage | Snapshot, key: SigningKey) -> str:
    """The signature for `document.signature`."""
    return base64.b64encode(key.sign(signed_bytes(document)).signature).decode()


def check(document: CataloguePage | Snapshot, catalogue_key: str) -> None:
    """`catalogue_key` is base64 as in Enrolment. Raises BadCatalogue: not signed by it, or a page
    whose numbers do not grow, or that says neither a change nor what the whole is."""
    try:
        VerifyKey(base64.b64decode(catalogue_key)).verify(signed_bytes(document), base64.b64decode(document.signature))
    except (BadSignatureError, ValueError, TypeError) as error:
        raise BadCatalogue("signature") from error
    if isinstance(document, CataloguePage):
        numbers = [document.after, *(row.seq for row in document.rows)]
        grows = all(before < following for before, following in pairwise(numbers))
        if not grows or numbers[-1] != document.seq or len({row.code for row in document.rows}) < len(document.rows):
            raise BadCatalogue("order")
        if not document.rows and document.whole is None:
            raise BadCatalogue("whole")
