"""The serial line of the reader for resident ID cards: frames cut out of anything, however it arrives."""

import contextlib

from kiosk.devices.card_readers.sam import FrameError, Frames, answer

MODULES = ("kiosk.devices.card_readers.sam",)


def feed(data: bytes) -> None:
    """The first byte says in pieces of how many bytes the rest arrives."""
    frames = Frames()
    size = (data[0] if data else 0) + 1
    for at in range(1, len(data), size):
        with contextlib.suppress(FrameError):
            for body in frames.feed(data[at : at + size]):
                answer(body)
