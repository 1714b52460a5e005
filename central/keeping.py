"""`python -m central backup`, `restored` and `epochs`: what an operator does so that nothing is lost with a disk."""

import dataclasses
from pathlib import Path

import click

from central.backup import NoDump, back_up
from central.opening import attachments_option, json_option, node, opened, say


@click.command()
@node
@attachments_option
@click.argument("to", type=click.Path(path_type=Path, file_okay=False))
@json_option
def backup(data: Path, database: str | None, secrets: Path | None, attachments: str, to: Path, as_json: bool) -> None:
    """Copy database and attachments to the folder TO, while the platform runs. Secrets are not copied.

    Into the same folder again, the database is replaced when the new copy is whole, and of the attachments only new ones are copied.
    """
    with opened(data, database, secrets, attachments) as platform:
        try:
            done = back_up(platform, to)
        except NoDump as error:
            raise click.ClickException(str(error)) from error
    found = {
        "database": str(done.database),
        "epoch": done.epoch,
        "seq": done.seq,
        "attachments": done.attachments,
        "new_attachments": done.new_attachments,
    }
    say(found, [f"{name:<16}{value}" for name, value in found.items()], as_json=as_json)


@click.command()
@node
@click.option(
    "--everything",
    is_flag=True,
    help="Submissions were taken in since it was put back: have terminals offer again all that they still keep.",
)
@json_option
def restored(data: Path, database: str | None, secrets: Path | None, everything: bool, as_json: bool) -> None:
    """Say that the database was put back from a backup, before the first node is started on it.

    A new epoch begins: terminals offer again what they had delivered after the backup, and take catalogue and statuses anew.
    """
    with opened(data, database, secrets) as platform:
        life = platform.epochs.restored(everything=everything)
    say(
        {"epoch": life.epoch, "marks": life.marks},
        [f"epoch {life.epoch}", *(f"  of {name} held up to {held}" for name, held in life.marks.items())],
        as_json=as_json,
    )


@click.command()
@node
@json_option
def epochs(data: Path, database: str | None, secrets: Path | None, as_json: bool) -> None:
    """The lives of this database: one more each time that it was put back from a backup."""
    with opened(data, database, secrets) as platform:
        found = platform.epochs.all()
    say(
        [{**dataclasses.asdict(one), "began_at": one.began_at.isoformat()} for one in found],
        [
            f"{one.number:>4}  {one.began_at:%Y-%m-%d %H:%M}  {one.name}  {one.reason:<9}"
            + ("now" if one.held is None else f"held up to {one.held}")
            for one in found
        ],
        as_json=as_json,
    )
