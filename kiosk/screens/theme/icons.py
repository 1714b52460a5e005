"""One line family of our own, on a 24 × 24 grid, as SVG path data; drawn once for each name, colour and size, then kept by Qt.

An image and no QtQuick.Shapes item, because Shapes are not clipped by a list in the software renderer.
"""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

PATHS = {
    "home": "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
    "back": "M10 6l-6 6 6 6M4 12h16",
    "help": "M5 13v-1a7 7 0 0 1 14 0v1M5 13h3v5H6a1 1 0 0 1-1-1zM19 13h-3v5h2a1 1 0 0 0 1-1zM19 17c0 2-2 3-5 3",
    "voice": "M4 10v4h4l5 4V6L8 10zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11",
    "quiet": "M4 10v4h4l5 4V6L8 10zM16.500 9.500l5 5M21.500 9.500l-5 5",
    "big": "M3 19l5-13 5 13M5 14.500h6M15 19l3-8 3 8M16.200 16h3.600",
    "leave": "M14 4H6v16h8M11 12h10M17 8l4 4-4 4",
    "find": "M4 10.500a6.500 6.500 0 1 0 13 0a6.500 6.500 0 1 0-13 0M15.500 15.500L21 21",
    "baby": "M8.500 7a3.500 3.500 0 1 0 7 0a3.500 3.500 0 1 0-7 0M5 20c0-5 3-8 7-8s7 3 7 8zM9 16c2 1.500 4 1.500 6 0",
    "card": "M5.500 5h13A2.500 2.500 0 0 1 21 7.500v9a2.500 2.500 0 0 1-2.500 2.500h-13A2.500 2.500 0 0 1 3 16.500v-9A2.500 2.500 0 0 1 5.500 5zM3 10h18M7 15h4",
    "shop": "M4 10v10h16V10M3 10l2-6h14l2 6c-1.500 2-3.500 2-4.500 0-1 2-3.500 2-4.500 0-1 2-3.500 2-4.500 0-1 2-3.500 2-4.500 0zM9 20v-6h6v6",
    "print": "M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z",
    "progress": "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v5l4 2",
    "check": "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M8 12.500l3 3 5.500-6.500",
    "tick": "M5 12.500l4.500 4.500L19 7",
    "attention": "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v6M12 16.500h.01",
    "camera": "M4 8h4l2-3h4l2 3h4v11H4zM8.500 13a3.500 3.500 0 1 0 7 0a3.500 3.500 0 1 0-7 0",
    "promise": "M6 3h9l4 4v14H6zM15 3v4h4M9 16c2-3 3-3 3-1s1 2 4-1M9 9h3",
    "held": "M4 6h6l2 2h8v11H4zM9 13.500l2 2 4-4",
    "phone": "M5 4h4l2 5-2.500 1.500a11 11 0 0 0 5 5L15 13l5 2v4c0 1-1 2-2 2C10 20 4 14 3 6c0-1 1-2 2-2z",
    "edit": "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
    "up": "M6 15l6-6 6 6",
    "down": "M6 9l6 6 6-6",
    "forward": "M9 6l6 6-6 6",
    "close": "M6 6l12 12M18 6L6 18",
    "time": "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v5l4 2",
    "money": "M7 4l5 7 5-7M12 11v9M7 12h10M7 16h10",
    "people": "M5.500 8a3 3 0 1 0 6 0a3 3 0 1 0-6 0M3 19c0-4 2.500-6 5.500-6s5.500 2 5.500 6M15 5.500a3 3 0 0 1 0 5.500M16.500 13.500c2.500.500 4.500 2.500 4.500 5.500",
    "list": "M9 6h11M9 12h11M9 18h11M4 6h.010M4 12h.010M4 18h.010",
    "contrast": "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 3v18M15 6v12M18 8v8",
    "reach": "M12 4v11M7 10l5 5 5-5M4 20h16",
    "network": "M4 9a12 12 0 0 1 16 0M7 12.500a8 8 0 0 1 10 0M10 16a4 4 0 0 1 4 0M12 19.500h.010",
    "offline": "M4 9a12 12 0 0 1 16 0M7 12.500a8 8 0 0 1 10 0M12 19.500h.010M4 20L20 4",
    "backspace": "M9 6h11v12H9l-6-6zM12 9.500l5 5M17 9.500l-5 5",
    "shift": "M12 4l8 9h-4v6H8v-6H4z",
    "shift_held": "M12 3l8 9h-4v5H8v-5H4zM8 20.500h8",
    "mark": "M2.500 17.500L8.500 7.500l3.400 5.200 2.600-3.700 7.500 8.500M2.500 21c3-1.900 5.200-1.900 8.200 0s5.200 1.500 11.300-.400",
    "eye": "M2.500 12c2.500-4.500 5.700-6.500 9.500-6.500s7 2 9.500 6.500c-2.500 4.500-5.700 6.500-9.500 6.500s-7-2-9.500-6.500zM9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
    "hidden": "M2.500 12c2.500-4.500 5.700-6.500 9.500-6.500s7 2 9.500 6.500c-2.500 4.500-5.700 6.500-9.500 6.500s-7-2-9.500-6.500zM4.500 4.500l15 15",
    "star": "M12 4l2.500 5.200 5.500.700-4 3.900 1 5.700-5-2.800-5 2.800 1-5.700-4-3.900 5.500-.700z",
}

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{path}" fill="none" stroke="{colour}" '
    'stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


class IconProvider(QQuickImageProvider):
    """`image://icons/NAME/COLOUR`, the colour as #rrggbb without the #. An unknown name is drawn as a list: visible, not fatal."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:
        icon, _, colour = name.partition("/")
        svg = _SVG.format(path=PATHS.get(icon, PATHS["list"]), colour=f"#{colour}")
        side = max(requested.width(), requested.height(), 24)
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(svg.encode())).render(painter)
        painter.end()
        size.setWidth(side)
        size.setHeight(side)
        return image
