"""What stands between one field of a form and the control in which it is filled in.

A field is checked in two ways: while it is typed for what is wrong already (a letter in a number), and when it is left for
the whole. What is typed is kept at once; what is shown changes under the finger only when the field is left.
"""

from PySide6.QtCore import QObject, Signal, Slot

from kiosk.languages.fault import Fault
from kiosk.languages.isolates import ltr
from kiosk.matters.checks import check_field, typing_fault
from kiosk.matters.conditions import Answer
from kiosk.matters.model import FieldType, FormField
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.visit.masks import masked_name, masked_number

# So much longer than allowed may a text be: enough to see what is too much, too little to slow the screen down.
BEYOND = 100
_LONGEST_NUMBER = 19
_MASKED = (FieldType.ID_NUMBER, FieldType.BANK_CARD)
_LEFT_TO_RIGHT = (
    FieldType.ID_NUMBER,
    FieldType.BANK_CARD,
    FieldType.USCC,
    FieldType.PHONE,
    FieldType.INT,
    FieldType.DECIMAL,
)
_KEYBOARDS = {
    FieldType.NAME: "name",
    FieldType.ID_NUMBER: "id_number",
    FieldType.USCC: "latin",
    FieldType.PHONE: "digits",
    FieldType.BANK_CARD: "digits",
    FieldType.INT: "digits",
    FieldType.DATE: "digits",
    FieldType.DATETIME: "digits",
    FieldType.DECIMAL: "decimal",
}


class Field(QObject):
    """A subclass says where the answer is kept and which words it has: `_kept`, `_keep`, `_label`, `_hint`."""

    changed = Signal()
    shownTextChanged = Signal()

    def __init__(self, owner: Presenter, field: FormField) -> None:
        super().__init__(owner)
        self.field = field
        self._owner = owner
        self._text = self._kept_text()
        self._fault: Fault | None = None
        self._cut = False
        self._uncovered = False

    # -- what a subclass says ---------------------------------------------------------------------------------------------

    def _kept(self) -> Answer:
        raise NotImplementedError

    def _keep(self, value: Answer) -> None:
        raise NotImplementedError

    def _label(self) -> str:
        raise NotImplementedError

    def _hint(self) -> str:
        return ""

    def _vouched(self) -> bool:
        """Whether a card says this, so that our rules for typing do not judge it."""
        return False

    # -- what is shown ----------------------------------------------------------------------------------------------------

    @Property(str, constant=True)
    def key(self) -> str:
        return self.field.key

    @Property(str, constant=True)
    def type(self) -> str:
        return self.field.type.value

    @Property(str, constant=True)
    def keyboard(self) -> str:
        return _KEYBOARDS.get(self.field.type, "text")

    @Property(bool, constant=True)
    def leftToRight(self) -> bool:
        """Numbers are written from left to right in every language."""
        return self.field.type in _LEFT_TO_RIGHT

    @Property(str, notify=changed)
    def label(self) -> str:
        label = self._label()
        return label if self.field.required else self._owner.text("field_optional", label=label)

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self._hint()

    def _error(self) -> str:
        said = self._owner.fault_text(self._fault)
        return f"{said} {self._owner.text('field_cut', kept=len(self._text))}" if self._cut else said

    @Property(str, notify=changed)
    def error(self) -> str:
        """What is wrong and how to mend it; empty while nothing is."""
        return self._error()

    @Property(str, notify=shownTextChanged)
    def text(self) -> str:
        return self._text

    @Property(bool, notify=changed)
    def covered(self) -> bool:
        """Whether the text is hidden from others who stand near while it is not being written."""
        return self._coverable() and not self._uncovered and bool(self._text)

    def _coverable(self) -> bool:
        return self.field.sensitive or self.field.type in _MASKED

    @Property(bool, constant=True)
    def coverable(self) -> bool:
        return self._coverable()

    @Property(bool, notify=changed)
    def uncovered(self) -> bool:
        return self._uncovered

    @Property(str, notify=changed)
    def cover(self) -> str:
        """What is seen of a covered text."""
        if self.field.type is FieldType.NAME:
            return masked_name(self._text)
        return ltr(masked_number(self._text))

    @Property(str, notify=changed)
    def tag(self) -> str:
        """Where the answer came from, when the person did not type it."""
        return self._tag()

    def _tag(self) -> str:
        return ""

    # -- what is done -----------------------------------------------------------------------------------------------------

    @Slot(str)
    def edit(self, text: str) -> None:
        """At each change of the text. Much too long a text is cut, and said to be."""
        if text == self._text:
            return
        most = max(self.field.longest, _LONGEST_NUMBER) + BEYOND
        self._cut = len(text) > most
        self._text = text[:most]
        self._keep(self._text)
        self._fault = typing_fault(self.field, self._text)
        if self._cut:
            self.shownTextChanged.emit()
        self.changed.emit()

    @Slot()
    def enter(self) -> None:
        """The person begins to write here."""
        self._owner.stage.say([self._label(), self._hint(), self._error()])

    @Slot()
    def leave(self) -> None:
        """The person goes elsewhere: the whole check, but an empty field is only missed when they want to go on."""
        if self._kept():
            self.settle()
            if self._fault is not None:
                self._owner.stage.say([self._label(), self._error()])
        else:
            self._fault = None
            self.changed.emit()

    @Slot()
    def toggleCover(self) -> None:
        self._uncovered = not self._uncovered
        self.changed.emit()

    def settle(self) -> bool:
        """The whole check; the text stands as it is kept. Returns whether all is right."""
        kept = self._kept()
        self._fault = None
        if not (kept and self._vouched()):
            self._fault = check_field(self.field, kept, self._owner.stage.services.clock.now())
        if not self._cut or self._fault is None:
            self._cut = False
            self.refresh()
        self.changed.emit()
        return self._fault is None

    def refresh(self) -> None:
        """Shows what is kept."""
        text = self._kept_text()
        if text != self._text:
            self._text = text
            self.shownTextChanged.emit()
        self.changed.emit()

    def find_fault(self, fault: Fault | None) -> None:
        self._fault = fault
        self.changed.emit()

    def spoken_error(self) -> str:
        return f"{self._label()}: {self._error()}"

    def _kept_text(self) -> str:
        kept = self._kept()
        return kept if isinstance(kept, str) else ""
