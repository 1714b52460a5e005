"""A loudspeaker for machines without a sound device: an ALSA device that plays into a FIFO, emptied as fast as a real one plays."""

import contextlib
import os
import select
import threading
import time
from collections.abc import Callable
from fcntl import fcntl
from pathlib import Path

ALSA_DEVICE = "kiosk_emulated"
_F_SETPIPE_SZ = 1031  # linux/fcntl.h; the module fcntl has a name for it on some builds only
_PIPE = 4096  # bytes, a page; a tenth of a second, like a sound card's buffer
_BYTES_PER_SECOND = 22050 * 2  # the waves of waves.py: 16 bits, mono
_PORTION = 0.01  # seconds

_ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.{device} {{
    type plug
    slave {{
        pcm {{ type file slave.pcm "null" file "{fifo}" format "raw" }}
        format S16_LE
        channels 1
        rate 22050
    }}
}}
"""


class LoudspeakerFarEnd:
    """`configuration` is the ALSA file for players. `sounding` says whether sound comes out now; `on_change` is called with it."""

    def __init__(self, folder: Path, on_change: Callable[[bool], None] | None = None) -> None:
        self._folder = folder / "loudspeaker"
        self._fifo = self._folder / "sound"
        self.configuration = self._folder / "alsa.conf"
        self.on_change = on_change
        self.sounding = False
        self._heard = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def seconds_heard(self) -> float:
        """How much sound came out in all."""
        return self._heard / _BYTES_PER_SECOND

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        os.mkfifo(self._fifo, 0o600)
        self.configuration.write_text(_ALSA.format(device=ALSA_DEVICE, fifo=self._fifo))
        self._stopping.clear()
        self._thread = threading.Thread(target=self._listen, name="loudspeaker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._fifo.unlink(missing_ok=True)
        self.configuration.unlink(missing_ok=True)

    def _listen(self) -> None:
        # Opened without waiting for a player: a reader must be there before the first one comes.
        end = os.open(self._fifo, os.O_RDONLY | os.O_NONBLOCK)
        fcntl(end, _F_SETPIPE_SZ, _PIPE)
        poll = select.poll()
        poll.register(end, select.POLLIN)
        due = 0.0
        try:
            while not self._stopping.is_set():
                events = dict(poll.poll(100)).get(end, 0)
                if events & select.POLLHUP:
                    # A sound card falls silent when its player is gone, whatever is left in its buffer.
                    with contextlib.suppress(
                        BlockingIOError
                    ):  # the next player has come already, and has not played yet
                        while os.read(end, _PIPE):
                            pass
                    self._now(sounding=False)
                    # A FIFO without a writer says so again and again.
                    self._stopping.wait(_PORTION)
                    continue
                if not events:
                    continue
                sound = os.read(end, round(_BYTES_PER_SECOND * _PORTION))
                self._now(sounding=True)
                self._heard += len(sound)
                due = max(due, time.monotonic()) + len(sound) / _BYTES_PER_SECOND
                self._stopping.wait(max(0.0, due - time.monotonic()))
        finally:
            os.close(end)

    def _now(self, *, sounding: bool) -> None:
        if sounding != self.sounding:
            self.sounding = sounding
            if self.on_change is not None:
                self.on_change(sounding)
