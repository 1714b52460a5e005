"""Expected trouble, as a value with words for the person and with who can mend it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Mender(StrEnum):
    """Who can do something about a fault."""

    CITIZEN = "citizen"
    TECHNICIAN = "technician"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, said with the message `fault_<code>` of every language.

    That message says what happened, what is safe and what to do; `code` stands in small print for the technician.
    `values` fill its placeholders and never hold personal data.
    """

    code: str
    mender: Mender = Mender.CITIZEN
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return f"fault_{self.code}"


class KnownFault(Exception):
    """Carries a Fault up to whoever can say it. Anything else that is raised is a bug."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault
