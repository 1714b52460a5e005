"""Hands for scripts and tests: they find a control by its name on the real window and tap it where a finger would."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

_FRAME = 0.25  # seconds after which a window that draws nothing is taken to be hidden


class HandsError(Exception):
    """A control that a person would look for is not there, or something did not happen in time."""


class Hands:
    """All waiting lets Qt work on; nothing sleeps."""

    def __init__(self, window: QQuickWindow, patience: float = 20.0) -> None:
        """`patience`: seconds after which something that should happen has not."""
        self.window = window
        self.patience = patience

    def find(self, name: str) -> QQuickItem | None:
        """The first visible item of that objectName, delegates included."""
        return next((item for item in self.items() if item.objectName() == name), None)

    def items(self) -> Iterator[QQuickItem]:
        """Every visible item, from the back to the front."""
        waiting = [self.window.contentItem()]
        while waiting:
            item = waiting.pop()
            if item.isVisible():
                yield item
                waiting.extend(reversed(item.childItems()))

    def wait(self, happened: Callable[[], bool], what: str, patience: float | None = None) -> None:
        """Raises HandsError that says `what` did not happen."""
        until = time.monotonic() + (patience or self.patience)
        while not happened():
            if time.monotonic() > until:
                raise HandsError(f"did not happen in time: {what}")
            QTest.qWait(5)

    def settle(self) -> None:
        """Lets what was begun be laid out and drawn: positions are stale until the next frame."""
        QGuiApplication.processEvents()
        drawn: list[bool] = []
        connection = self.window.frameSwapped.connect(lambda: drawn.append(True))
        self.window.update()
        until = time.monotonic() + _FRAME
        while not drawn and time.monotonic() < until:
            QTest.qWait(1)
        self.window.frameSwapped.disconnect(connection)
        QGuiApplication.processEvents()

    def tap(self, name: str, *, patience: float | None = None) -> None:
        """Waits until the control is there and acts on a tap, scrolls to it by the buttons beside the list, taps its middle."""
        self.wait(lambda: self._acts(name), f"{name} can be tapped", patience)
        item = self.reveal(name)
        self.tap_at(item.mapToScene(QPointF(item.width() / 2, item.height() / 2)))

    def tap_at(self, point: QPointF) -> None:
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, _whole(point))
        self.settle()

    def reveal(self, name: str) -> QQuickItem:
        """Scrolls with the buttons a person has until the middle of the control is in sight."""
        self.settle()
        for _ in range(60):
            item = self.find(name)
            if item is None:
                raise HandsError(f"{name} has gone while it was looked for")
            flick = _flickable(item)
            if flick is None:
                return item
            middle = item.mapToItem(flick, QPointF(item.width() / 2, item.height() / 2)).y()
            if 0 < middle < flick.height():
                return item
            scroller = flick.parentItem()
            button = self._inside(scroller, "scroll_down" if middle >= flick.height() else "scroll_up")
            if button is None or not button.isEnabled():
                return item
            self.tap_at(button.mapToScene(QPointF(button.width() / 2, button.height() / 2)))
        raise HandsError(f"{name} cannot be scrolled into sight")

    def draw(self, name: str, strokes: list[list[tuple[float, float]]]) -> None:
        """Draws with a finger on a pad; points are 0..1 of its width and height."""
        self.wait(lambda: self.find(name) is not None, f"{name} is there")
        pad = self.reveal(name)
        for stroke in strokes:
            points = [_whole(pad.mapToScene(QPointF(x * pad.width(), y * pad.height()))) for x, y in stroke]
            left = Qt.MouseButton.LeftButton
            QTest.mousePress(self.window, left, Qt.KeyboardModifier.NoModifier, points[0])
            for point in points[1:]:
                QTest.mouseMove(self.window, point)
            QTest.mouseRelease(self.window, left, Qt.KeyboardModifier.NoModifier, points[-1])
        self.settle()

    def commit(self, text: str) -> None:
        """Text as a keyboard with a cable or a scanner would give it, for what the keyboard on the screen cannot write."""
        target = QGuiApplication.focusObject()
        if target is None:  # mypy: Qt's stub does not say so
            raise HandsError("nothing can be written into")
        event = QInputMethodEvent()
        event.setCommitString(text)
        QGuiApplication.sendEvent(target, event)
        self.settle()

    def picture(self) -> QImage:
        self.settle()
        return self.window.grabWindow()

    def _acts(self, name: str) -> bool:
        """Not while it is deaf to the second tap of a double one (Pressable.qml)."""
        item = self.find(name)
        return item is not None and item.isEnabled() and item.property("resting") is not True

    def _inside(self, parent: QQuickItem | None, name: str) -> QQuickItem | None:
        waiting = [parent] if parent else []
        while waiting:
            item = waiting.pop()
            if item.objectName() == name and item.isVisible():
                return item
            waiting.extend(item.childItems())
        return None


def _flickable(item: QQuickItem) -> QQuickItem | None:
    parent = item.parentItem()
    while parent is not None:
        if parent.objectName() == "flick":
            return parent
        parent = parent.parentItem()
    return None


def _whole(point: QPointF) -> QPoint:
    return QPoint(round(point.x()), round(point.y()))
