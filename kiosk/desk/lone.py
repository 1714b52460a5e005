"""The scripted terminal in a process of its own: `python -m kiosk.desk.lone --config kiosk.toml --control SOCKET`.

Screens, drivers and store as in the field, and a visitor who taps on them. It reaches cards, paper and cable only over the control
socket of the house (kiosk/devices/emulated/control.py), so it can be killed, or locked into a place without network, while the house
stands. A terminal in the field has none of this: `main.py` runs it.

It reads scripts (kiosk/desk/script.py, one in JSON a line) from standard input and lives one after the other, to the end of the input.
It writes to standard output what a person sees, one event in JSON a line, each whole and at once, so that a kill takes back nothing:
    {"event": "ready"}                                              the first picture stands, devices have been started
    {"event": "screen", "name": "form"}
    {"event": "acknowledged", "number": "…", "state": "saved"}      the receipt with this number is drawn; or "submitted"
    {"event": "ended", "error": null}                               or why the visit could not go on; the terminal waits for the next
"""

import json
import logging
import os
import queue
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.desk.script import Script

if TYPE_CHECKING:
    from kiosk.desk.visitor import Visitor
    from kiosk.screens.application import Screen


@click.command()
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), required=True, help="As main.py reads it.")
@click.option("--control", type=click.Path(path_type=Path), required=True, help="The house's control socket.")
@click.option("--hasty", is_flag=True, help="The visitors do not wait for paper, voice and platform.")
def main(config: Path, control: Path, hasty: bool) -> None:
    """A terminal and its visitors; see the module's words."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    # Before Qt is loaded: without a display it would look for one and end.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _run(config, control, hasty)


def _run(config: Path, control: Path, hasty: bool) -> None:
    from kiosk.compose import Terminal
    from kiosk.configuration import read_configuration
    from kiosk.desk.brisk import BriskVisitor, Ears, HastyVisitor
    from kiosk.desk.hands import Hands
    from kiosk.desk.surroundings import DistantHouse
    from kiosk.screens.application import Screen, prepare
    from kiosk.terminal import Pulse, end_visits_at_bugs

    scripts: queue.SimpleQueue[Script | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(scripts,), name="scripts", daemon=True).start()
    application = prepare()
    ears = Ears()
    terminal = Terminal(read_configuration(config), on_said=ears.said)
    screen = Screen(terminal.services)
    end_visits_at_bugs(screen)
    house = DistantHouse(control)
    hands = Hands(screen.window)
    hands.settle()
    terminal.start()
    pulse = Pulse(terminal.alive)
    pulse.start()
    tell(event="ready")
    kind = HastyVisitor if hasty else BriskVisitor
    while True:
        # Qt works on while nobody is there.
        hands.wait(lambda: not scripts.empty(), "somebody comes, or the house closes", float("inf"))
        script = scripts.get()
        if script is None:
            break
        tell(event="ended", error=_live(kind(screen, house, script, ears), screen))
    pulse.stop()
    screen.close()
    terminal.close()
    application.processEvents()


def _live(visitor: "Visitor", screen: "Screen") -> str | None:
    """Why it could not go on, None when it came to its end. The terminal waits for the next person then."""
    from kiosk.desk.hands import HandsError
    from kiosk.desk.visitor import VisitError
    from kiosk.desk.writing import AnswerError

    visitor.on_screen = lambda name: tell(event="screen", name=name)
    visitor.on_acknowledged = lambda number, state: tell(event="acknowledged", number=number, state=state)
    try:
        visitor.live()
    except (VisitError, HandsError, AnswerError) as error:
        words = f"{visitor.here}: {error}"
        screen.shell.conductor.end()
        visitor.take_cards()
        return words
    return None


def _read(scripts: "queue.SimpleQueue[Script | None]") -> None:
    for line in sys.stdin.buffer:
        scripts.put(Script.model_validate_json(line))
    scripts.put(None)


def tell(**said: object) -> None:
    """One write, so that the line is whole or not there."""
    os.write(sys.stdout.fileno(), json.dumps(said, ensure_ascii=False).encode() + b"\n")


if __name__ == "__main__":
    main()
