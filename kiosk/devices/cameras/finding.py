"""What can be wrong with a page under the camera, each with where on the page, and the words for it by its fault's code."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.languages.fault import Fault

Place = tuple[float, float, float, float]  # left, top, width, height; shares 0..1 of the page as it lies


class Kind(StrEnum):
    """Closed: what the camera can say. The words are `fault_camera_<value>`; whoever lays the paper can mend all of them."""

    NO_PAGE = "no_page"
    CUT_OFF = "cut_off"  # the page crosses the picture's edge
    TWO_PAPERS = "two_papers"
    MOVING = "moving"  # told from two pictures, so by whoever has them
    TOO_SMALL = "too_small"  # too far away, so that its print is too coarse
    TILTED = "tilted"  # seen too much from the side
    DARK = "dark"
    BRIGHT = "bright"
    GLARE = "glare"
    SHADOW = "shadow"  # too deep for the print in it
    BLURRED = "blurred"
    UPSIDE_DOWN = "upside_down"  # said only when the lines of print leave no doubt
    BLANK = "blank"
    PAGE_COUNT = "page_count"  # told by whoever counts

    @property
    def refuses(self) -> bool:
        """Whether a shot with it is of no use to an office; the others are a question to the person."""
        return self not in (Kind.UPSIDE_DOWN, Kind.BLANK, Kind.TILTED, Kind.PAGE_COUNT)


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Kind
    places: tuple[Place, ...] = ()  # where to mark it; () when it is true of the whole page or there is no page

    @property
    def fault(self) -> Fault:
        return Fault(f"camera_{self.kind}")
