"""Check your answers: every line can be changed; then submit, once."""

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Signal, Slot

from kiosk.contract.application import Application
from kiosk.languages.dates import moment_words
from kiosk.languages.fault import Fault
from kiosk.languages.isolates import isolate, ltr
from kiosk.matters.conditions import Answer
from kiosk.matters.model import FieldType, FormField
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.screens.submit import Submission
from kiosk.visit.journey import Place, Stop
from kiosk.visit.masks import masked_number

_NUMBERS = (FieldType.PHONE, FieldType.USCC, FieldType.INT, FieldType.DECIMAL)


class ReviewPresenter(Presenter):
    updated = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._working = False
        self._fault: Fault | None = None
        self._submission: Submission | None = None

    def left(self) -> None:
        super().left()
        if self._submission is not None and not self._working:
            self._submission.wipe()

    @property
    def holding(self) -> bool:
        return self._working

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("review_title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self.text("review_lead")

    @Property("QVariantList", notify=updated)
    def groups(self) -> list[dict[str, Any]]:
        """Each with key, title and lines; a line has label and text; `key` names what its change button leads to."""
        return [
            {"key": "guide", "title": self.text("review_guide"), "lines": self._guide_lines()},
            {"key": "identify", "title": self.text("review_who"), "lines": self._identity_lines()},
            *(
                {
                    "key": page.key,
                    "title": self.matter_text(f"page.{page.key}.title"),
                    "lines": self._page_lines(page.fields),
                }
                for page in self.stage.visit.pages()
            ),
            {"key": "materials", "title": self.text("review_materials"), "lines": self._material_lines()},
        ]

    @Property(bool, notify=updated)
    def working(self) -> bool:
        return self._working

    @Property(str, notify=updated)
    def message(self) -> str:
        """What went wrong with the submission; empty while nothing did."""
        return self.fault_text(self._fault)

    @Property(str, notify=updated)
    def primary(self) -> str:
        return self.text("review_submitting" if self._working else "review_submit")

    def spoken(self) -> list[str]:
        titles = [str(group["title"]) for group in self.groups if group["lines"]]
        return [self.title, self.lead, *titles, self.text("review_submit")]

    @Slot(str)
    def change(self, key: str) -> None:
        """To the place of a group, and back here when it is in order."""
        if self._working:
            return
        if key == "guide":
            question = next(iter(self.stage.visit.questions()), None)
            place = Place(Stop.GUIDE, question.key) if question else Place(Stop.MATTER)
        elif key == "identify":
            place = Place(Stop.IDENTIFY)
        elif key == "materials":
            place = Place(Stop.MATERIALS)
        else:
            place = Place(Stop.FORM, key)
        self.stage.change(place)

    @Slot()
    def proceed(self) -> None:
        """A second tap, or a tap while it is being handed in, does nothing."""
        if self._working or self.stage.visit.submitted:
            return
        if self._submission is None:
            self._submission = Submission(self.stage.services, self.stage.visit)
        self._working, self._fault = True, None
        self.changed.emit()
        self.stage.say([self.text("review_submitting")])
        submission = self._submission
        self.stage.bridge.when_done(self.stage.work(submission.run), self._kept, self._failed)

    # -- inside -----------------------------------------------------------------------------------------------------------

    def _kept(self, frozen: Application) -> None:
        self._working = False
        self.stage.services.platform.notice()
        if self.stage.presenter is self:  # whoever was timed out meanwhile is not led back
            self.stage.kept(frozen)
        elif self._submission is not None:
            self._submission.wipe()

    def _failed(self, fault: Fault) -> None:
        self._working, self._fault = False, fault
        if self.stage.presenter is not self:
            if self._submission is not None:
                self._submission.wipe()
            return
        self.changed.emit()
        self.stage.say([self.fault_text(fault)])

    def _guide_lines(self) -> list[dict[str, str]]:
        visit = self.stage.visit
        return [
            {
                "label": self.matter_text(f"question.{one.key}.title"),
                "text": self.matter_text(f"question.{one.key}.{visit.guide[one.key]}"),
            }
            for one in visit.questions()
            if one.key in visit.guide
        ]

    def _identity_lines(self) -> list[dict[str, str]]:
        identity = self.stage.visit.identity
        if identity is None:
            return []
        return [
            {"label": self.text("review_name"), "text": isolate(identity.name)},
            {"label": self.text("review_number"), "text": ltr(masked_number(identity.number))},
        ]

    def _page_lines(self, fields: list[FormField]) -> list[dict[str, str]]:
        standing = self.stage.visit.standing()
        return [
            {"label": self.matter_text(f"field.{field.key}.label"), "text": self._shown(field, standing[field.key])}
            for field in fields
            if field.key in standing
        ]

    def _shown(self, field: FormField, value: Answer) -> str:
        if field.options:
            chosen = value if isinstance(value, list) else [value]
            return self.text("list_comma").join(self.matter_text(f"field.{field.key}.{one}") for one in chosen)
        said = value if isinstance(value, str) else " ".join(value)
        if field.type in (FieldType.ID_NUMBER, FieldType.BANK_CARD) or field.sensitive:
            return ltr(masked_number(said))
        if field.type is FieldType.DATE:
            return self.day(date.fromisoformat(said))
        if field.type is FieldType.DATETIME:
            return isolate(moment_words(datetime.fromisoformat(said), self.stage.language))
        return ltr(said) if field.type in _NUMBERS else isolate(said)

    def _material_lines(self) -> list[dict[str, str]]:
        visit = self.stage.visit
        lines = []
        for material in visit.to_hand_in():
            choice = visit.materials.get(material.key)
            if choice is None:
                continue
            way = "held_unchecked" if choice.way == "held" and choice.held_id is None else choice.way
            said = self.text(f"materials_{way}_done", due=self.day(choice.due), pages=len(choice.pages))
            lines.append({"label": self.matter_text(f"material.{material.key}.name"), "text": said})
        return lines
