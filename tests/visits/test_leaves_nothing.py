"""After a visit the person stands nowhere in clear on the machine: not in its data, logs, spool, memory disk or temporary folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.visits.conftest import HERE, script

pytestmark = pytest.mark.timeout(240)

_LIVE = """
import sys
from pathlib import Path
from kiosk.desk.script import Script
from kiosk.desk.visiting import live
from tests.visits.test_leaves_nothing import search
class Kept:
    def __init__(self, visitor):
        # Searched while the house still stands, with the terminal waiting for the next person.
        self.visitor = visitor
        visitor.on_end = lambda house: search([house.run / "terminal", house.run / "logs", house.hardware.folder])
sys.exit(live(Script.model_validate_json(sys.stdin.buffer.read()), Path(sys.argv[1]), Path(sys.argv[2]), watched=Kept))
"""

NAMES = ("古丽·买买提", "阿依努尔·买买提", "买买提·艾力")
NUMBERS = ("659900199503120426", "659900199208150518", "19900000001", "19900000002")


def search(folders: list[Path]) -> None:
    """Raises AssertionError that names the file and the encoding, not the words."""
    wanted = [
        (encoding, text.encode(encoding))
        for text in (*NAMES, *NUMBERS)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gbk")
    ]
    looked = 0
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file() or path.is_symlink():
                continue
            looked += 1
            content = path.read_bytes()
            for encoding, needle in wanted:
                assert needle not in content, f"{path} holds something of the person in {encoding}"
    assert looked > 2, "there was something to search"


@pytest.mark.parametrize("network", ["up", "down"])
def test_nothing_of_the_person_is_left(tmp_path: Path, network: str) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    ready = script("newborn", tmp_path, language="ug", network=network, modes=["voice"])
    done = subprocess.run(
        [sys.executable, "-c", _LIVE, str(tmp_path / "out"), str(tmp_path / "run")],
        input=ready.model_dump_json().encode(),
        cwd=HERE.parents[1],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-2000:]
    search([tmp_path / "run" / "terminal", tmp_path / "run" / "logs"])
    left = [path for path in temporary.rglob("*") if path.is_file()]
    assert left == [], "the temporary folder is empty again"
    for needle in (*NAMES, *NUMBERS):
        assert needle.encode() not in done.stderr and needle.encode() not in done.stdout


def test_the_search_itself_finds_what_it_looks_for(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / str(number)).write_bytes(b"x")
    (tmp_path / "gbk").write_bytes("…古丽·买买提…".encode("gbk", "ignore"))
    with pytest.raises(AssertionError, match="gbk"):
        search([tmp_path])
