"""What is to be handed in: held already, under the camera, or promised. For each the best way first, and all that are open."""

from typing import Any

from PySide6.QtCore import Signal, Slot

from kiosk.contract.platform import HeldMaterial
from kiosk.languages.fault import Fault
from kiosk.matters.materials import Way, automatic, ways
from kiosk.matters.model import Material
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.visit.visit import MaterialChoice

_ACTIONS = {"held": "held", "captured": "capture", "promised": "promise"}
_ICONS = {"held": "held", "captured": "camera", "promised": "promise"}
_SIGNS = {"ok": "check", "warning": "attention", "plain": ""}


class MaterialsPresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._looking = False
        self._looked = False
        self._fault: Fault | None = None
        self._held: dict[str, HeldMaterial] = {}  # by kind

    def entered(self) -> None:
        self.until_left(self.stage.services.camera.watch(self.stage.settled(lambda _state: self.changed.emit())))
        self._look_up()

    def left(self) -> None:
        super().left()
        self._held.clear()

    # -- what is shown ----------------------------------------------------------------------------------------------------

    @Property(str, notify=updated)
    def title(self) -> str:
        missing = len(self.stage.visit.still_missing())
        return self.text("materials_title_missing", count=missing) if missing else self.text("materials_title_whole")

    @Property(str, notify=updated)
    def lead(self) -> str:
        if self._looking and self.stage.visit.still_missing():
            return self.text("materials_looking")
        if self._fault is not None:
            return self.text("materials_not_looked")
        return self.text("materials_lead")

    @Property("QVariantList", notify=updated)
    def rows(self) -> list[dict[str, Any]]:
        """Each with key, name, state, tone, icon, chosen, next (what is to be done first), actions (name, label, icon, main)."""
        missing = self.stage.visit.still_missing()
        return [self._row(one, following=missing[:1] == [one]) for one in self.stage.visit.wanted()]

    @Property(bool, notify=updated)
    def whole(self) -> bool:
        return not self.stage.visit.still_missing()

    @Property(str, notify=updated)
    def consequence(self) -> str:
        return self.matter_text("letter.consequence") if self.stage.visit.promised() else ""

    def spoken(self) -> list[str]:
        rows = [f"{row['name']}: {row['state']}" for row in self.rows]
        return [self.title, self.lead, *rows, self.consequence]

    # -- taps -------------------------------------------------------------------------------------------------------------

    @Slot(str, str)
    def act(self, key: str, action: str) -> None:
        visit = self.stage.visit
        material = {one.key: one for one in visit.matter.materials}[key]
        match action:
            case "held":
                held = self._held_for(material)
                visit.hand_in(key, MaterialChoice("held", held_id=held.held_id if held else None))
            case "promise":
                visit.promise(key, self.stage.services.clock.now().date())
            case "capture":
                self.stage.capture(key)
                return
            case "window":
                self.stage.show_beside("elsewhere")
                return
            case "undo":
                visit.take_back(key)
        self.changed.emit()
        self.stage.say([self.title])

    @Slot()
    def proceed(self) -> None:
        if self.whole:
            self.stage.go_on()

    # -- inside -----------------------------------------------------------------------------------------------------------

    def _look_up(self) -> None:
        """Asks the platform what it holds, if the person allowed it and a material could be held."""
        visit = self.stage.visit
        kinds = sorted({one.held_kind for one in visit.to_hand_in() if one.held_kind})
        allowed = visit.consent is not None and visit.consent.look_up
        if not kinds or not allowed or visit.identity is None:
            return
        self._looking = True
        self.changed.emit()
        owner = self.stage.presenter

        def came(held: list[HeldMaterial]) -> None:
            if self.stage.presenter is owner:
                self._looking, self._looked = False, True
                self._held = {one.kind: one for one in held}
                self.changed.emit()

        def failed(fault: Fault) -> None:
            if self.stage.presenter is owner:
                self._looking, self._fault = False, fault
                self.changed.emit()

        self.stage.bridge.when_done(self.stage.services.platform.held(visit.identity.number, kinds), came, failed)

    def _held_for(self, material: Material) -> HeldMaterial | None:
        held = self._held.get(material.held_kind or "")
        return held if held is not None and held.usable else None

    def _row(self, material: Material, *, following: bool) -> dict[str, Any]:
        choice = self.stage.visit.materials.get(material.key)
        state, tone = self._state(material, choice)
        return {
            "key": material.key,
            "name": self.matter_text(f"material.{material.key}.name"),
            "state": state,
            "tone": tone,
            "icon": "promise" if choice is not None and choice.way == "promised" else _SIGNS[tone],
            "chosen": choice is not None,
            "next": following,
            "actions": self._actions(material, choice),
        }

    def _state(self, material: Material, choice: MaterialChoice | None) -> tuple[str, str]:
        itself = automatic(material)
        if itself is not None:
            return self.text(f"materials_{itself}"), "ok"
        if choice is not None:
            said = "held_unchecked" if choice.way == "held" and choice.held_id is None else choice.way
            tone = "warning" if choice.way == "promised" else "ok"
            return self.text(f"materials_{said}_done", due=self.day(choice.due), pages=len(choice.pages)), tone
        if self._waiting_for(material):
            return self.text("materials_looking"), "plain"
        if not self._ways(material):
            return self.text("materials_no_way"), "warning"
        held = self._held.get(material.held_kind or "")
        if held is not None and not held.usable:
            return self.text("materials_held_expired", date=self.day(held.valid_to)), "warning"
        if held is not None:
            return self.text("materials_held_there", date=self.day(held.issued_on)), "ok"
        if not material.required:
            return self.text("materials_optional"), "plain"
        return self.text("materials_not_held" if self._looked and material.held_kind else "materials_todo"), "plain"

    def _actions(self, material: Material, choice: MaterialChoice | None) -> list[dict[str, Any]]:
        if automatic(material) is not None or choice is not None or self._waiting_for(material):
            return []
        found = []
        for index, way in enumerate(self._ways(material)):
            unseen = way == "held" and self._held_for(material) is None
            label = self.text("materials_act_held_unchecked" if unseen else f"materials_act_{way}")
            found.append({"name": _ACTIONS[way], "label": label, "icon": _ICONS[way], "main": index == 0})
        if not found:
            label = self.text("materials_act_window")
            return [{"name": "window", "label": label, "icon": "help", "main": False}]
        return found

    def _ways(self, material: Material) -> list[Way]:
        return ways(
            material,
            held=self._held_for(material),
            # Who did not allow the look-up cannot claim unseen what nobody may look for.
            online=self._fault is None,
            camera=self.stage.services.camera.state.usable,
        )

    def _waiting_for(self, material: Material) -> bool:
        """Nothing is offered before the platform has said what it holds: buttons must not move under a finger."""
        return self._looking and material.held_kind is not None
