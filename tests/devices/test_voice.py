"""The voice: says texts in order, in three languages, and is silent the moment it is told to be."""

import subprocess
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.devices.speech.voice import SpokenVoice
from kiosk.devices.speech.waves import WaveMaker
from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import KnownFault
from kiosk.languages.language import Language
from kiosk.languages.spoken import spoken
from tests.devices.conftest import QUICK
from tests.devices.heard import PATIENCE, Heard

WORDS = {Language.UYGHUR: "ياردەم", Language.CHINESE: "帮助", Language.KAZAKH: "كومەك"}
LONG = "请把身份证平放在读卡器上，听到提示以后再拿走。" * 4


@pytest.fixture
def states() -> "Heard[DeviceState]":
    return Heard()


@pytest.fixture
def said() -> "Heard[tuple[Language, str]]":
    return Heard()


@pytest.fixture
def voice(
    hardware: EmulatedHardware, states: "Heard[DeviceState]", said: "Heard[tuple[Language, str]]"
) -> Iterator[SpokenVoice]:
    found = hardware.configuration
    voice = SpokenVoice(
        found.alsa_device,
        alsa_configuration=found.alsa_configuration,
        on_said=lambda language, text: said((language, text)),
        back_off=QUICK,
    )
    voice.watch(states)
    voice.start()
    states.until(lambda state: state.phase is Phase.READY)
    yield voice
    voice.close()


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_a_voice(tmp_path: Path, language: Language) -> None:
    waves = WaveMaker()
    waves.make(spoken(WORDS[language], language), language, tmp_path / "said.wav")
    waves.close()
    with wave.open(str(tmp_path / "said.wav")) as made:
        assert made.getnframes() / made.getframerate() > 0.2


def test_texts_are_said_one_after_the_other_to_the_end(
    hardware: EmulatedHardware, voice: SpokenVoice, said: "Heard[tuple[Language, str]]"
) -> None:
    done = threading.Event()
    before = hardware.loudspeaker.seconds_heard
    voice.say(["帮助", "首页"], Language.CHINESE, done.set)
    assert done.wait(PATIENCE)
    assert said.events == [(Language.CHINESE, "帮助"), (Language.CHINESE, "首页")]
    assert hardware.loudspeaker.seconds_heard - before > 0.5


def test_a_new_speech_replaces_the_old_one_which_is_never_done(
    voice: SpokenVoice, said: "Heard[tuple[Language, str]]"
) -> None:
    replaced, done = threading.Event(), threading.Event()
    voice.say([LONG, LONG], Language.CHINESE, replaced.set)
    said.until(lambda text: True)
    voice.say([WORDS[Language.UYGHUR]], Language.UYGHUR, done.set)
    said.until(lambda text: text[0] is Language.UYGHUR)
    assert done.wait(PATIENCE)
    assert not replaced.is_set()


def test_stopped_in_the_middle_of_a_text_it_falls_silent(hardware: EmulatedHardware, voice: SpokenVoice) -> None:
    """At the loudspeaker, long before the text would have ended."""
    for _ in range(3):
        sounding, silent = threading.Event(), threading.Event()
        hardware.loudspeaker.on_change = lambda sounds, on=sounding, off=silent: (on if sounds else off).set()
        before = hardware.loudspeaker.seconds_heard
        voice.say([LONG], Language.CHINESE)
        assert sounding.wait(PATIENCE)
        voice.stop()
        assert silent.wait(PATIENCE)
        assert hardware.loudspeaker.seconds_heard - before < 3


def test_without_a_sound_device_texts_are_done_at_once_and_not_said(
    states: "Heard[DeviceState]", said: "Heard[tuple[Language, str]]"
) -> None:
    voice = SpokenVoice("no_such_device", on_said=lambda language, text: said((language, text)), back_off=QUICK)
    voice.watch(states)
    voice.start()
    absent = states.until(lambda state: state.fault is not None)
    assert absent.phase is Phase.ABSENT and absent.fault is not None and absent.fault.code == "voice_absent"
    done = threading.Event()
    voice.say(["帮助"], Language.CHINESE, done.set)
    assert done.wait(PATIENCE)
    assert said.events == []
    voice.close()


def test_a_speech_process_that_dies_is_replaced(voice: SpokenVoice, said: "Heard[tuple[Language, str]]") -> None:
    (worker,) = [child for child in psutil.Process().children() if "kiosk.devices.speech.worker" in child.cmdline()]
    worker.kill()
    worker.wait(PATIENCE)
    done = threading.Event()
    voice.say(["帮助"], Language.CHINESE, done.set)
    assert done.wait(PATIENCE)
    assert len(said.events) == 1


def test_a_speech_process_that_hangs_is_given_up_in_time(tmp_path: Path) -> None:
    waves = WaveMaker(made_within=0.2)
    waves.warm()
    assert waves._worker is not None
    psutil.Process(waves._worker.pid).suspend()
    with pytest.raises(KnownFault) as broken:
        waves.make("a", Language.CHINESE, tmp_path / "said.wav")
    assert broken.value.fault.code == "voice_broken"
    waves = WaveMaker()
    waves.make("a", Language.CHINESE, tmp_path / "said.wav")
    waves.close()


def test_nothing_of_what_was_said_stays(hardware: EmulatedHardware, voice: SpokenVoice) -> None:
    assert voice._folder is not None
    folder = Path(voice._folder.name)
    voice.say([LONG], Language.CHINESE)
    voice.close()
    assert not folder.exists()
    assert subprocess.run(["pgrep", "-P", str(psutil.Process().pid), "aplay"], check=False).returncode == 1
