"""The life of a print job."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.languages.fault import Fault


class JobPhase(StrEnum):
    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"  # the printer said so
    STOPPED = "stopped"  # it waits for paper or the like; `fault` says for what
    FAILED = "failed"  # given up and taken out of the queue, so that no later person gets the page


@dataclass(frozen=True, slots=True)
class JobState:
    phase: JobPhase
    fault: Fault | None = None

    @property
    def over(self) -> bool:
        return self.phase in (JobPhase.PRINTED, JobPhase.FAILED)
