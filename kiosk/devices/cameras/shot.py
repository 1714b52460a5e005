"""What the document camera sees and what a shot becomes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kiosk.languages.fault import Fault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Picture: TypeAlias = "NDArray[np.uint8]"  # height × width × 3, BGR as OpenCV has it


@dataclass(frozen=True, slots=True)
class View:
    """A live frame with the page's outline in it."""

    picture: Picture
    outline: tuple[
        tuple[float, float], ...
    ]  # four corners, 0..1 of width and height, clockwise from top left; () when no page is seen
    advice: Fault | None  # what to do better now (no_page, blurred, glare, dark); None: good to shoot


@dataclass(frozen=True, slots=True)
class Shot:
    """A page, straightened. Either `jpeg` is good, or `fault` says why it was refused; never both."""

    jpeg: bytes
    width: int
    height: int
    fault: Fault | None
