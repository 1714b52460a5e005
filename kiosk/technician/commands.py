"""`kioskctl`: what technicians, operators and scripts do without the screen."""

import json
import sys
from pathlib import Path

import click

from kiosk.configuration import USUAL, read_configuration
from kiosk.technician.emulate import emulate
from kiosk.technician.outbox import outbox
from kiosk.technician.print import print_pdf
from kiosk.technician.store import store


@click.group()
def main() -> None:
    """新智助 on the command line."""


main.add_command(emulate)
main.add_command(outbox)
main.add_command(print_pdf)
main.add_command(store)


@main.command()
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), default=USUAL, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(config: Path, as_json: bool) -> None:
    """Devices and their states, what waits to be sent, network, versions."""
    from kiosk.technician.status import machine_status

    try:
        found = machine_status(read_configuration(config))
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    click.echo(f"terminal  {'running' if found['terminal']['running'] else 'not running'}")
    for name, device in found["devices"].items():
        click.echo(f"  {name:<18}{device['state']:<10} {device.get('reason', '')}")
    queue = found["queue"]
    click.echo(
        f"queue     {queue['state']}, waiting {queue.get('waiting', '?')}, parked {len(queue.get('parked', {}))}"
    )
    if queue.get("standing"):
        click.echo(f"platform  {queue['standing']} {queue['reason']}".rstrip())
    if queue.get("alarms"):
        click.echo(f"alarms    {', '.join(queue['alarms'])}: see kioskctl store check")
    if queue.get("key") == "development":
        click.echo("key       for development only: whoever has the data folder can read the store")
    click.echo(f"network   {'online' if found['agent']['online'] else 'offline'}, clock {found['agent']['clock']}")
    click.echo(f"version   {found['versions']['kiosk']}, Qt {found['versions']['qt']}")


@main.command()
@click.argument("script", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Pictures, papers, visit.json."
)
def visit(script: Path, out: Path) -> None:
    """Lives one visit by tapping the real controls of the real terminal, with agent, platform and emulated devices."""
    from kiosk.desk.script import ScriptError, read_script
    from kiosk.desk.visiting import live

    try:
        read = read_script(script)
    except ScriptError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(live(read, out))


if __name__ == "__main__":
    main()
