"""The operator's side of `python -m central`: applications, what was refused, matters. Works while the platform runs."""

import dataclasses
import json
from pathlib import Path
from typing import Any, cast, get_args

import click

from central.opening import json_option, node, opened, say
from central.problems import Refusal
from central.reception import move as move_application
from central.store.applications import Kept
from kiosk.contract.application import State
from kiosk.matters.folder import BadMatter, missing_texts, read_folder

_BY = "command line"


@click.group()
def applications() -> None:
    """What was taken in, and where it stands."""


@applications.command("list")
@node
@click.option(
    "--after", type=click.IntRange(min=0), help="Only later than this seq, oldest first. Without it: the newest."
)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@json_option
def list_applications(
    data: Path, database: str | None, secrets: Path | None, after: int | None, limit: int, as_json: bool
) -> None:
    """Number, matter, state and place in the order of arrival. Says nothing about persons."""
    with opened(data, database, secrets) as platform:
        found = platform.applications.newest(limit) if after is None else platform.applications.after(after, limit)
    say(
        [_listed(one) for one in found],
        [
            f"{one.seq:>8}  {one.status.number}  {one.status.state:<17} {one.application.matter}"
            + ("  by hand" if one.status.by_hand else "")
            for one in found
        ],
        as_json=as_json,
    )


@applications.command("show")
@node
@click.argument("number")
@json_option
def show_application(data: Path, database: str | None, secrets: Path | None, number: str, as_json: bool) -> None:
    """One application and its way so far. With --json all of it, the person too."""
    with opened(data, database, secrets) as platform:
        kept = platform.applications.get(number)
        if kept is None:
            raise Refusal(404, "application-unknown", "没有这份申请", field="number")
        history = platform.applications.history(number)
    way = [{**json.loads(status.model_dump_json()), "by": by} for status, by in history]
    say(
        {**_listed(kept), "application": json.loads(kept.application.model_dump_json()), "history": way},
        [f"{name:<14}{value}" for name, value in _listed(kept).items()]
        + [f"  {status.changed_at:%Y-%m-%d %H:%M}  {status.state}  ({by})" for status, by in history],
        as_json=as_json,
    )


@applications.command("move")
@node
@click.argument("number")
@click.argument("state", type=click.Choice(get_args(State)))
@click.option("--note", default="", help="To the person.")
@json_option
def move(
    data: Path, database: str | None, secrets: Path | None, number: str, state: str, note: str, as_json: bool
) -> None:
    """One allowed step, as in the console."""
    with opened(data, database, secrets) as platform:
        status = move_application(platform, number, cast(State, state), note=note.strip(), by=_BY)
    say(json.loads(status.model_dump_json()), [f"{number} {status.state}, version {status.version}"], as_json=as_json)


@click.command()
@node
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@json_option
def refusals(data: Path, database: str | None, secrets: Path | None, limit: int, as_json: bool) -> None:
    """Submissions that were refused for good and lie parked on their terminals, the last one first."""
    with opened(data, database, secrets) as platform:
        found = platform.refusals.newest(limit)
    say(
        [
            {**dataclasses.asdict(one), "first_at": one.first_at.isoformat(), "last_at": one.last_at.isoformat()}
            for one in found
        ],
        [
            f"{one.last_at:%Y-%m-%d %H:%M}  {one.number}  {one.terminal}  {one.kind} {one.field}  {one.times} times"
            + ("  taken in" if one.taken_in else "")
            for one in found
        ],
        as_json=as_json,
    )


@click.group()
def matters() -> None:
    """The published catalogue. What is done here stays so, whatever folder is published at the next start."""


@matters.command("list")
@node
@json_option
def list_matters(data: Path, database: str | None, secrets: Path | None, as_json: bool) -> None:
    """All that was ever published. `folder` follows the folder of --matters at each start, `operator` does not."""
    with opened(data, database, secrets) as platform:
        found = platform.matters.listed()
    say(
        [dataclasses.asdict(one) for one in found],
        [f"{one.seq:>8}  {one.code}  {one.version}  {one.origin}{'  withdrawn' * one.withdrawn}" for one in found],
        as_json=as_json,
    )


@matters.command("publish")
@node
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@json_option
def publish(data: Path, database: str | None, secrets: Path | None, folder: Path, as_json: bool) -> None:
    """Publish the matter in FOLDER (docs/add-a-matter.md); brings a withdrawn one back."""
    try:
        published = read_folder(folder)
    except BadMatter as error:
        raise click.ClickException("\n".join(error.findings)) from error
    if missing := missing_texts(published):
        raise click.ClickException(f"texts are missing: {missing}")
    code, version = published.matter.code, published.matter.version
    with opened(data, database, secrets) as platform:
        changed = platform.matters.publish(published, "operator")
    say(
        {"code": code, "version": version, "changed": changed},
        [f"{code} {version}: {'published' if changed else 'was published already'}"],
        as_json=as_json,
    )


@matters.command("withdraw")
@node
@click.argument("code")
@json_option
def withdraw(data: Path, database: str | None, secrets: Path | None, code: str, as_json: bool) -> None:
    """Terminals offer it no more. What they had already taken down still comes in, marked for acceptance by hand."""
    with opened(data, database, secrets) as platform:
        if code not in {one.code for one in platform.matters.listed()}:
            raise Refusal(404, "matter-unknown", "没有这个事项", field="code")
        changed = platform.matters.withdraw(code, "operator")
    say(
        {"code": code, "changed": changed},
        [f"{code}: {'withdrawn' if changed else 'was withdrawn already'}"],
        as_json=as_json,
    )


@matters.command("follow")
@node
@click.argument("code")
@json_option
def follow(data: Path, database: str | None, secrets: Path | None, code: str, as_json: bool) -> None:
    """Take the operator's word on a matter back: from the next start on it follows the folder again."""
    with opened(data, database, secrets) as platform:
        changed = platform.matters.follow(code)
    say(
        {"code": code, "changed": changed},
        [f"{code}: {'follows the folder again' if changed else 'follows the folder'}"],
        as_json=as_json,
    )


def _listed(kept: Kept) -> dict[str, Any]:
    status = json.loads(kept.status.model_dump_json())
    return {
        "seq": kept.seq,
        **status,
        "terminal": kept.application.terminal,
        "received_at": kept.received_at.isoformat(),
        "deliveries": kept.deliveries,
    }
