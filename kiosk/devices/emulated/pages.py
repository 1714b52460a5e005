"""Photographs of sample documents under the camera: a sheet on a dark desk, a little askew. Drawn, since no real papers are shipped."""

from enum import StrEnum

import numpy as np

from kiosk.devices.cameras.capture import opencv
from kiosk.devices.cameras.shot import Picture

SIZE = (2592, 1944)  # width, height: the five megapixels of a common document camera
_SHEET = (1240, 1754)  # A4 upright, at 150 dpi
_PAPER, _INK, _DESK = 225, 40, 55  # brightness
_SEED = 659900


class Condition(StrEnum):
    """What can be wrong with a photograph."""

    GOOD = "good"
    LYING = "lying"  # good, the long side across
    BLURRED = "blurred"
    GLARE = "glare"
    DARK = "dark"
    CUT_OFF = "cut_off"
    NONE = "none"  # only the desk


def photograph(condition: Condition = Condition.GOOD, *, angle: float = 3.0, title: str = "SAMPLE DOCUMENT") -> Picture:
    """The picture that the camera sees; `angle` in degrees. The same arguments give the same picture."""
    cv2 = opencv()
    grain = np.random.default_rng(_SEED).normal(0, 3, (SIZE[1] // 2, SIZE[0] // 2, 1))
    desk: Picture = np.full((SIZE[1], SIZE[0], 3), _DESK, np.uint8)
    if condition is not Condition.NONE:
        if condition is Condition.LYING:
            angle += 90
        desk = _laid(desk, sheet(title), angle, sideways=0.42 if condition is Condition.CUT_OFF else 0.0)
    if condition is Condition.GLARE:
        desk = _lamp(desk)
    if condition is Condition.BLURRED:
        desk = cv2.GaussianBlur(desk, (0, 0), 7)
    noisy = desk + cv2.resize(grain, SIZE, interpolation=cv2.INTER_LINEAR)[:, :, None]
    if condition is Condition.DARK:
        noisy = noisy * 0.3
    picture: Picture = np.clip(noisy, 0, 255).astype(np.uint8)
    return picture


def sheet(title: str) -> Picture:
    """An A4 page with a title, lines of text, a table and a round seal."""
    cv2 = opencv()
    page: Picture = np.full((_SHEET[1], _SHEET[0], 3), _PAPER, np.uint8)
    ink = (_INK, _INK, _INK)
    cv2.putText(page, title, (160, 200), cv2.FONT_HERSHEY_DUPLEX, 2.0, ink, 3, cv2.LINE_AA)
    for row, y in enumerate(range(300, 1000, 48)):
        text = f"{row + 1:02d}  No. 659900-{row * 7919 % 100000:05d}  name of the applicant, office, date 2026-0{row % 9 + 1}-1{row % 9}"
        cv2.putText(page, text[: 58 - row % 4 * 6], (120, y), cv2.FONT_HERSHEY_SIMPLEX, 0.9, ink, 2, cv2.LINE_AA)
    for y in range(1060, 1341, 70):
        cv2.line(page, (120, y), (1120, y), ink, 2)
    for x in (120, 450, 780, 1120):
        cv2.line(page, (x, 1060), (x, 1340), ink, 2)
    cv2.circle(page, (900, 1500), 120, (60, 60, 200), 6, cv2.LINE_AA)
    cv2.putText(
        page, "Signature: ____________________", (120, 1520), cv2.FONT_HERSHEY_SIMPLEX, 1.0, ink, 2, cv2.LINE_AA
    )
    return page


def _laid(desk: Picture, page: Picture, angle: float, *, sideways: float) -> Picture:
    """The page on the desk, turned about the middle and moved by a share of the desk's width."""
    cv2 = opencv()
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += (SIZE[0] / 2 - width / 2 + sideways * SIZE[0], SIZE[1] / 2 - height / 2)
    laid = cv2.warpAffine(page, matrix, SIZE, flags=cv2.INTER_LINEAR)
    shape = cv2.warpAffine(np.full((height, width), 255, np.uint8), matrix, SIZE, flags=cv2.INTER_LINEAR)
    share = (shape / 255.0)[:, :, None]
    mixed: Picture = (laid * share + desk * (1 - share)).astype(np.uint8)
    return mixed


def _lamp(picture: Picture) -> Picture:
    """A reflection in the middle that washes the print out and fades towards its rim."""
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    distance = np.hypot(columns - SIZE[0] * 0.47, rows - SIZE[1] * 0.45) / 220
    light = 400 * np.exp(-(distance**4))
    washed: Picture = np.clip(picture + light[:, :, None], 0, 255).astype(np.uint8)
    return washed
