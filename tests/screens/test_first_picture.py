"""What the first picture does not wait for. How long it takes is for benchmarks/ to say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_UNTIL_THE_FIRST_FRAME = """
import json, os, sys
from pathlib import Path
from kiosk.terminal import Screen, Terminal, after_first_frame, prepare
from kiosk.agent.configuration import AgentConfiguration
from kiosk.configuration import Configuration

application = prepare(["first-picture"])
terminal = Terminal(Configuration(AgentConfiguration(Path(sys.argv[1]), "https://platform.example", development_key=True)))
screen = Screen(terminal.services)
screen.shell.conductor.home()
loaded = []
def stands():
    loaded.extend(sys.modules)
    application.quit()
after_first_frame(screen.window, stands)
application.exec()
screen.close()
terminal.close()
print(json.dumps(loaded))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules of a terminal whose home screen has just been drawn, at its second start: the first one fills the store."""
    data = tmp_path_factory.mktemp("first-picture")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    start = [sys.executable, "-c", _UNTIL_THE_FIRST_FRAME, str(data)]
    runs = [subprocess.run(start, cwd=ROOT, env=environment, capture_output=True, text=True) for _ in range(2)]
    assert runs[1].returncode == 0, runs[1].stderr
    return set(json.loads(runs[1].stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "heavy",
    [
        "pydantic",
        "numpy",
        "cv2",
        "nacl",
        "stdnum",
        "sqlite_utils",
        "reportlab",
        "PIL",
        "requests",
        "http.client",
        "umsc",
    ],
)
def test_it_does_not_wait_for(loaded: set[str], heavy: str) -> None:
    assert heavy not in loaded


def test_it_is_the_home_screen_and_no_other(loaded: set[str]) -> None:
    assert "kiosk.screens.home.presenter" in loaded
    assert "kiosk.screens.matter.presenter" not in loaded
