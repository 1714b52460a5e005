"""`kioskctl print`: one PDF through the terminal's own driver, followed to its end. The technician's first question to a printer."""

import json
import queue
import sys
from pathlib import Path
from typing import Any

import click

from kiosk.devices.configuration import DeviceConfiguration
from kiosk.devices.printers.job import JobState, Sides
from kiosk.devices.state import DeviceState, Phase
from kiosk.languages.fault import Fault, KnownFault

_USUAL = DeviceConfiguration()
_UNTIL_THERE = 15.0  # seconds that the printer has to answer at first


@click.command("print")
@click.argument("pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--queue", "queue_name", default=_USUAL.printer_queue, show_default=True, help="The queue in CUPS.")
@click.option("--server", default=_USUAL.cups_server, show_default=True, help="CUPS's socket.")
@click.option("--copies", type=click.IntRange(1, 50), default=1, show_default=True)
@click.option("--two-sided", is_flag=True, help="On both sides of the paper, where the printer can.")
@click.option("--json", "as_json", is_flag=True, help="One event a line, for programs.")
def print_pdf(pdf: Path, queue_name: str, server: str, copies: int, two_sided: bool, as_json: bool) -> None:
    """Prints PDF and says each step, as the printer tells it. Ends with 0 when it was printed, with 1 when it was not; nothing is
    sent of a file that is no whole PDF without a password. Other jobs in the queue stay as they are."""
    from kiosk.agent.printer_relay import PrinterRelay
    from kiosk.devices.printers.cups import CupsPrinter
    from kiosk.devices.printers.document import pages_of

    say = _as_json if as_json else _in_words
    document = pdf.read_bytes()
    try:
        pages_of(document)
    except KnownFault as unprintable:
        say({"event": "refused", **_why(unprintable.fault)})
        sys.exit(1)
    printer = CupsPrinter(queue_name, server, PrinterRelay(queue_name, server), sole=False)
    states: queue.SimpleQueue[DeviceState] = queue.SimpleQueue()
    steps: queue.SimpleQueue[JobState] = queue.SimpleQueue()
    printer.watch(states.put)
    printer.start()
    try:
        _until_there(states)
        stop = printer.print(document, steps.put, copies=copies, sides=Sides.TWO if two_sided else Sides.ONE)
        try:
            printed = _follow(steps, say)
        except KeyboardInterrupt:
            stop()
            printed = _follow(steps, say)
    except KnownFault as trouble:
        say({"event": "failed", **_why(trouble.fault)})
        printed = False
    finally:
        printer.close()
    sys.exit(0 if printed else 1)


def _until_there(states: "queue.SimpleQueue[DeviceState]") -> None:
    """Raises KnownFault when there is no printer, or it does not say whether there is."""
    while True:
        try:
            state = states.get(timeout=_UNTIL_THERE)
        except queue.Empty:
            raise KnownFault(Fault("printer_silent")) from None
        if state.phase in (Phase.ABSENT, Phase.FAILED) and state.fault is not None:
            raise KnownFault(state.fault)
        if state.phase not in (Phase.ABSENT, Phase.STARTING):
            return


def _follow(steps: "queue.SimpleQueue[JobState]", say: Any) -> bool:
    """Whether it was printed."""
    while True:
        step = steps.get()
        told: dict[str, object] = {"event": step.phase.value}
        if step.pages is not None:
            told |= {"pages": step.pages.expected, "out": step.pages.out}
        if step.fault is not None:
            told |= _why(step.fault)
        say(told)
        if step.over:
            return step.fault is None


def _why(fault: Fault) -> dict[str, object]:
    from kiosk.languages.language import Language
    from kiosk.languages.messages import text

    return {"reason": fault.code, "words": text(Language.CHINESE, fault.message, **fault.values)}


def _as_json(told: dict[str, object]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False))


def _in_words(told: dict[str, object]) -> None:
    counted = f"  {told['out']} of {told['pages']} pages" if told.get("out") is not None else ""
    if told["event"] == "printed" and not counted:
        counted = f"  the printer does not count pages: look whether {told['pages']} lie there"
    click.echo(f"{told['event']:<10}{told.get('reason', '')}{counted}")
    if "words" in told:
        click.echo(f"          {told['words']}")
