"""`make shots`: every screen in every language, upright and lying, plain, with large text and in high contrast, as contact sheets.

One visit is lived; wherever it takes a picture, the window is turned through all variants and back. So what is seen is the real
screen with real content, and what breaks in a variant breaks here.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from PIL import Image
from PySide6.QtGui import QImage

from kiosk.desk.visitor import Visitor
from kiosk.languages.fault import Fault, Mender
from kiosk.languages.language import ORDER
from kiosk.screens.application import LANDSCAPE, PORTRAIT
from kiosk.screens.shell.presenter import LEAVE_AFTER, WARN_AFTER
from kiosk.visit.idle import IdleClock

_HEIGHT = 560  # pixels of a picture on a sheet
_GAP = 12
_MODES = ("plain", "large", "contrast")


class Photographer:
    """Follows a visitor and makes a sheet of each picture: a row a language, upright and lying in each mode side by side."""

    def __init__(self, visitor: Visitor, folder: Path) -> None:
        self._visitor = visitor
        self._folder = folder
        self._count = 0
        self._toured = False
        visitor.on_picture = self.sheet

    def sheet(self, name: str) -> None:
        self._count += 1
        rows = [[self._thumbnail(image) for image in row] for row in self._variants()]
        width = sum(one.width for one in rows[0]) + _GAP * (len(rows[0]) - 1)
        whole = Image.new("RGB", (width, (_HEIGHT + _GAP) * len(rows) - _GAP), "#8A8A8A")
        for index, row in enumerate(rows):
            left = 0
            for one in row:
                whole.paste(one, (left, index * (_HEIGHT + _GAP)))
                left += one.width + _GAP
        whole.save(self._folder / f"{self._count:02}-{name}.png")
        if name == "matter" and not self._toured:
            self._toured = True
            self._tour()

    def _tour(self) -> None:
        """What lies beside the way of a visit: help, progress, a closed machine, the question before leaving, the time-out."""
        hands, shell = self._visitor.hands, self._visitor.shell
        hands.tap("rail_help")
        self.sheet("help")
        hands.tap("rail_back")
        shell.conductor.show_beside("progress")
        self.sheet("progress")
        hands.tap("rail_back")
        shell.conductor.closed = Fault("machine_queue_old", Mender.TECHNICIAN)
        shell.conductor.show_beside("closed")
        self.sheet("closed")
        hands.tap("rail_back")
        hands.tap("rail_leave")
        self.sheet("leave")
        hands.tap("overlay_primary")
        now = shell.services.clock.monotonic()
        shell.idle = IdleClock(WARN_AFTER, LEAVE_AFTER, now=now - WARN_AFTER - 1)
        hands.wait(lambda: shell.overlay == "timeout", "the time-out is announced")
        self.sheet("timeout")
        hands.tap("overlay_primary")

    def _variants(self) -> Iterator[Iterator[QImage]]:
        conductor, window = self._visitor.shell.conductor, self._visitor.hands.window
        language, modes, size = conductor.language, replace(conductor.modes), window.size()
        for one in ORDER:
            yield self._row(one.value)
        conductor.choose_language(language)
        conductor.visit.modes = modes
        conductor.on_modes()
        window.resize(size)
        self._visitor.hands.settle()

    def _row(self, language: str) -> Iterator[QImage]:
        shell, window = self._visitor.shell, self._visitor.hands.window
        shell.chooseLanguage(language)
        for size in (PORTRAIT, LANDSCAPE):
            window.resize(size)
            for mode in _MODES:
                shell.conductor.modes.large = mode == "large"
                shell.conductor.modes.contrast = mode == "contrast"
                shell.conductor.on_modes()
                yield self._visitor.hands.picture()

    def _thumbnail(self, image: QImage) -> Image.Image:
        plain = image.convertToFormat(QImage.Format.Format_RGB888)
        whole = Image.frombytes(
            "RGB", (plain.width(), plain.height()), bytes(plain.constBits()), "raw", "RGB", plain.bytesPerLine()
        )
        return whole.resize((round(plain.width() * _HEIGHT / plain.height()), _HEIGHT), Image.Resampling.LANCZOS)


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out/shots"), show_default=True)
def main(out: Path) -> None:
    """Lives a visit and leaves contact sheets in --out."""
    from kiosk.desk.demo import demo_script
    from kiosk.desk.visiting import live
    from kiosk.desk.window.papers import draw

    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="kiosk-shots-") as folder:
        script = demo_script(draw(Path(folder), title="MEDICAL BILL"), datetime.now().astimezone())
        code = live(script, Path(folder) / "visit", watched=lambda visitor: Photographer(visitor, out))
        if code != 0:
            click.echo((Path(folder) / "visit" / "visit.json").read_text("utf-8"), err=True)
    click.echo(f"{len(list(out.glob('*.png')))} sheets in {out}")
    sys.exit(code)


if __name__ == "__main__":
    main()
