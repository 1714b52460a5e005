"""Qt itself: the application, its fonts, the engine and the window."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, QUrl
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.screens.controls import camera_view, pad, qr
from kiosk.screens.keyboard.presenter import KeyboardPresenter
from kiosk.screens.services import Services
from kiosk.screens.shell.presenter import Shell
from kiosk.screens.theme.icons import IconProvider

PORTRAIT = QSize(1080, 1920)
LANDSCAPE = QSize(1920, 1080)

# Noto's Arabic faces have no Latin letters and no Han; the CJK face has no Arabic. Each is completed by the others.
_COMPLETED_BY = {
    "Noto Sans Arabic": ["Noto Sans", "Noto Sans CJK SC"],
    "Noto Sans CJK SC": ["Noto Sans Arabic", "Noto Sans"],
}


def prepare(arguments: Sequence[str] = ()) -> QGuiApplication:
    """The one QGuiApplication of the process. Draws in software unless told otherwise: kiosks have no dependable GPU driver."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    existing = QGuiApplication.instance()
    application = existing if isinstance(existing, QGuiApplication) else QGuiApplication(list(arguments) or ["kiosk"])
    camera_view.register()
    pad.register()
    qr.register()
    for family, others in _COMPLETED_BY.items():
        QFont.insertSubstitutions(family, others)
    return application


class Screen:
    """The terminal's window over its services. Close it before the application ends."""

    def __init__(self, services: Services, size: QSize = PORTRAIT, *, full: bool = False) -> None:
        self.engine = QQmlApplicationEngine()
        self.engine.addImageProvider("icons", IconProvider())
        self.warnings: list[str] = []
        self.engine.warnings.connect(lambda found: self.warnings.extend(w.toString() for w in found))
        self.shell = Shell(services, self.engine)
        self.keyboard = KeyboardPresenter(self.engine)
        context = self.engine.rootContext()
        context.setContextProperty("shell", self.shell)
        context.setContextProperty("words", self.shell.words.properties)
        context.setContextProperty("keyboard", self.keyboard)
        self.shell.start()
        if full:
            size = QGuiApplication.primaryScreen().size()
        # Known from the beginning, so that nothing is laid out and drawn for another size first.
        self.engine.setInitialProperties({"width": size.width(), "height": size.height()})
        self.engine.load(QUrl.fromLocalFile(str(Path(__file__).parent / "shell" / "Shell.qml")))
        if not self.engine.rootObjects():
            raise RuntimeError(f"the shell cannot be shown: {self.warnings}")
        root = self.engine.rootObjects()[0]
        assert isinstance(root, QQuickWindow)
        self.window = root
        self.window.installEventFilter(self.shell)
        if full:
            self.window.showFullScreen()
        else:
            self.window.show()

    @property
    def root(self) -> QQuickItem:
        return self.window.contentItem()

    def close(self) -> None:
        self.window.close()
        self._delete(self.window)  # what is shown goes before the presenters it shows
        self.shell.close()
        self._delete(self.engine)

    @staticmethod
    def _delete(gone: QObject) -> None:
        """At once, also where no event loop runs that would do it later."""
        gone.deleteLater()
        QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete.value)
