"""The matter's page: what it is, for whom, how long, what it costs, what to bring; and the way in."""

from PySide6.QtCore import Signal, Slot

from kiosk.matters.model import MaterialSource
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property


class MatterPresenter(Presenter):
    updated = Signal()

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.matter_text("name")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.matter_text("summary")

    @Property("QVariantList", notify=updated)
    def facts(self) -> list[dict[str, str]]:
        """Each with icon, label and text."""
        return [
            {"icon": icon, "label": self.text(f"matter_{key}"), "text": self.matter_text(key)}
            for icon, key in (("people", "who"), ("time", "time"), ("money", "cost"), ("held", "result"))
        ]

    @Property("QVariantList", notify=updated)
    def bring(self) -> list[str]:
        """All that may be wanted, said before the questions: who has to fetch a paper wants to know now. What is made here
        from the form is left out; what depends on the answers says so."""
        published = self.stage.visit.published
        if published is None:
            return []
        return [
            self.text("matter_bring_if", material=name) if material.when or not material.required else name
            for material in published.matter.materials
            if material.source is not MaterialSource.FORM
            for name in [self.matter_text(f"material.{material.key}.name")]
        ]

    @Property("QVariantList", notify=updated)
    def parts(self) -> list[dict[str, str]]:
        """The component matters, when there are several: name and department."""
        published = self.stage.visit.published
        if published is None or len(published.matter.components) < 2:
            return []
        return [
            {
                "name": self.matter_text(f"component.{part.key}.name"),
                "department": self.matter_text(f"component.{part.key}.department"),
            }
            for part in published.matter.components
        ]

    def spoken(self) -> list[str]:
        return [
            self.title,
            self.lead,
            *(f"{fact['label']}: {fact['text']}" for fact in self.facts),
            self.text("matter_start"),
        ]

    @Slot()
    def proceed(self) -> None:
        self.stage.go_on()
