"""Text to wave files, through the worker process; a worker that hangs or dies is replaced."""

import json
import select
import subprocess
import sys
from pathlib import Path

from kiosk.languages.fault import Fault, KnownFault, Mender
from kiosk.languages.language import Language

VOICES = {
    Language.UYGHUR: "trk/ug",
    Language.CHINESE: "sit/cmn-Latn-pinyin",  # the voice for characters is broken in espeak-ng 1.51: the worker makes pinyin
    Language.KAZAKH: "trk/kk",  # reads Cyrillic: spoken() converts
}
WORDS_A_MINUTE = 140  # slower than the voice's own 175: heard by elderly people in a hall
MADE_WITHIN = 5.0  # seconds; a sentence takes 20 ms


class WaveMaker:
    """Not for two threads at once."""

    def __init__(self, made_within: float = MADE_WITHIN) -> None:
        self._made_within = made_within
        self._worker: subprocess.Popen[bytes] | None = None

    def make(self, text: str, language: Language, path: Path) -> None:
        """Writes `text`, as the voice wants it, to a wave file. Raises KnownFault `voice_broken`."""
        wanted = {"voice": VOICES[language], "text": text, "rate": WORDS_A_MINUTE, "path": str(path)}
        worker = self._running()
        assert worker.stdin is not None and worker.stdout is not None
        try:
            worker.stdin.write(json.dumps(wanted).encode() + b"\n")
            worker.stdin.flush()
            answered, _, _ = select.select([worker.stdout], [], [], self._made_within)
            line = worker.stdout.readline() if answered else b""
        except OSError:
            line = b""
        if not line or not json.loads(line)["made"]:
            self.close()
            raise KnownFault(Fault("voice_broken", Mender.TECHNICIAN))

    def warm(self) -> None:
        """Starts the worker ahead of the first sentence."""
        self._running()

    def close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            worker.communicate()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._worker is None or self._worker.poll() is not None:
            self.close()
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "kiosk.devices.speech.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # it would hold the spoken words
            )
        return self._worker
