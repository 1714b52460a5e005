"""The live picture of the document camera with the page's outline over it, and a page that was taken."""

from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, SignalInstance, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtQml import qmlRegisterType
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem


class PictureSource(Protocol):
    """A presenter that has something to show."""

    pictureChanged: SignalInstance

    def picture(self) -> QImage | None: ...
    def outline(self) -> tuple[tuple[float, float], ...]: ...
    def outline_good(self) -> bool: ...


class CameraView(QQuickPaintedItem):
    """In QML: `follow(presenter)`. Not mirrored: it shows what lies on the desk as the person sees it."""

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._source: PictureSource | None = None

    @Slot(QObject)
    def follow(self, source: PictureSource) -> None:
        self._source = source
        source.pictureChanged.connect(self.update)
        self.update()

    def paint(self, painter: QPainter) -> None:
        picture = self._source.picture() if self._source else None
        if self._source is None or picture is None or picture.isNull():
            return
        box = self.size()
        scale = min(box.width() / picture.width(), box.height() / picture.height())
        shown = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
        shown.moveCenter(QRectF(0, 0, box.width(), box.height()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(shown, picture)
        corners = self._source.outline()
        if corners:
            points = [QPointF(shown.x() + x * shown.width(), shown.y() + y * shown.height()) for x, y in corners]
            good = self._source.outline_good()
            # Good is also told by a whole line, trouble by a broken one: never by colour alone.
            pen = QPen(QColor("#2FBF71" if good else "#E8912D"), max(4.0, box.width() / 150))
            pen.setStyle(Qt.PenStyle.SolidLine if good else Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawPolygon(QPolygonF(points))


def register() -> None:
    """Makes CameraView known to QML as `import Kiosk.Drawing`."""
    qmlRegisterType(CameraView, "Kiosk.Drawing", 1, 0, "CameraView")  # type: ignore[call-overload]
