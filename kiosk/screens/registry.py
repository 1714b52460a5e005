"""The screens by name: a presenter class and a QML file each, loaded when first shown so that the first picture comes soon."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl

if TYPE_CHECKING:
    from kiosk.screens.conductor import Conductor
    from kiosk.screens.presenter import Presenter

FOLDER = Path(__file__).parent

# In the order of a visit. The folder has the screen's name, the QML file and the class are that name capitalised.
SCREENS = (
    "attract",
    "closed",
    "language",
    "home",
    "matter",
    "guide",
    "consent",
    "identify",
    "form",
    "materials",
    "capture",
    "commitment",
    "signature",
    "review",
    "receipt",
    "rating",
    "goodbye",
    "progress",
    "help",
    "elsewhere",
)


def presenter(name: str, stage: "Conductor", parent: QObject) -> "Presenter":
    """Raises KeyError for a name that is no screen."""
    if name not in SCREENS:
        raise KeyError(name)
    module = import_module(f"kiosk.screens.{name}.presenter")
    made: Presenter = getattr(module, f"{name.capitalize()}Presenter")(stage, parent)
    return made


def url(name: str) -> QUrl:
    return QUrl.fromLocalFile(str(FOLDER / name / f"{name.capitalize()}.qml"))
