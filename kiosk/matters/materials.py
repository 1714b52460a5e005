"""Materials (材料): which are wanted, and in which ways each can be handed in, the easiest first."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal, Protocol

from kiosk.matters.conditions import Answers, holds, standing
from kiosk.matters.kinds import MaterialSource

if TYPE_CHECKING:
    from kiosk.matters.model import Material, Matter

Way = Literal["held", "captured", "promised", "card", "form"]


class Held(Protocol):
    """What the platform says it holds (`kiosk.contract.platform.HeldMaterial`, which this room may not know)."""

    @property
    def held_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def usable(self) -> bool: ...


def wanted(matter: Matter, answers: Answers) -> list[Material]:
    known = standing(matter, answers)
    return [material for material in matter.materials if holds(material.when, known)]


def automatic(material: Material) -> Way | None:
    """The way of a material that needs nothing from the person: it comes from the card or from the form itself."""
    if material.source is MaterialSource.CARD:
        return "card"
    if material.source is MaterialSource.FORM:
        return "form"
    return None


def to_hand_in(matter: Matter, answers: Answers) -> list[Material]:
    """Wanted materials about which the person has something to do or to decide."""
    return [material for material in wanted(matter, answers) if automatic(material) is None]


def ways(material: Material, *, held: Held | None, online: bool, camera: bool) -> list[Way]:
    """The ways open for a material, best first. Empty: it cannot be handed in at this machine now.

    `held`: what the platform says it holds of this kind, None when nothing or when it could not be asked. `online`: whether
    it could be asked. Offline, "held" is still offered for a licence: the person says so, and the platform checks later.
    """
    itself = automatic(material)
    if itself is not None:
        return [itself]
    found: list[Way] = []
    if held is not None:
        claimable = held.usable
    else:
        claimable = not online and material.source is MaterialSource.LICENCE and material.held_kind is not None
    if claimable:
        found.append("held")
    if camera:
        found.append("captured")
    if material.deferrable:
        found.append("promised")
    return found


def still_missing(matter: Matter, answers: Answers, chosen: Collection[str]) -> list[Material]:
    """Required materials for which no way is chosen yet. `chosen`: keys of materials that have one."""
    return [material for material in to_hand_in(matter, answers) if material.required and material.key not in chosen]


def complete(matter: Matter, answers: Answers, chosen: Collection[str]) -> bool:
    return not still_missing(matter, answers, chosen)
