"""The pad for a signature: strokes follow the finger, and become a picture for the papers."""

from itertools import pairwise
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtQml import qmlRegisterType
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.visit.visit import Strokes

_WIDTH = 0.012  # of the pad's height: the pen
PNG_SIZE = QSize(900, 360)  # pixels: 300 dpi at 76 mm


class Signer(Protocol):
    """Whose signature it is: a presenter."""

    def strokes(self) -> Strokes: ...
    def drawn(self, strokes: Strokes) -> None: ...


class SignaturePad(QQuickPaintedItem):
    """In QML `signer` is a presenter that is a Signer. Points are 0..1 of width and height; not mirrored in any language."""

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._strokes: Strokes = []
        self._drawing = False
        self._signer: Signer | None = None
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        # A stroke is a stroke to its end: the list around must not take it for scrolling.
        self.setKeepMouseGrab(True)
        self.setKeepTouchGrab(True)
        self.setAntialiasing(True)

    @Slot("QVariant")
    def follow(self, signer: Signer) -> None:
        """Shows what the signer has drawn so far, and tells them of each stroke."""
        self._signer = signer
        self._strokes = [list(stroke) for stroke in signer.strokes()]
        self.update()

    @Slot()
    def clear(self) -> None:
        self._strokes = []
        self._tell()
        self.update()

    def paint(self, painter: QPainter) -> None:
        _draw(painter, self._strokes, self.size().toSize())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drawing = True
        self._strokes.append([self._point(event.position())])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._strokes[-1].append(self._point(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drawing = False
        self._tell()

    def mouseUngrabEvent(self) -> None:
        if self._drawing:
            self._drawing = False
            self._tell()

    def _point(self, position: QPointF) -> tuple[float, float]:
        def part(value: float, whole: float) -> float:
            return min(1.0, max(0.0, value / whole)) if whole else 0.0

        return part(position.x(), self.width()), part(position.y(), self.height())

    def _tell(self) -> None:
        if self._signer is not None:
            self._signer.drawn([list(stroke) for stroke in self._strokes])


def strokes_png(strokes: Strokes) -> bytes:
    """Black on transparent, PNG_SIZE. May be called on any thread."""
    image = QImage(PNG_SIZE, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw(painter, strokes, PNG_SIZE)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, the code wants str
    return bytes(buffer.data().data())


def long_enough(strokes: Strokes) -> bool:
    """A tap or a dot is no signature: together the strokes must be as long as a fifth of the pad."""
    length = 0.0
    for stroke in strokes:
        for (x0, y0), (x1, y1) in pairwise(stroke):
            length += abs(x1 - x0) + abs(y1 - y0)
    return length >= 0.2


def too_short(strokes: Strokes) -> bool:
    """Something was drawn, but it is no signature yet."""
    return bool(strokes) and not long_enough(strokes)


def register() -> None:
    """Makes SignaturePad known to QML as `import Kiosk.Drawing`."""
    # PySide's stub wants bytes where its code wants str.
    qmlRegisterType(SignaturePad, "Kiosk.Drawing", 1, 0, "SignaturePad")  # type: ignore[call-overload]


def _draw(painter: QPainter, strokes: Strokes, size: QSize) -> None:
    pen = QPen(QColor("#10182b"), max(2.0, _WIDTH * size.height() * 2))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for stroke in strokes:
        points = [QPointF(x * size.width(), y * size.height()) for x, y in stroke]
        if len(points) == 1:
            painter.drawPoint(points[0])
            continue
        path = QPainterPath(points[0])
        # Through the middles of the pieces, with the points as handles: a hand's curve, not a chain of corners.
        for here, there in pairwise(points[1:]):
            path.quadTo(here, (here + there) / 2)
        path.lineTo(points[-1])
        painter.drawPath(path)
