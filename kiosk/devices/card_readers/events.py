"""What a card reader tells the rest of the house."""

from dataclasses import dataclass

from kiosk.languages.fault import Fault
from kiosk.visit.identity import Identity


@dataclass(frozen=True, slots=True)
class CardPlaced:
    """A card lies on the reader; reading begins."""


@dataclass(frozen=True, slots=True)
class CardRead:
    identity: Identity


@dataclass(frozen=True, slots=True)
class CardFailed:
    """The card could not be read; it can be tried again."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """Nothing lies on the reader any more."""


CardEvent = CardPlaced | CardRead | CardFailed | CardRemoved
