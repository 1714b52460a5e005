"""`make torture`: random kill -9 of terminal, agent and platform while people hand applications in, and then the count."""

import secrets
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import click

from tests.torture.run import torture


@click.command()
@click.option("--kills", default=200, show_default=True, type=click.IntRange(1))
@click.option("--seed", type=int, help="Of an earlier run, to do the same again. Without it: a fresh one.")
def main(kills: int, seed: int | None) -> None:
    """Exit code 1 when an application was lost, taken twice, cannot be read or is left over, or a visit could not go on; the folder of
    the run is kept then."""
    # Ended from outside, it ends the processes that it started: as an exception, so that each `finally` runs.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    chosen = secrets.randbelow(10**6) if seed is None else seed
    run = Path(tempfile.mkdtemp(prefix="xinzhizhu-torture-"))
    click.echo(f"seed {chosen}, {kills} kills; everything lives in {run}")
    outcome = torture(chosen, kills, run)
    for line in outcome.lines():
        click.echo(line)
    if not outcome.good:
        click.echo(f"kept for whoever looks into it: {run}/logs; again: make torture N={kills} SEED={chosen}")
        sys.exit(1)
    shutil.rmtree(run)


if __name__ == "__main__":
    main()
