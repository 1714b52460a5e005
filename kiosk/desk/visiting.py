"""One scripted visit from the switch to visit.json."""

import contextlib
import logging
import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.desk.script import Script

if TYPE_CHECKING:
    from kiosk.desk.visitor import Visitor

log = logging.getLogger(__name__)


def live(
    script: Script,
    out: Path,
    run: Path | None = None,
    watched: "Callable[[Visitor], object]" = lambda visitor: None,
) -> int:
    """Lives the script and leaves everything in `out`. Returns 0, or 1 when the visit could not end; visit.json says why.

    `run` is where the house lives; without it a temporary folder, removed at the end. With no display it is drawn offscreen.
    `watched` is called with the visitor before it begins.
    """
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with contextlib.ExitStack() as ends:
        folder = run or Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-visit-")))
        return _live(script, out, folder, watched)


def _live(script: Script, out: Path, run: Path, watched: "Callable[[Visitor], object]") -> int:
    from kiosk.compose import Terminal
    from kiosk.desk.album import Album
    from kiosk.desk.hands import HandsError
    from kiosk.desk.house import House, HouseError
    from kiosk.desk.visitor import VisitError, Visitor, window_size
    from kiosk.desk.writing import AnswerError
    from kiosk.screens.application import Screen, prepare

    album = Album(out, {"matter": script.matter, "language": script.language, "network": script.network})
    album.told |= {"number": None, "platform": None, "applications_on_platform": 0, "error": None}
    album.told["started"] = datetime.now().astimezone()
    begun = time.monotonic()
    application = prepare()
    try:
        with House(run) as house:
            if script.card is not None:
                for key, way in script.materials.items():
                    if way == "held":
                        house.put_on_file(script.card.number, _held_kind(script.matter, key))
            terminal = Terminal(house.configuration, on_said=album.said)
            screen = Screen(terminal.services, window_size(script))
            terminal.start()
            visitor = Visitor(screen, house, script, album)
            watched(visitor)
            begun_visit = time.monotonic()
            try:
                visitor.live()
            except (VisitError, HandsError, AnswerError) as error:
                album.told["error"] = {"screen": visitor.here, "what": str(error)}
                with contextlib.suppress(Exception):
                    album.picture("stopped-here", visitor.hands.picture())
            finally:
                album.told["visit_seconds"] = round(time.monotonic() - begun_visit, 1)
                album.told["number"] = visitor.number
                if visitor.number is not None:
                    album.told["platform"] = house.application(visitor.number)
                album.told["applications_on_platform"] = len(house.applications())
                album.told["qt_warnings"] = screen.warnings
                screen.close()
                terminal.close()
                album.papers(house.hardware.printer.printed)
    except HouseError as error:
        album.told["error"] = {"screen": None, "what": str(error)}
    album.told["ended"] = datetime.now().astimezone()
    album.told["seconds"] = round(time.monotonic() - begun, 1)
    album.close()
    application.processEvents()
    return 0 if album.told["error"] is None else 1


def _held_kind(matter: str, material: str) -> str:
    """Under which kind the platform files the licence that a material asks for; the material's own key where it says none."""
    from kiosk.compose import MATTERS
    from kiosk.matters.folder import read_folder

    folder = MATTERS / matter
    if not folder.is_dir():
        return material
    known = {one.key: one.held_kind for one in read_folder(folder).matter.materials}
    return known.get(material) or material
