"""What a printer answers in IPP: its reasons and its jobs."""

import contextlib

from kiosk.devices.printers.ipp import printer_jobs, printer_word
from kiosk.devices.printers.reasons import stopping_fault, warnings
from kiosk.languages.fault import KnownFault

MODULES = ("kiosk.devices.printers.answer", "kiosk.devices.printers.ipp", "kiosk.devices.printers.reasons")
_HERE = "ipp://localhost/ipp/print"


def feed(data: bytes) -> None:
    with contextlib.suppress(KnownFault):
        word = printer_word(lambda _: data, _HERE)
        stopping_fault(word.reasons)
        warnings(word.reasons)
    with contextlib.suppress(KnownFault):
        printer_jobs(lambda _: data, _HERE, "page")
