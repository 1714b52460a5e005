"""The operator's side of `python -m central terminals`: the fleet, one of it, closing one and a code for its machine."""

from pathlib import Path

import click

from central.api.fleet import CODE_WORKS
from central.identity.fleet import FleetTerminal
from central.opening import json_option, node, opened, say


@click.group()
def terminals() -> None:
    """The machines that are terminals, and what is wrong with each. Works while the platform runs."""


@terminals.command("list")
@node
@click.option("--after", default=0, show_default=True, type=click.IntRange(0, 9999), help="Only numbers above it.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 9999))
@json_option
def list_terminals(
    data: Path, database: str | None, secrets: Path | None, after: int, limit: int, as_json: bool
) -> None:
    """By number: site, last heard, what waits, what somebody should look at."""
    with opened(data, database, secrets) as platform:
        found = platform.fleet.page(platform.now(), after, limit)
    say([one.model_dump(mode="json") for one in found], [_line(one) for one in found], as_json=as_json)


@terminals.command("show")
@node
@click.argument("name")
@json_option
def show_terminal(data: Path, database: str | None, secrets: Path | None, name: str, as_json: bool) -> None:
    """One terminal with its last heartbeat."""
    with opened(data, database, secrets) as platform:
        one = platform.fleet.one(name, platform.now())
    say(one.model_dump(mode="json"), [_line(one), *_details(one)], as_json=as_json)


@terminals.command("revoke")
@node
@click.argument("name")
@json_option
def revoke_terminal(data: Path, database: str | None, secrets: Path | None, name: str, as_json: bool) -> None:
    """Its identity works no more, on every node at once; the machine keeps its queue and needs a new code."""
    with opened(data, database, secrets) as platform:
        platform.terminals.revoke(name, platform.now())
        one = platform.fleet.one(name, platform.now())
    say(one.model_dump(mode="json"), [_line(one)], as_json=as_json)


@terminals.command("code")
@node
@click.argument("name")
@json_option
def code_for_terminal(data: Path, database: str | None, secrets: Path | None, name: str, as_json: bool) -> None:
    """A one-time code, 15 minutes: its machine goes on under its number, another one takes its place."""
    with opened(data, database, secrets) as platform:
        site = platform.fleet.one(name, platform.now()).site
        made = platform.enrolments.make_code(site, platform.now(), CODE_WORKS, terminal=name)
    say({"code": made}, [made], as_json=as_json)


def _line(one: FleetTerminal) -> str:
    heard = "never" if one.heard_at is None else f"{one.heard_at:%Y-%m-%d %H:%M}"
    waiting = one.heartbeat.queue.waiting if one.heartbeat else 0
    wrong = f"closed: {one.closed}" if one.closed else ", ".join(one.troubles) or "well"
    return f"{one.name}  heard {heard:<16}  waiting {waiting:>4}  {wrong}  {one.site}"


def _details(one: FleetTerminal) -> list[str]:
    lines = [f"  enrolled     {one.enrolled_at:%Y-%m-%d %H:%M}"]
    if one.certificate_until is not None:
        lines.append(f"  certificate  until {one.certificate_until:%Y-%m-%d}")
    if one.heartbeat is None:
        return lines
    beat = one.heartbeat
    lines.append(f"  version      {beat.version}")
    lines += [f"  device       {name} {device.state} {device.reason}" for name, device in beat.devices.items()]
    lines += [f"  parked       {number} {reason}" for number, reason in beat.queue.parked.items()]
    return [line.rstrip() for line in lines]
