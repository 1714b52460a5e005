"""Whether a straightened page can be read: too dark, blurred, or washed out by a lamp. Judged by tiles, since a page is mostly margin."""

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.cameras.capture import opencv
from kiosk.devices.cameras.shot import Picture
from kiosk.languages.fault import Fault

TILE = 64  # pixels
DARKEST_PAPER = 90  # of 255
INK = 12.0  # standard deviation of brightness in a tile from which on something is printed there
SHARP = 0.35  # edge strength over contrast; print in focus has above 1, out of focus below 0.1
CLIPPED = 250  # of 255; a lamp's reflection is at the end of the scale, and flat
UNCLIPPED_PAPER = 240  # paper at this brightness or above can not be told from a reflection

Tiles = NDArray[np.float32]  # rows × columns


def trouble(page: Picture) -> Fault | None:
    """The first thing that a person should mend, or None."""
    cv2 = opencv()
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    paper = float(np.percentile(grey[::4, ::4], 75))
    if paper < DARKEST_PAPER:
        return Fault("camera_dark")
    if _glare(grey, paper):
        return Fault("camera_glare")
    if _blurred(grey):
        return Fault("camera_blurred")
    return None


def _glare(grey: NDArray[np.uint8], paper: float) -> bool:
    """Any tile that is clipped nearly all over while the paper elsewhere is not."""
    if paper >= UNCLIPPED_PAPER:
        return False
    return bool((_mean((grey >= CLIPPED).astype(np.float32)) > 0.6).any())


def _blurred(grey: NDArray[np.uint8]) -> bool:
    """Most printed tiles lack fine edges. A page without print is not judged.

    The edges are set against the tile's own contrast, so that pale print is not taken for blurred print.
    """
    cv2 = opencv()
    mean = _mean(grey.astype(np.float32))
    deviation = np.sqrt(np.maximum(_mean(grey.astype(np.float32) ** 2) - mean**2, 0))
    edges = cv2.Laplacian(grey, cv2.CV_32F)
    strength = np.sqrt(_mean(edges**2))
    printed = deviation > INK
    # The rim of the page has the desk's edge in it, which is sharp whatever the print is.
    printed[[0, -1], :] = False
    printed[:, [0, -1]] = False
    if not printed.any():
        return False
    return float(np.median(strength[printed] / deviation[printed])) < SHARP


def _mean(values: NDArray[np.float32]) -> Tiles:
    """The mean of each tile."""
    cv2 = opencv()
    height, width = values.shape
    columns, rows = max(1, width // TILE), max(1, height // TILE)
    tiles: Tiles = cv2.resize(values, (columns, rows), interpolation=cv2.INTER_AREA)
    return tiles
