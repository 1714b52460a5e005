"""Whether a straightened page can be read: too dark, blurred, or washed out by a lamp. Judged by tiles, since a page is mostly margin."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.cameras.capture import opencv
from kiosk.devices.cameras.shot import Picture
from kiosk.languages.fault import Fault

TILE = 64  # pixels
DARKEST_PAPER = 90  # of 255
INK = 12.0  # standard deviation of brightness in a tile from which on something is printed there
SHARP = 0.2  # edge strength over contrast; print in focus has 0.4 to 0.7, print that nobody can read below 0.1
CLIPPED = 250  # of 255; a lamp's reflection is at the end of the scale, and flat
UNCLIPPED_PAPER = 240  # paper at this brightness or above can not be told from a reflection

Grey = NDArray[np.uint8]  # height × width


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


def _glare(grey: Grey, paper: float) -> bool:
    """Any tile that is clipped nearly all over while the paper elsewhere is not."""
    if paper >= UNCLIPPED_PAPER:
        return False
    _, clipped = opencv().threshold(grey, CLIPPED - 1, 1, 0)
    return any(float(clipped[tile].mean()) > 0.6 for tile in _tiles(grey) if clipped[tile][::16, ::16].any())


def _blurred(grey: Grey) -> bool:
    """Most printed tiles lack fine edges. A page without print is not judged.

    The edges are set against the tile's own contrast, so that pale print is not taken for blurred print.
    """
    cv2 = opencv()
    edges = cv2.Laplacian(grey, cv2.CV_16S)
    strengths = []
    for tile in _tiles(grey):
        contrast = cv2.meanStdDev(grey[tile])[1].item()
        if contrast > INK:
            strengths.append(cv2.meanStdDev(edges[tile])[1].item() / contrast)
    return bool(strengths) and float(np.median(strengths)) < SHARP


def _tiles(grey: Grey) -> Iterator[tuple[slice, slice]]:
    """The page without its rim, in squares: the desk's edge in the rim is sharp whatever the print is."""
    height, width = grey.shape
    for top in range(TILE, height - 2 * TILE + 1, TILE):
        for left in range(TILE, width - 2 * TILE + 1, TILE):
            yield slice(top, top + TILE), slice(left, left + TILE)
