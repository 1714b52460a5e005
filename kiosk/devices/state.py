"""The states of a device: closed, each reason with who can mend it."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.languages.fault import Fault


class Phase(StrEnum):
    ABSENT = "absent"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    ATTENTION = "attention"  # works again when somebody does something simple (paper, card)
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DeviceState:
    """`fault` is there in the phases attention and failed, and says who can mend it."""

    phase: Phase
    fault: Fault | None = None

    @property
    def usable(self) -> bool:
        return self.phase in (Phase.READY, Phase.BUSY)
