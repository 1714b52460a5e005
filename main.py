"""新智助: `main.py` is the terminal, `main.py agent` the process that talks to the platform, `main.py demo` a whole house."""

import gc
import logging
import sys
from pathlib import Path

import click

from kiosk.configuration import USUAL, Configuration, read_configuration

_CONFIGURATION = click.option(
    "--config", type=click.Path(dir_okay=False, path_type=Path), default=USUAL, show_default=True
)


def _read(config: Path) -> Configuration:
    try:
        return read_configuration(config)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error


@click.group(invoke_without_command=True)
@_CONFIGURATION
@click.option("--windowed", is_flag=True, help="In a window of 1080 × 1920, not over the whole screen.")
@click.pass_context
def main(context: click.Context, config: Path, windowed: bool) -> None:
    """The terminal. It speaks to no platform, only to its devices; the agent does the rest."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    if context.invoked_subcommand is None:
        gc.disable()  # what is loaded now stays for good; run_terminal enables it again when the first picture stands
        from kiosk.terminal import run_terminal

        sys.exit(run_terminal(_read(config), full=not windowed))


@main.command()
@_CONFIGURATION
def agent(config: Path) -> None:
    """Carries what waits to the platform, brings the catalogue and the answers. Runs until it is told to end."""
    from kiosk.agent.agent import run_agent
    from kiosk.agent.printer_relay import PrinterRelay

    read = _read(config)
    run_agent(read.agent, PrinterRelay(read.devices.printer_queue, read.devices.cups_server))


@main.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True)
def demo(out: Path) -> None:
    """Terminal, agent, platform and emulated devices. Without a display: one whole visit by itself, pictures and PDF in --out."""
    from kiosk.desk.demo import run_demo

    sys.exit(run_demo(out))


if __name__ == "__main__":
    main()
