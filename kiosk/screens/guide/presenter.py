"""One guide question a page: tapping an answer chooses it, the main button goes on."""

from PySide6.QtCore import Signal, Slot

from kiosk.matters.model import Question
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property


class GuidePresenter(Presenter):
    """The place's key is the question's."""

    updated = Signal()

    @property
    def _question(self) -> Question:
        assert self.stage.place is not None
        return {one.key: one for one in self.stage.visit.matter.questions}[self.stage.place.key]

    def _text(self, part: str) -> str:
        return self.matter_text(f"question.{self._question.key}.{part}")

    @Property(str, notify=updated)
    def title(self) -> str:
        return self._text("title")

    @Property(str, notify=updated)
    def lead(self) -> str:
        return self._text("hint")

    @Property(list, constant=True)
    def options(self) -> list[str]:
        return list(self._question.options)

    @Property(dict, notify=updated)
    def labels(self) -> dict[str, str]:
        """By option."""
        return {option: self._text(option) for option in self._question.options}

    @Property(str, notify=updated)
    def chosen(self) -> str:
        """Nothing is chosen before the person chooses."""
        return self.stage.visit.guide.get(self._question.key, "")

    def spoken(self) -> list[str]:
        question = self._question
        chosen = self.stage.visit.guide.get(question.key)
        return [
            self._text("title"),
            self._text("hint"),
            self.text("spoken_choices", count=len(question.options)),
            *(self._text(option) for option in question.options),
            self.text("spoken_chosen", choice=self._text(chosen)) if chosen else "",
        ]

    @Slot(str)
    def choose(self, option: str) -> None:
        self.stage.visit.answer_guide(self._question.key, option)
        self.changed.emit()
        self.stage.say([self.text("spoken_chosen", choice=self._text(option))])

    @Slot()
    def proceed(self) -> None:
        """To the next question; with an answer that ends it here, to where it is said why and where to go."""
        question = self._question
        chosen = self.stage.visit.guide.get(question.key)
        if chosen in question.stops:
            self.stage.show_beside("elsewhere")
        elif chosen is not None:
            self.stage.go_on()
