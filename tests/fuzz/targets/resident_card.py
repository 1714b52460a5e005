"""The 256 bytes of text on a card that a SAM reads."""

import contextlib

from kiosk.devices.card_readers.sam_text import TEXT_BYTES, identity
from kiosk.languages.fault import KnownFault

MODULES = ("kiosk.devices.card_readers.sam_text",)


def feed(data: bytes) -> None:
    with contextlib.suppress(KnownFault):
        identity(data, address=False)
    with contextlib.suppress(KnownFault):
        identity(data[:TEXT_BYTES].ljust(TEXT_BYTES, b"\0"), address=True)
