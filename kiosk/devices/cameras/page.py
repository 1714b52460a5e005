"""Finding a sheet of paper in a picture, straightening it, and the shot or view that comes of it. Pure: pictures in, values out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.cameras.capture import opencv
from kiosk.devices.cameras.quality import trouble
from kiosk.devices.cameras.shot import Picture, Shot, View
from kiosk.languages.fault import Fault

SEARCH_WIDTH = 640  # pixels; enough for corners within 3 px of the truth in 3 ms
SMALLEST_SHARE = 0.08  # of the picture's area that a page must fill; an ID card under an A4 camera fills a tenth
EDGE = 0.006  # of the picture's width: nearer to its edge than this, the page goes on outside
LONG_SIDE, SHORT_SIDE = 1754, 1240  # A4 at 150 dpi
MOST_BYTES = 400_000
_JPEG_QUALITIES = (85, 75, 65, 55, 45, 35)

Corners = NDArray[np.float32]  # 4 × 2: x, y in 0..1 of width and height, clockwise from top left


@dataclass(frozen=True, slots=True)
class Found:
    """`straight` is the page cut out and straightened; None together with `fault` when there is none or it is cut off."""

    corners: Corners | None
    straight: "Picture | None"
    fault: Fault | None


def find(picture: Picture) -> Corners | None:
    """The largest four-cornered bright sheet, or None."""
    cv2 = opencv()
    small = shrunk(picture, SEARCH_WIDTH)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    _, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    # An empty desk also has a lighter and a darker half: paper stands out by more than grain does.
    inside, outside = grey[mask > 0], grey[mask == 0]
    if not inside.size or not outside.size or float(inside.mean()) - float(outside.mean()) < 25:
        return None
    # Text and photographs on the page are holes in it; closing mends those that touch its edge.
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    if cv2.contourArea(hull) < SMALLEST_SHARE * mask.size:
        return None
    four = _four_corners(hull)
    if four is None:
        return None
    return _clockwise(np.divide(four, np.array([mask.shape[1], mask.shape[0]], np.float32), dtype=np.float32))


def straighten(picture: Picture, corners: Corners) -> Picture:
    """The page as if seen from above: at most A4 at 150 dpi, upright or lying as it lay, never enlarged."""
    cv2 = opencv()
    height, width = picture.shape[:2]
    points = corners * np.array([width, height], np.float32)
    across = max(_distance(points[0], points[1]), _distance(points[3], points[2]))
    down = max(_distance(points[0], points[3]), _distance(points[1], points[2]))
    most_across, most_down = (LONG_SIDE, SHORT_SIDE) if across > down else (SHORT_SIDE, LONG_SIDE)
    scale = min(1.0, most_across / across, most_down / down)
    to_width, to_height = max(1, round(across * scale)), max(1, round(down * scale))
    target = np.array([[0, 0], [to_width, 0], [to_width, to_height], [0, to_height]], np.float32)
    matrix = cv2.getPerspectiveTransform(points.astype(np.float32), target)
    straight: Picture = cv2.warpPerspective(picture, matrix, (to_width, to_height), flags=cv2.INTER_LINEAR)
    return straight


def look(picture: Picture) -> Found:
    """The page in a picture and what is wrong with it."""
    corners = find(picture)
    if corners is None:
        return Found(None, None, Fault("camera_no_page"))
    if corners.min() < EDGE or corners.max() > 1 - EDGE:
        return Found(corners, None, Fault("camera_cut_off"))
    straight = straighten(picture, corners)
    return Found(corners, straight, trouble(straight))


def shrunk(picture: Picture, width: int) -> Picture:
    """The picture at this width; by halves first, which is ten times faster than any other ratio."""
    cv2 = opencv()
    while picture.shape[1] >= 2 * width:
        picture = cv2.resize(picture, (picture.shape[1] // 2, picture.shape[0] // 2), interpolation=cv2.INTER_AREA)
    height = round(picture.shape[0] * width / picture.shape[1])
    small: Picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return small


def view(picture: Picture, width: int) -> View:
    """A live picture, `width` pixels wide, with the outline and the advice that belong to it."""
    found = look(picture)
    outline = () if found.corners is None else tuple((float(x), float(y)) for x, y in found.corners)
    return View(shrunk(picture, width), outline, found.fault)


def shoot(picture: Picture) -> Shot:
    """The page as JPEG of at most 400 KB, or why it is refused."""
    found = look(picture)
    if found.fault is not None or found.straight is None:
        return Shot(b"", 0, 0, found.fault or Fault("camera_no_page"))
    height, width = found.straight.shape[:2]
    return Shot(_jpeg(found.straight), width, height, None)


def _jpeg(picture: Picture) -> bytes:
    cv2 = opencv()
    encoded = b""
    for quality in _JPEG_QUALITIES:
        good, buffer = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        assert good, "a picture of bytes can always be encoded"
        encoded = buffer.tobytes()
        if len(encoded) <= MOST_BYTES:
            break
    return encoded


def _four_corners(hull: NDArray[np.int32]) -> NDArray[np.float32] | None:
    """The hull simplified, ever more coarsely, until four corners are left."""
    cv2 = opencv()
    around = cv2.arcLength(hull, True)
    for tolerance in (0.01, 0.02, 0.03, 0.05, 0.08):
        simple = cv2.approxPolyDP(hull, tolerance * around, True)
        if len(simple) == 4:
            corners: NDArray[np.float32] = simple.reshape(4, 2).astype(np.float32)
            # A page seen at an angle is still most of its four-cornered outline; a hand or a round plate is not.
            return corners if 0.93 < cv2.contourArea(simple) / cv2.contourArea(hull) < 1.07 else None
        if len(simple) < 4:
            return None
    return None


def _clockwise(corners: NDArray[np.float32]) -> Corners:
    """Clockwise on the screen (y points down), the corner nearest to the top left first."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    ordered = corners[np.argsort(angles)]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0)


def _distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.hypot(*(one - other)))
