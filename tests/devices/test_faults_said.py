"""Every fault that a driver can raise is said in all three languages."""

import re
from pathlib import Path

import pytest

import kiosk.devices
from kiosk.languages.language import Language
from kiosk.languages.messages import messages

ROOM = Path(kiosk.devices.__file__).parent
CODE = re.compile(r'"((?:card|reader|camera|printer|print|voice|device)_[a-z_]+)"')


def codes() -> set[str]:
    found: set[str] = set()
    for path in ROOM.rglob("*.py"):
        if "emulated" in path.parts:
            continue
        source = path.read_text("utf-8")
        found |= set(re.findall(r'Fault\("([a-z_]+)"', source))
        if path.name == "reasons.py":
            found |= set(CODE.findall(source))
    return found


@pytest.mark.parametrize("language", list(Language))
def test_it_has_words(language: Language) -> None:
    assert len(codes()) > 20
    missing = {f"fault_{code}" for code in codes()} - messages(language).keys()
    assert not missing
