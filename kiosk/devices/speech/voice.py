"""The voice of the terminal: waves made by pyttsx3, played by aplay, which can be killed at once."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.devices.speech.waves import WaveMaker
from kiosk.devices.state import DeviceState, Phase
from kiosk.devices.supervisor import AbsentFault, BackOff, SupervisedDevice
from kiosk.languages.fault import Fault, KnownFault, Mender
from kiosk.languages.language import Language
from kiosk.languages.spoken import spoken

MEMORY = Path("/dev/shm")  # noqa: S108 - waves hold what is said to a person: they never reach a disk


@dataclass(frozen=True, slots=True)
class _Speech:
    texts: tuple[str, ...]
    language: Language
    done: Callable[[], None] | None


class SpokenVoice(SupervisedDevice):
    """Implements Voice. `alsa_device` is a PCM name for `aplay -D`; `alsa_configuration` replaces the system's ALSA files.

    `on_said` hears every text as its playing begins: for the desk and the recorded visit, None in the field.
    """

    def __init__(
        self,
        alsa_device: str = "default",
        *,
        alsa_configuration: Path | None = None,
        on_said: Callable[[Language, str], None] | None = None,
        back_off: BackOff | None = None,
    ) -> None:
        super().__init__("voice", back_off)
        self._device = alsa_device
        self._environment = dict(os.environ)
        if alsa_configuration is not None:
            self._environment["ALSA_CONFIG_PATH"] = str(alsa_configuration)
        self._on_said = on_said
        self._waves = WaveMaker()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        # Guards what is said next and the player, so that nothing can begin to sound after stop() has returned.
        self._lock = threading.Lock()
        self._changed = threading.Event()
        self._speech: _Speech | None = None
        self._player: subprocess.Popen[bytes] | None = None

    def say(self, texts: Sequence[str], language: Language, done: Callable[[], None] | None = None) -> None:
        """Stops what is being said and says these. `done` is called when they were said, or at once when there is no voice;
        never for a speech that was stopped or replaced."""
        speech = _Speech(tuple(texts), language, done)
        with self._lock:
            self._silence()
            accepted = self.state.usable
            if accepted:
                self._speech = speech
        self._changed.set()
        if not accepted and done is not None:
            done()

    def stop(self) -> None:
        with self._lock:
            self._silence()

    def _silence(self) -> None:
        self._speech = None
        if self._player is not None:
            self._player.kill()

    def _set_up(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kiosk-voice-", dir=MEMORY if MEMORY.is_dir() else None)
        # An ALSA device says whether it is there only when it is opened: a moment of silence opens it.
        try:
            trial = subprocess.run(
                [*self._aplay(), "-t", "raw", "-f", "S16_LE", "-r", "22050", "-c", "1", "-"],
                input=bytes(2048),
                env=self._environment,
                capture_output=True,
                timeout=5,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise AbsentFault(Fault("voice_absent", Mender.TECHNICIAN)) from None
        if trial.returncode != 0:
            raise AbsentFault(Fault("voice_absent", Mender.TECHNICIAN))
        self._waves.warm()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._changed.wait()
            self._changed.clear()
            while (speech := self._speech) is not None and not self._closing.is_set():
                self._become(DeviceState(Phase.BUSY))
                self._speak(speech)
            if not self._closing.is_set():
                self._become(DeviceState(Phase.READY))

    def _tear_down(self, fault: Fault | None) -> None:
        with self._lock:
            speech = self._speech
            self._silence()
        self._waves.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        if fault is not None and speech is not None and speech.done is not None:
            speech.done()

    def _wake(self) -> None:
        self.stop()
        self._changed.set()

    def _speak(self, speech: _Speech) -> None:
        """Says one speech to its end or until it is replaced. Raises KnownFault when there is no sound any more."""
        for text in speech.texts:
            if not self._play(speech, text):
                return
        with self._lock:
            finished = self._speech is speech
            if finished:
                self._speech = None
        if finished and speech.done is not None:
            speech.done()

    def _play(self, speech: _Speech, text: str) -> bool:
        """Whether the text was said to its end."""
        assert self._folder is not None
        words = spoken(text, speech.language)
        if not words.strip():
            return self._speech is speech
        wave = Path(self._folder.name) / "said.wav"
        self._waves.make(words, speech.language, wave)
        try:
            with self._lock:
                if self._speech is not speech:
                    return False
                player = self._player = subprocess.Popen(
                    [*self._aplay(), str(wave)], env=self._environment, stderr=subprocess.DEVNULL
                )
            if self._on_said is not None:
                self._on_said(speech.language, text)
            code = player.wait()
        finally:
            with self._lock:
                self._player = None
            wave.unlink(missing_ok=True)
        if self._speech is not speech:
            return False
        if code != 0:
            raise KnownFault(Fault("voice_broken", Mender.TECHNICIAN))
        return True

    def _aplay(self) -> list[str]:
        return ["aplay", "-q", "-D", self._device]
