"""The states of a device: closed, each reason with who can mend it."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kiosk.languages.fault import Fault, Mender


class Phase(StrEnum):
    ABSENT = "absent"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    ATTENTION = "attention"  # works again when somebody does something simple (paper, card)
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DeviceState:
    """`fault` is there in the phases attention and failed, may be there in absent, and says who can mend it; its code is one of
    REASONS. `lasting`: no later try can help, so none is made until the terminal starts anew."""

    phase: Phase
    fault: Fault | None = None
    lasting: bool = False

    @property
    def usable(self) -> bool:
        return self.phase in (Phase.READY, Phase.BUSY)

    @property
    def undecided(self) -> bool:
        """It has not said yet whether it is there: the first seconds after the start."""
        return self.phase is Phase.STARTING or (self.phase is Phase.ABSENT and self.fault is None)


_T = Mender.TECHNICIAN
REASONS = MappingProxyType(
    {
        "camera_absent": _T,
        "device_bug": _T,
        "printer_absent": _T,
        "printer_broken": _T,
        "printer_gave_up": _T,
        "printer_jam": _T,
        "printer_memory": _T,
        "printer_no_ink": _T,
        "printer_no_paper": _T,
        "printer_not_configured": _T,
        "printer_not_permitted": _T,
        "printer_open": _T,
        "printer_other": _T,
        "printer_output_full": _T,
        "printer_part": _T,
        "printer_paused": _T,
        "printer_service_absent": _T,
        "printer_silent": _T,
        "printer_temperature": _T,
        "printer_tray_missing": _T,
        "printer_waste_full": _T,
        "printer_worn": _T,
        "printer_wrong_paper": _T,
        "reader_broken": _T,
        "reader_garbled": _T,
        "reader_mute": _T,
        "reader_unplugged": _T,
        "voice_absent": _T,
        "voice_broken": _T,
    }
)
"""What can be wrong with a device, or can end a job that it was given, and who can mend it: all there are
(tests/devices/test_reasons.py)."""
