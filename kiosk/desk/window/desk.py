"""The desk's window, in the same process as the terminal's and with an engine of its own."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QUrl
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.desk.window.papers import samples
from kiosk.desk.window.presenter import DeskPresenter, Surroundings
from kiosk.screens.application import PORTRAIT

WIDTH = 560
_GAP = 24  # pixels between the two windows
_FRAME = 40  # pixels a window manager's title takes


class Desk:
    """Close it before the house ends."""

    def __init__(self, house: Surroundings, folder: Path) -> None:
        """`folder` is for the sample papers and small pictures."""
        self._engine = QQmlApplicationEngine()
        self.warnings: list[str] = []
        self._engine.warnings.connect(lambda found: self.warnings.extend(w.toString() for w in found))
        self.presenter = DeskPresenter(house, samples(folder / "papers"), folder / "printed", self._engine)
        self._engine.rootContext().setContextProperty("desk", self.presenter)
        self._engine.load(QUrl.fromLocalFile(str(Path(__file__).with_name("Desk.qml"))))
        if not self._engine.rootObjects():
            self.presenter.close()
            raise RuntimeError(f"the desk cannot be shown: {self.warnings}")
        window = self._engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)
        self.window = window
        self.window.show()

    def close(self) -> None:
        self.presenter.close()
        self.window.close()
        self._engine.deleteLater()


def side_by_side(display: QRect) -> tuple[QRect, QRect]:
    """Where the terminal (upright, whole, never enlarged) and the desk stand on a display."""
    room = QSize(max(1, display.width() - WIDTH - _GAP), display.height() - _FRAME)
    fitting = PORTRAIT.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    terminal = QRect(display.topLeft() + QPoint(0, _FRAME), PORTRAIT.boundedTo(fitting))
    corner = QPoint(terminal.right() + _GAP, terminal.top())
    return terminal, QRect(corner, QSize(WIDTH, terminal.height()))
