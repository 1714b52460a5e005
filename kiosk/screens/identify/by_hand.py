"""Name and number of somebody who has no card here, written by hand and checked by the platform later."""

from collections.abc import Mapping

from kiosk.matters.conditions import Answer
from kiosk.matters.model import FieldType, FormField
from kiosk.matters.writing import normalise
from kiosk.screens.fields import Field
from kiosk.screens.presenter import Presenter
from kiosk.visit.identity import Identity

NAME = "applicant_name"
NUMBER = "applicant_id"
_FIELDS = {
    NAME: FormField(key=NAME, type=FieldType.NAME, longest=50),
    NUMBER: FormField(key=NUMBER, type=FieldType.ID_NUMBER, sensitive=True),
}


class HandField(Field):
    """Kept in the visit as typed so far, so that help or another way does not lose it."""

    def __init__(self, owner: Presenter, key: str) -> None:
        super().__init__(owner, _FIELDS[key])

    def _kept(self) -> Answer:
        return self._owner.stage.visit.by_hand.get(self.field.key, "")

    def _keep(self, value: Answer) -> None:
        kept = normalise(self.field, value)
        assert isinstance(kept, str)
        self._owner.stage.visit.by_hand[self.field.key] = kept

    def _label(self) -> str:
        return self._owner.text(f"identify_{self.field.key}")

    def _hint(self) -> str:
        return self._owner.text(f"identify_{self.field.key}_hint")


def typed_identity(by_hand: Mapping[str, str]) -> Identity:
    """Of checked fields only."""
    return Identity("typed", by_hand[NAME], by_hand[NUMBER])
