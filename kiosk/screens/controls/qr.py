"""A QR code on the screen, drawn from its matrix (segno, ISO/IEC 18004): always black on white, whatever the theme."""

from PySide6.QtCore import Property, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtQml import qmlRegisterType
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

_QUIET = 4  # modules of white around it, as the standard asks


class QrCode(QQuickPaintedItem):
    """In QML: `content`. An empty one draws nothing."""

    contentChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._content = ""
        self._matrix: list[bytearray] = []

    def _get(self) -> str:
        return self._content

    def _set(self, content: str) -> None:
        if content == self._content:
            return
        self._content = content
        if content:
            import segno

            self._matrix = [bytearray(row) for row in segno.make(content, error="m", micro=False).matrix]
        else:
            self._matrix = []
        self.contentChanged.emit()
        self.update()

    content = Property(str, _get, _set, notify=contentChanged)

    def paint(self, painter: QPainter) -> None:
        if not self._matrix:
            return
        side = min(self.width(), self.height())
        module = side / (len(self._matrix) + 2 * _QUIET)
        painter.fillRect(QRectF(0, 0, side, side), QColor(Qt.GlobalColor.white))
        for y, row in enumerate(self._matrix):
            for x, dark in enumerate(row):
                if dark:
                    # A hair larger than the module, so that rounding leaves no white line between two.
                    painter.fillRect(
                        QRectF((x + _QUIET) * module, (y + _QUIET) * module, module + 0.4, module + 0.4),
                        QColor(Qt.GlobalColor.black),
                    )


def register() -> None:
    """Makes QrCode known to QML as `import Kiosk.Drawing`."""
    qmlRegisterType(QrCode, "Kiosk.Drawing", 1, 0, "QrCode")  # type: ignore[call-overload]
