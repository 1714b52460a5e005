"""Who stands before the machine, as far as a card says it and a matter needs it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Identity:
    """Minimised in the driver: nothing else that a card holds has a name in this project (docs/threat-model.md).

    `typed`: no card was read, the person wrote name and number by hand; the platform checks them.
    """

    kind: Literal["resident_card", "social_card", "typed"]
    name: str
    number: str
    address: str = ""  # empty unless the matter asks for it
    valid_from: date | None = None
    valid_to: date | None = None  # None: no end (长期) or not on this kind of card

    def expired(self, today: date) -> bool:
        return self.valid_to is not None and self.valid_to < today
