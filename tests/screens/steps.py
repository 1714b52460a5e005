"""How a visit comes to the places where it hands in: the steps before are taken by the visit's own rules, not by taps."""

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from kiosk.contract.application import ApplicationStatus, State
from kiosk.devices.cameras.shot import Shot, View
from kiosk.languages.fault import Fault
from kiosk.visit.journey import Place, Stop
from kiosk.visit.visit import Consent
from tests.screens.conftest import CERTIFICATE, NEWBORN, Shown
from tests.screens.people import FATHER, MOTHER

SIGNATURE = [[(0.15, 0.6), (0.3, 0.25), (0.4, 0.7), (0.55, 0.3), (0.7, 0.65), (0.85, 0.4)], [(0.2, 0.8), (0.8, 0.75)]]
DOT = [[(0.5, 0.5), (0.52, 0.5)]]
OUTLINE = ((0.2, 0.1), (0.8, 0.1), (0.8, 0.9), (0.2, 0.9))

_NEWBORN = {
    "baby_name": "示例宝宝",
    "baby_sex": "female",
    "birth_time": "2026-02-20T08:30",
    "birth_org": "city_first",
    "mother_mobile": "19900000001",
    "father_name": FATHER.name,
    "father_id": FATHER.number,
    "father_mobile": "19900000002",
    "settle_with": "mother",
    "householder": FATHER.name,
    "relation_householder": "child",
    "settle_address": MOTHER.address,
    "insure_place": "tianshan",
    "card_bank": "icbc",
    "delivery": "window",
}


def fill(shown: Shown, matter: str = NEWBORN, *, look_up: bool = False, **guide: str) -> None:
    """Everything before the materials: notice, card, form."""
    guide = {"applicant": "mother", "reimburse": "no", **guide} if matter == NEWBORN else guide
    shown.stand(matter, None, **guide)
    visit = shown.stage.visit
    visit.agree(Consent(shown.machine.clock.now(), "2026-1", look_up))
    visit.identify(MOTHER)
    if matter == NEWBORN:
        for key, value in _NEWBORN.items():
            visit.answer(key, value)
    assert not visit.findings(shown.machine.clock.now())


def at_materials(shown: Shown, *, look_up: bool = False, **guide: str) -> Shown:
    fill(shown, look_up=look_up, **guide)
    shown.stage.go_to(Place(Stop.MATERIALS))
    shown.hands.settle()
    return shown


def at_review(shown: Shown, matter: str = NEWBORN) -> Shown:
    """Two materials promised, everything signed."""
    fill(shown, matter)
    visit = shown.stage.visit
    if matter == NEWBORN:
        for key in ("marriage_certificate", "household_register"):
            visit.promise(key, shown.machine.clock.now().date())
        visit.sign_letter(SIGNATURE)
        visit.sign(SIGNATURE)
    shown.stage.go_to(Place(Stop.REVIEW))
    shown.hands.settle()
    return shown


def at_receipt(shown: Shown, matter: str = NEWBORN) -> Shown:
    at_review(shown, matter)
    shown.hands.tap("primary")
    shown.hands.wait(lambda: shown.at("receipt"), "the application is kept")
    return shown


def at_receipt_of_certificate(shown: Shown) -> Shown:
    return at_receipt(shown, CERTIFICATE)


def status(shown: Shown, state: State = "received", *, certificate: bool = False, note: str = "") -> ApplicationStatus:
    """The platform's word on what was handed in last."""
    handed_in = shown.machine.outbox.submitted[-1][0]
    return ApplicationStatus(
        number=handed_in.number,
        matter=handed_in.matter,
        state=state,
        version=1,
        changed_at=shown.machine.clock.now(),
        note=note,
        certificate=certificate,
    )


def view(advice: str | None = None, *, page: bool = True) -> View:
    """A sheet of white paper on a dark desk."""
    picture = np.full((480, 640, 3), 52, np.uint8)
    if page:
        picture[48:432, 128:512] = 245
        for row in range(80, 400, 24):
            picture[row : row + 6, 160:470] = 110
    return View(picture, OUTLINE if page else (), Fault(advice) if advice else None)


def shot(fault: str | None = None, shade: int = 245) -> Shot:
    if fault:
        return Shot(b"", 0, 0, Fault(fault))
    image = QImage(300, 424, QImage.Format.Format_RGB888)
    image.fill(QColor(shade, shade, shade))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")  # type: ignore[call-overload]  # the stub wants bytes, the code wants str
    return Shot(bytes(buffer.data().data()), 300, 424, None)
