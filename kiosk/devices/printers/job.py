"""The life of a print job."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.languages.fault import Fault


class Sides(StrEnum):
    """On how many sides of the paper, by the names of RFC 8011, 5.2.8."""

    ONE = "one-sided"  # certificates and receipts: an office may keep or stamp each page
    TWO = "two-sided-long-edge"  # forms, where the printer can; otherwise one side


class JobPhase(StrEnum):
    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"  # the printer said so
    STOPPED = "stopped"  # it waits for paper or the like; `fault` says for what
    FAILED = "failed"  # given up and taken out of the queue, so that no later person gets the page


@dataclass(frozen=True, slots=True)
class Pages:
    """Printed sides: how many there shall be, copies counted, and how many came out. `out` is the printer's own count, None while it
    gives none: then nobody but the person can know."""

    expected: int
    out: int | None = None

    @property
    def in_part(self) -> bool:
        """Some lie there and some do not."""
        return self.out is not None and 0 < self.out < self.expected


@dataclass(frozen=True, slots=True)
class JobState:
    """`pages` is None while the document was not looked at yet."""

    phase: JobPhase
    fault: Fault | None = None
    pages: Pages | None = None

    @property
    def over(self) -> bool:
        return self.phase in (JobPhase.PRINTED, JobPhase.FAILED)
