"""How everything around the terminal stands now, as one value to be shown."""

import contextlib
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.desk.network import Cable
from kiosk.devices.emulated.bench import EmulatedHardware
from kiosk.matters.folder import BadMatter, read_folder

_MATTERS = Path(__file__).resolve().parents[3] / "assets" / "matters"
_PAGES_AT_MOST = 5
_APPLICATIONS_AT_MOST = 6
_STATES = {
    "received": "已收到",
    "accepted": "已受理",
    "in_progress": "办理中",
    "materials_missing": "待补材料",
    "completed": "已办结",
    "returned": "已退回",
}


@dataclass(frozen=True, slots=True)
class Sight:
    """`applications` None: the platform did not answer. `printed`: the last pages, the newest first, each with its small picture."""

    reader_plugged: bool
    resident_lies: bool
    social_inserted: bool
    troubles: tuple[str, ...]
    printed: tuple[tuple[Path, Path | None], ...]
    network_whole: bool
    applications: tuple[dict[str, str], ...] | None


NOTHING_SEEN = Sight(True, False, False, (), (), True, ())


class Thumbnails:
    """First pages of PDF files as small PNG pictures in `folder`, each made once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()

    def of(self, paper: Path) -> Path | None:
        """None when the page has been taken away meanwhile."""
        with self._lock:
            try:
                stamp = paper.stat().st_mtime_ns
            except FileNotFoundError:
                return None
            # The name of a page is given again after the tray was emptied, so the time belongs to the picture's name.
            picture = self._folder / f"{paper.stem}-{stamp}.png"
            if not picture.exists():
                command = [
                    "pdftoppm",
                    "-png",
                    "-singlefile",
                    "-scale-to",
                    "240",
                    str(paper),
                    str(picture.with_suffix("")),
                ]
                subprocess.run(command, check=False, capture_output=True, timeout=20)
            return picture if picture.exists() else None


def look(
    hardware: EmulatedHardware, cable: Cable, applications: Sequence[dict[str, Any]] | None, thumbnails: Thumbnails
) -> Sight:
    """`applications` as the platform lists them (contract ApplicationStatus)."""
    printed = hardware.printer.printed[-_PAGES_AT_MOST:][::-1]
    return Sight(
        reader_plugged=hardware.resident_reader.plugged,
        resident_lies=hardware.resident_reader.card_lies,
        social_inserted=hardware.social_card.inserted,
        troubles=tuple(hardware.printer.troubles),
        printed=tuple((paper, thumbnails.of(paper)) for paper in printed),
        network_whole=cable.whole,
        applications=None
        if applications is None
        else tuple(_shown(one) for one in applications[:_APPLICATIONS_AT_MOST]),
    )


def _shown(application: dict[str, Any]) -> dict[str, str]:
    return {
        "number": application["number"],
        "matter": _names().get(application["matter"], application["matter"]),
        "state": _STATES.get(application["state"], application["state"]),
    }


@cache
def _names() -> dict[str, str]:
    """Of the matters that are shipped, by code; one that is not whole is shown by its code."""
    names = {}
    for folder in _MATTERS.iterdir():
        with contextlib.suppress(BadMatter):
            names[folder.name] = read_folder(folder).texts["zh"].get("name", folder.name)
    return names
