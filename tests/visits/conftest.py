"""Whole visits: real terminal, agent and platform, emulated far ends, lived by tapping."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from kiosk.desk.script import Script, read_script
from kiosk.devices.cameras.capture import opencv
from kiosk.devices.emulated.pages import Condition, photograph

HERE = Path(__file__).parent
_LIVE = """
import sys
from pathlib import Path
from kiosk.desk.script import Script
from kiosk.desk.visiting import live
sys.exit(live(Script.model_validate_json(sys.stdin.buffer.read()), Path(sys.argv[1]), Path(sys.argv[2])))
"""


@dataclass(frozen=True)
class Lived:
    """What a visit left: its script, `told` (visit.json), the folder with pictures and papers, where the house had lived, and what
    the terminal wrote."""

    script: Script
    code: int
    told: dict[str, Any]
    out: Path
    run: Path
    log: str

    @property
    def application(self) -> dict[str, Any]:
        found: dict[str, Any] = self.told["platform"]["application"]
        return found

    def screen_of_error(self) -> str | None:
        return self.told["error"] and self.told["error"]["screen"]


def script(name: str, pictures: Path, **changes: Any) -> Script:
    """One of the scripts beside this file with its pictures drawn, and `changes` to it; `answers` and `materials` are merged."""
    table = (HERE / f"{name}.toml").read_text("utf-8")
    (pictures / f"{name}.toml").write_text(table, "utf-8")
    draw(pictures / "bill.jpg")
    read = read_script(pictures / f"{name}.toml")
    if name == "newborn":
        born = datetime.now().astimezone() - timedelta(days=4)
        changes["answers"] = {"birth_time": f"{born:%Y-%m-%dT08:30}"} | changes.get("answers", {})
    for part in ("answers", "materials"):
        if part in changes:
            changes[part] = getattr(read, part) | changes[part]
    return Script.model_validate(read.model_dump() | changes)


def draw(path: Path, condition: Condition = Condition.GOOD) -> Path:
    """A photograph of an invented document."""
    assert opencv().imwrite(str(path), photograph(condition))
    return path


@pytest.fixture
def visit(tmp_path: Path) -> Callable[..., Lived]:
    """Lives a script by its name, with changes."""

    def lived(name: str, **changes: Any) -> Lived:
        ready = script(name, tmp_path, **changes)
        out, run = tmp_path / "out", tmp_path / "run"
        # A process of its own, as in the field: a process can talk to one pcscd only, and each house has its own.
        done = subprocess.run(
            [sys.executable, "-c", _LIVE, str(out), str(run)],
            input=ready.model_dump_json().encode(),
            cwd=HERE.parents[1],
            capture_output=True,
            timeout=170,
            check=False,
        )
        left = out / "visit.json"
        assert left.is_file(), done.stderr.decode("utf-8", "replace")
        return Lived(ready, done.returncode, json.loads(left.read_text("utf-8")), out, run, done.stderr.decode("utf-8"))

    return lived
