"""The reasons why a device is not well are closed, and each says who can mend it."""

import ast
from pathlib import Path

import kiosk.devices
from kiosk.devices.printers.reasons import stopping_fault
from kiosk.devices.state import REASONS
from kiosk.languages.fault import Mender

ROOM = Path(kiosk.devices.__file__).parent


def faults_for_technicians() -> dict[str, Mender]:
    """Every `Fault("code", Mender.TECHNICIAN)` that stands in a driver: trouble of the machine, not of a card or a page."""
    found = {}
    for module in ROOM.rglob("*.py"):
        if "emulated" in module.parts:
            continue
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="Fault"),
                    args=[ast.Constant(value=str(code)), ast.Attribute(value=ast.Name(id="Mender"), attr=mender), *_],
                ):
                    found[code] = Mender[mender]
    return found


def test_every_trouble_of_a_machine_that_a_driver_names_is_a_reason_with_the_same_mender() -> None:
    named = faults_for_technicians()
    assert len(named) > 10
    assert {code: mender for code, mender in named.items() if REASONS.get(code) is not mender} == {}


def test_every_reason_that_a_printer_gives_is_a_reason() -> None:
    fault = stopping_fault(["media-jam-error"])
    assert fault is not None and REASONS[fault.code] is fault.mender
