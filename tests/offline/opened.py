"""Real stores in a folder of the test, under the folder's own development key."""

from pathlib import Path

from kiosk.offline.store.keys import read_key
from kiosk.offline.store.migrations import CATALOGUE, KEPT
from kiosk.offline.store.store import Store


def kept(data: Path) -> Store:
    return Store(data / KEPT.file, KEPT, read_key(data, development=True))


def catalogue(data: Path) -> Store:
    return Store(data / CATALOGUE.file, CATALOGUE, read_key(data, development=True))
