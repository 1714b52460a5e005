"""A person who lives a script: looks at which screen stands there, does what the script says, and takes a picture of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from kiosk.desk.hands import Hands, HandsError
from kiosk.desk.script import Script
from kiosk.desk.surroundings import Surroundings
from kiosk.desk.writing import AnswerError, Writer, option_of
from kiosk.devices.emulated.pcsc import SocialCardData
from kiosk.devices.emulated.sam import CardData
from kiosk.languages.isolates import plain
from kiosk.matters.model import FieldType
from kiosk.screens.application import LANDSCAPE, PORTRAIT, Screen
from kiosk.screens.keyboard.presenter import KeyboardPresenter
from kiosk.screens.receipt.presenter import ReceiptPresenter
from kiosk.screens.shell.presenter import Shell
from kiosk.visit.visit import Visit

SIGNATURE = [[(0.15, 0.6), (0.3, 0.25), (0.4, 0.7), (0.55, 0.3), (0.7, 0.65), (0.85, 0.4)], [(0.2, 0.8), (0.8, 0.75)]]
_MODES = {"large_text": "large", "high_contrast": "contrast", "voice": "voice", "reach": "reach"}
_SUBMISSION = b"POST /v1/submissions"
_LONG = 60.0  # seconds for what a printer or a network does
_MOST_SCREENS = 120


class VisitError(Exception):
    """The visit could not go on; the message says why, in words for who wrote the script."""


class Record(Protocol):
    """What a visitor notes down and has heard (kiosk/desk/album.py)."""

    def picture(self, name: str, image: QImage) -> None: ...
    def heard(self, texts: set[str]) -> bool:
        """Whether one of these was said."""
        ...


class Visitor:
    """`live` returns when the attract screen stands again and the card is taken."""

    def __init__(self, screen: Screen, house: Surroundings, script: Script, album: Record) -> None:
        self._screen = screen
        self._house = house
        self._script = script
        self._album = album
        self.hands = Hands(screen.window)
        self._writer = self._writing(screen.keyboard)
        self._switches = dict(script.switch_language_at)
        self._answered: set[str] = set()
        self._seen_writing = False
        self.number: str | None = None
        self.receipt_said: list[str] = []
        self.on_screen: Callable[[str], None] = lambda name: None
        """Called with the name of each screen on the way, when it stands there and before anything is done on it."""
        self.on_picture: Callable[[str], None] = lambda name: None
        self.on_acknowledged: Callable[[str, str], None] = lambda number, state: None
        """Called when the receipt stands on the screen, with the number and with `saved` or `submitted`, as read from there."""
        self.on_end: Callable[[Any], None] = lambda house: None
        """Called when the visit is over and the terminal waits for the next person, with the surroundings as they were given."""

    @property
    def shell(self) -> Shell:
        return self._screen.shell

    @property
    def here(self) -> str:
        return self._screen.shell.conductor.screen

    @property
    def _visit(self) -> Visit:
        return self._screen.shell.conductor.visit

    def live(self) -> None:
        """Raises VisitError, HandsError or AnswerError."""
        self._prepare_network()
        for _ in range(_MOST_SCREENS):
            name = self.here
            place = self._screen.shell.conductor.place
            self.on_screen(name)
            getattr(self, f"_at_{name}")()
            if name == "goodbye":
                break
            self.hands.wait(
                lambda name=name, place=place: self.here != name or self._screen.shell.conductor.place != place,
                f"the screen after {name}",
            )
        else:
            raise VisitError(f"the visit does not end; it goes round at {self.here}")
        self.hands.wait(lambda: self.here == "attract", "the terminal waits for the next person", _LONG)
        self._settle_network()
        self._picture("attract")
        self.on_end(self._house)
        unused = set(self._script.answers) - self._answered - {"applicant_name", "applicant_id"}
        if unused:
            raise VisitError(f"answers that nobody was asked for: {', '.join(sorted(unused))}")

    # -- the screens ------------------------------------------------------------------------------------------------------

    def _at_attract(self) -> None:
        self._picture("attract")
        self.hands.tap("begin")

    def _at_language(self) -> None:
        for mode in self._script.modes:
            self.hands.tap(f"mode_{_MODES[mode]}")
        self._picture("language")
        self.hands.tap(f"choose_{self._script.language}")

    def _at_home(self) -> None:
        self._picture("home")
        codes = {tile.code for tile in self._screen.shell.services.catalogue.tiles(self._visit.language)}
        if self._script.matter not in codes:
            raise VisitError(f"matter {self._script.matter} is not offered here; there are: {', '.join(sorted(codes))}")
        self.hands.tap(f"matter_{self._script.matter}")

    def _at_matter(self) -> None:
        self._refuse_unknown()
        self._on("matter")

    def _at_guide(self) -> None:
        place = self._screen.shell.conductor.place
        published = self._visit.published
        assert place is not None and published is not None
        question = next(one for one in published.matter.questions if one.key == place.key)
        self._answered.add(question.key)
        said = self._script.answers.get(question.key, question.usual)
        said = said[0] if isinstance(said, list) and len(said) == 1 else said
        option = option_of(published, f"question.{question.key}", question.options, said)
        self.hands.tap(f"choice_{option}")
        self._on(f"guide-{question.key}")

    def _at_elsewhere(self) -> None:
        self._picture("elsewhere")
        raise VisitError("with these answers the matter cannot be done at the machine; it says where to go")

    def _at_consent(self) -> None:
        if "held" in self._script.materials.values() and self.hands.find("choice_look_up") is not None:
            self.hands.tap("choice_look_up")
        self._on("consent")

    def _at_identify(self) -> None:
        self._picture("identify-ask")
        card = self._script.card
        if card is None:
            self._by_hand()
        elif card.kind == "social":
            self.hands.tap("secondary")
            self.hands.tap("choice_social")
            self._house.hardware.social_card.insert(
                SocialCardData(card.name, card.number, card.valid_from, card.valid_to)
            )
        else:
            self._house.hardware.resident_reader.put_card(
                CardData(card.name, card.number, card.address, "示例市公安局", card.valid_from, card.valid_to)
            )
        self.hands.wait(self._primary_ready, "the card was read", 30)
        self._on("identify")

    def _by_hand(self) -> None:
        missing = {"applicant_name", "applicant_id"} - self._script.answers.keys()
        if missing:
            raise VisitError(f"no card, and no answers for {', '.join(sorted(missing))}")
        self.hands.tap("secondary")
        self.hands.tap("choice_by_hand")
        for key in ("applicant_name", "applicant_id"):
            self._writer.write(f"input_{key}", str(self._script.answers[key]))
        self.hands.tap("key_done")

    def _at_form(self) -> None:
        place = self._screen.shell.conductor.place
        published = self._visit.published
        assert place is not None and published is not None
        page = next(one for one in self._visit.pages() if one.key == place.key)
        self._album_switch("form")
        for field in page.fields:
            if field.key not in {one.key for one in self._visit.visible_fields(page)}:
                continue
            said = self._script.answers.get(field.key)
            if said is None:
                if field.required and not self._visit.answers.get(field.key):
                    raise VisitError(f"no answer for {field.key}, which the form asks for")
                continue
            self._answered.add(field.key)
            if not self._seen_writing and field.type in (FieldType.NAME, FieldType.TEXT):
                self._seen_writing = True
                self.hands.tap(f"input_{field.key}")
                self._picture(f"form-{page.key}-writing")
            if self._visit.answers.get(field.key) != said:
                self._writer.answer(published, field, said)
        if self.hands.find("key_done") is not None:
            self.hands.tap("key_done")
        self._on(f"form-{page.key}")
        QTest.qWait(1)
        if self.here == "form" and self._screen.shell.conductor.place == place:
            findings = self._visit.page_findings(page, self._screen.shell.services.clock.now())
            if findings:
                said_to = {key: self._screen.shell.conductor.text(f.message, **f.values) for key, f in findings.items()}
                self._picture(f"form-{page.key}-refused")
                raise VisitError("the form refuses: " + "; ".join(f"{key}: {words}" for key, words in said_to.items()))

    def _at_materials(self) -> None:
        for material in self._visit.to_hand_in():
            way = self._script.materials.get(material.key)
            if way is None or material.key in self._visit.materials:
                continue
            if way == "held":
                self.hands.tap(f"material_{material.key}_held")
            elif way == "promise":
                self.hands.tap(f"material_{material.key}_promise")
            else:
                self._house.hardware.camera.lay_paper(Path(way))
                self.hands.tap(f"material_{material.key}_capture")
                return  # the capture screen comes next
        missing = [one.key for one in self._visit.still_missing()]
        if missing:
            self._picture("materials-missing")
            raise VisitError(f"materials nobody brings: {', '.join(missing)}")
        self._on("materials")

    def _at_capture(self) -> None:
        self.hands.wait(lambda: self._ready("shoot"), "the camera sees the page", 20)
        self._picture("capture")
        self.hands.tap("shoot")
        # Either the page is shown, or it was refused and can be taken again.
        self.hands.wait(lambda: self._ready("use") or self._ready("shoot"), "the picture was taken", 20)
        self._picture("capture-page")
        if not self._ready("use"):
            raise VisitError("the terminal refuses the picture: " + self._shown_text("capture_message"))
        self.hands.tap("use")
        self._house.hardware.camera.take_away()

    def _at_commitment(self) -> None:
        self.hands.draw("signature_pad", SIGNATURE)
        self._on("commitment")

    def _at_signature(self) -> None:
        self.hands.draw("signature_pad", SIGNATURE)
        self._on("signature")

    def _at_review(self) -> None:
        if self._script.network == "cut-at-submit":
            self._house.cable.cut_at(_SUBMISSION)
        self._on("review")
        self.hands.wait(lambda: self.here == "receipt", "the application is kept", _LONG)

    def _at_receipt(self) -> None:
        self._read_receipt()
        if self._script.network == "up":
            self._delivered()
        elif self._script.network == "cut-at-submit":
            self.hands.wait(lambda: not self._house.cable.whole, "the cable is cut at the submission", _LONG)
        self._hear_receipt()
        self._picture("receipt")
        if self._script.network == "down-then-up":
            self._house.cable.mend()
            self._delivered()
            self._picture("receipt-delivered")
        printed = len(self._house.hardware.printer.printed)
        self.hands.tap("print", patience=_LONG)
        self.hands.wait(lambda: len(self._house.hardware.printer.printed) > printed, "the paper is printed", _LONG)
        self.hands.wait(lambda: self._ready("primary"), "the printing has ended", _LONG)
        self._on("receipt-printed")

    def _read_receipt(self) -> None:
        """What a person goes home with: not what the store says, but what stands there once it is drawn."""
        self.hands.wait(lambda: bool(self._shown_text("number")), "the receipt shows a number")
        self.hands.settle()
        self.number = plain(self._shown_text("number"))
        saved = plain(self.shell.conductor.text("receipt_title_saved"))
        state = "saved" if plain(self._shown_text("title")) == saved else "submitted"
        self.on_acknowledged(self.number, state)

    def _hear_receipt(self) -> None:
        """The receipt is said aloud; a person listens to its beginning. Where nothing can sound there is nothing to wait for."""
        voice = self.shell.services.voice
        titles = {
            self.shell.conductor.text(f"receipt_title_{state}") for state in ("saved", "delivered", "certificate")
        }
        self.hands.wait(
            lambda: not voice.state.usable or self._album.heard(titles),
            "the receipt is said",
        )

    def _delivered(self) -> None:
        """Waits until the screen itself says that the platform has it; a certificate, until it can be printed."""
        presenter = self._screen.shell.conductor.presenter
        published = self._visit.published
        assert isinstance(presenter, ReceiptPresenter) and published is not None
        self.hands.wait(lambda: bool(presenter.delivered), "the platform has it", _LONG)
        self._read_receipt()
        if published.matter.outcome == "certificate":
            self.hands.wait(lambda: bool(presenter.certified), "the certificate has come", _LONG)

    def _at_rating(self) -> None:
        if self._script.rating is None:
            self._picture("rating")
            self.hands.tap("secondary")
            return
        self.hands.tap(f"rating_{self._script.rating}")
        self._on("rating")

    def _at_goodbye(self) -> None:
        self._picture("goodbye")
        self.take_cards()
        if self.here == "goodbye" and self._ready("primary"):
            self.hands.tap("primary")

    # -- inside -----------------------------------------------------------------------------------------------------------

    def _on(self, name: str) -> None:
        self._picture(name)
        self.hands.tap("primary")

    def _picture(self, name: str) -> None:
        self._album_switch(self.here)
        self._album.picture(name, self.hands.picture())
        self.on_picture(name)

    def _album_switch(self, screen: str) -> None:
        language = self._switches.pop(screen, None)
        if language is not None:
            self.hands.tap(f"language_{language}")

    def _refuse_unknown(self) -> None:
        published = self._visit.published
        assert published is not None
        matter = published.matter
        asked = {one.key for one in matter.questions} | {one.key for one in matter.fields}
        asked |= {"applicant_name", "applicant_id"}
        known = {one.key for one in matter.materials}
        for kind, unknown, there in (
            ("answers", set(self._script.answers) - asked, asked),
            ("materials", set(self._script.materials) - known, known),
        ):
            if unknown:
                raise VisitError(
                    f"{matter.code} does not know these {kind}: {', '.join(sorted(unknown))}; "
                    f"it knows: {', '.join(sorted(there))}"
                )

    def take_cards(self) -> None:
        hardware = self._house.hardware
        if hardware.resident_reader.card_lies:
            hardware.resident_reader.pull_card()
        if hardware.social_card.inserted:
            hardware.social_card.pull()

    def _writing(self, keyboard: KeyboardPresenter) -> Writer:
        return Writer(self.hands, keyboard)

    def _prepare_network(self) -> None:
        if self._script.network in ("down", "down-then-up"):
            self._house.cable.cut()
            self.hands.wait(lambda: not self._screen.shell.online, "the terminal knows that the network is down", _LONG)
        else:
            self.hands.wait(lambda: self._screen.shell.online, "the terminal is online", _LONG)

    def _settle_network(self) -> None:
        """Mends what the script cut, except where it says that the network stays down, and waits for the delivery."""
        if self._script.network == "down" or self.number is None:
            return
        self._house.cable.mend()
        number, outbox = self.number, self.shell.services.outbox
        self.hands.wait(lambda: outbox.status(number) is not None, "the platform's answer has come", _LONG)
        if self._house.application(number) is None:
            raise VisitError("the platform answered for an application that it does not hold")

    def _primary_ready(self) -> bool:
        return self._ready("primary")

    def _ready(self, name: str) -> bool:
        item = self.hands.find(name)
        return item is not None and item.isEnabled()

    def _shown_text(self, name: str) -> str:
        item = self.hands.find(name)
        return "" if item is None else str(item.property("text"))


def window_size(script: Script) -> QSize:
    return LANDSCAPE if script.size == "landscape" else PORTRAIT


__all__ = ["AnswerError", "HandsError", "VisitError", "Visitor", "window_size"]
