"""What a receipt (回执) says, apart from who applied."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from kiosk.contract.application import Application


class Receipt(BaseModel):
    """Enough to show and to print it again, also where the application itself can be read no more."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: str
    matter: str
    submitted_at: datetime
    promised: dict[str, date]
    """Until when each promised material must follow, by its key."""
    claimed: tuple[str, ...]
    """Materials of which the person says that the platform holds them, and nobody could look."""


def receipt_of(application: Application) -> Receipt:
    return Receipt(
        number=application.number,
        matter=application.matter,
        submitted_at=application.submitted_at,
        promised={one.material: one.due for one in application.materials if one.way == "promised" and one.due},
        claimed=tuple(one.material for one in application.materials if one.way == "held" and one.held_id is None),
    )
