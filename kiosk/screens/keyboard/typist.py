"""Real input events to whatever text field has the focus: Qt's own fields do the editing, with cursor, selection and direction."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent, QKeyEvent


def field() -> QObject | None:
    """The field that takes text now."""
    focused = QGuiApplication.focusObject()
    if focused is None:
        return None
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QCoreApplication.sendEvent(focused, query)
    return focused if query.value(Qt.InputMethodQuery.ImEnabled) else None


def write(text: str) -> None:
    """Puts `text` at the cursor, over what is selected. The field's own limits (length, read-only) hold."""
    target = field()
    if target is not None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(target, event)


def strike(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Presses and releases a key."""
    target = field()
    if target is not None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(target, QKeyEvent(kind, key, modifiers))


def enter() -> None:
    """Return, so that the field says it is accepted; not in a field of several lines, where it would be text."""
    target = field()
    if target is None:
        return
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImHints)
    QCoreApplication.sendEvent(target, query)
    hints = query.value(Qt.InputMethodQuery.ImHints) or 0
    if not int(getattr(hints, "value", hints)) & Qt.InputMethodHint.ImhMultiLine.value:
        strike(Qt.Key.Key_Return)
