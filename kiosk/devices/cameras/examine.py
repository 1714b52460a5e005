"""The two looks at a camera's picture: quickly at a live one, thoroughly at the one that is kept. Pure: pictures in, values out."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.devices.cameras.finding import Finding, Kind
from kiosk.devices.cameras.page import EDGE, Corners, find, straighten
from kiosk.devices.cameras.quality import trouble
from kiosk.devices.cameras.shot import Picture


class Paper(StrEnum):
    """A guess at the kind of paper, by its shape alone."""

    A4 = "a4"
    CARD = "card"  # ID-1 of ISO/IEC 7810: resident, social security and bank cards
    RECEIPT = "receipt"  # long and narrow
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Examined:
    """What a live picture shows."""

    # 0..1 of the picture's width and height, clockwise from the top left as the page lies; they may lie outside the picture.
    corners: Corners | None
    confidence: float  # 0..1, that this is a page; with no corners, of the best that was not believed
    findings: tuple[Finding, ...]  # the most urgent first; () when it is good to shoot


@dataclass(frozen=True, slots=True)
class Finished:
    """A shot page, straightened, its light evened out, colours kept. `picture` is None when there is no page."""

    picture: Picture | None
    corners: Corners | None  # refined, as in Examined
    confidence: float
    paper: Paper
    turn: int | None  # degrees clockwise that would bring it upright: 0, 90, 180, 270; None: cannot be told
    findings: tuple[Finding, ...]


def examine(frame: Picture) -> Examined:
    """A quick look, a few milliseconds, at a reduced size: for the outline and advice in the live picture."""
    corners = find(frame)
    if corners is None:
        return Examined(None, 0.0, (Finding(Kind.NO_PAGE),))
    return Examined(corners, 1.0, _cut_off(corners))


def finish(frame: Picture, corners: Corners | None = None) -> Finished:
    """The page cut out at full size. `corners`: where a live look saw it, refined here; None: looked for here."""
    corners = find(frame) if corners is None else corners
    if corners is None:
        return Finished(None, None, 0.0, Paper.OTHER, None, (Finding(Kind.NO_PAGE),))
    page = straighten(frame, corners)
    fault = trouble(page)
    wrong = () if fault is None else (Finding(Kind(fault.code.removeprefix("camera_"))),)
    return Finished(page, corners, 1.0, Paper.OTHER, None, _cut_off(corners) + wrong)


def _cut_off(corners: Corners) -> tuple[Finding, ...]:
    outside = corners.min() < EDGE or corners.max() > 1 - EDGE
    return (Finding(Kind.CUT_OFF),) if outside else ()
