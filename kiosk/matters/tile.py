"""What the home screen shows of a matter. Imports no pydantic: the first frame waits for nothing that it does not show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """A matter on the home screen or in a list of results, in one language."""

    code: str
    name: str
    short: str
    icon: str
    place: str  # kiosk.matters.model.Place
    printer_needed: bool
