"""`kioskctl emulate`: hands for the emulated devices of a demo that runs in another process (kiosk/devices/emulated/control.py)."""

import json
from pathlib import Path

import click

_SOCIAL = click.option("--social", is_flag=True, help="The social security card in the slot, not the resident card.")


@click.group()
@click.option(
    "--run",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="XINZHIZHU_RUN",
    required=True,
    help="The run folder that `make run` names.",
)
@click.pass_context
def emulate(context: click.Context, run: Path) -> None:
    """Cards, paper, printer and network of a running demo. Each command says how everything stands afterwards."""
    context.obj = run


@emulate.command()
@click.pass_obj
def state(run: Path) -> None:
    """How everything stands."""
    _do(run, "state")


@emulate.group()
def card() -> None:
    """A card on the reader or in the slot."""


@card.command("put")
@click.argument("who")
@click.argument("number", required=False)
@_SOCIAL
@click.pass_obj
def put_card(run: Path, who: str, number: str | None, social: bool) -> None:
    """WHO is one of the invented people (see `state`), by name or number; with NUMBER it is anybody's name."""
    if number is not None and social:
        raise click.UsageError("only the invented people have social security cards")
    if number is not None:
        _do(run, "put_stranger", name=who, number=number)
    else:
        _do(run, "insert_social_card" if social else "put_card", person=who)


@card.command("take")
@_SOCIAL
@click.pass_obj
def take_card(run: Path, social: bool) -> None:
    """Takes it away."""
    _do(run, "pull_social_card" if social else "pull_card")


@emulate.group()
def paper() -> None:
    """Paper under the document camera."""


@paper.command("lay")
@click.argument("picture", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def lay_paper(run: Path, picture: Path) -> None:
    """PICTURE is what the camera sees."""
    _do(run, "lay_paper", path=str(picture.resolve()))


@paper.command("take")
@click.pass_obj
def take_paper(run: Path) -> None:
    """Takes it away."""
    _do(run, "take_away")


_PRINTER = {
    "empty": "empty_tray",
    "fill": "fill_tray",
    "jam": "jam",
    "clear": "clear_jam",
    "unplug": "unplug_printer",
    "plug": "plug_printer",
}


@emulate.command()
@click.argument("what", type=click.Choice([*_PRINTER, "stop-after", "vanish"]))
@click.argument("number", type=click.FloatRange(min=0), required=False)
@click.pass_obj
def printer(run: Path, what: str, number: float | None) -> None:
    """empty: no paper in the tray. clear: the jam is mended. stop-after NUMBER: it jams after so many pages of the next document.
    vanish NUMBER: nobody reaches it for so many seconds. More (open, no_ink, low_paper, low_ink, wrong_size): `fail printer CODE`."""
    if what in _PRINTER:
        _do(run, _PRINTER[what])
    elif number is None:
        raise click.UsageError(f"{what} wants a number")
    elif what == "vanish":
        _do(run, "vanish_printer", seconds=number)
    else:
        _do(run, "stop_printer_after", pages=int(number))


@emulate.command()
@click.argument("what", type=click.Choice(["unplug", "plug"]))
@click.pass_obj
def reader(run: Path, what: str) -> None:
    """The cable of the resident card reader."""
    _do(run, f"{what}_reader")


@emulate.command()
@click.argument("what", type=click.Choice(["cut", "mend"]))
@click.pass_obj
def network(run: Path, what: str) -> None:
    """The cable between agent and platform."""
    _do(run, f"{what}_network")


@emulate.command()
@click.argument("device")
@click.argument("code")
@click.option("--repeatedly", is_flag=True, help="Until `clear`, not only the next time.")
@click.pass_obj
def fail(run: Path, device: str, code: str, repeatedly: bool) -> None:
    """Lets DEVICE fail with CODE; an unknown code is answered with those there are, and so is a DEVICE."""
    _do(run, "fail_repeatedly" if repeatedly else "fail_next", device=device, code=code)


@emulate.command()
@click.argument("device")
@click.argument("seconds", type=click.FloatRange(min=0))
@click.pass_obj
def slow(run: Path, device: str, seconds: float) -> None:
    """Lets every answer of DEVICE come so much later until `clear`; 0 ends it."""
    _do(run, "slow_down", device=device, seconds=seconds)


@emulate.command()
@click.argument("device")
@click.argument("how")
@click.option("--repeatedly", is_flag=True, help="Until `clear`, not only the next time.")
@click.pass_obj
def garble(run: Path, device: str, how: str, repeatedly: bool) -> None:
    """Changes what DEVICE answers on its way. HOW: flipped, cut, noise, doubled, silent, or hex: and the bytes to say instead."""
    _do(run, "garble_repeatedly" if repeatedly else "garble_next", device=device, how=how)


@emulate.command()
@click.argument("device")
@click.pass_obj
def clear(run: Path, device: str) -> None:
    """Ends all faults of DEVICE."""
    _do(run, "clear", device=device)


def _do(run: Path, command: str, **arguments: object) -> None:
    from kiosk.desk.house import CONTROL
    from kiosk.devices.emulated.control import ControlClient

    try:
        told = ControlClient(run / CONTROL).do(command, **arguments)
    except ValueError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except OSError as error:
        raise click.ClickException(f"no demo runs in {run}: {error.strerror or error}") from error
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
