"""`kioskctl outbox`: what waits on this machine, why, and what can be done about it. Nothing of a person can be read here."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kiosk.configuration import USUAL, Configuration, read_configuration
from kiosk.languages.fault import KnownFault
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.queued import Entry, Queued
from kiosk.offline.store.store import Store

_CONFIG = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    default=USUAL,
    show_default=True,
    help="As main.py reads it.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group()
def outbox() -> None:
    """Applications that this machine keeps until the platform has them, and for some days more."""


@outbox.command("list")
@_CONFIG
@_JSON
@click.option("--all", "delivered", is_flag=True, help="Those too that the platform has.")
def list_(config: Path, as_json: bool, delivered: bool) -> None:
    """What waits, is parked or is being sent, the oldest first."""
    with _opened(config) as machine:
        sending = machine.sending()
        shown = [_shown(entry, sending) for entry in machine.queued.entries(delivered=delivered)]
    if as_json:
        click.echo(json.dumps({"platform": _platform(sending), "applications": shown}, ensure_ascii=False, indent=2))
        return
    click.echo(_line(_platform(sending)))
    for one in shown:
        reason = f"  {one['reason']}" if one["reason"] else ""
        click.echo(f"{one['number']}  {one['state']:<9}  tried {one['attempts']}, {_when(one)}{reason}")


@outbox.command()
@_CONFIG
@_JSON
@click.argument("number")
def show(config: Path, as_json: bool, number: str) -> None:
    """One application: how far it has come, how often it was tried, when it is tried next, and why it is still here."""
    with _opened(config) as machine:
        shown = _shown(machine.entry(number), machine.sending())
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for name, value in shown.items():
        click.echo(f"{name:<14}{'-' if value is None else value}")


@outbox.command()
@_CONFIG
@_JSON
@click.argument("numbers", nargs=-1)
@click.option("--parked", is_flag=True, help="All that are parked.")
def retry(config: Path, as_json: bool, numbers: tuple[str, ...], parked: bool) -> None:
    """Lets parked applications wait again, when what they were refused for has been mended. Ends with 1 when one was not parked."""
    with _opened(config) as machine:
        chosen = list(numbers)
        if parked:
            chosen += [entry.number for entry in machine.queued.entries() if entry.state == "parked"]
        if not chosen:
            raise click.UsageError("name a NUMBER, or --parked")
        done = {number: machine.deliveries.again(number) for number in chosen}
        machine.notice()
    if as_json:
        click.echo(json.dumps(done, indent=2))
    else:
        for number, again in done.items():
            click.echo(f"{number}  {'waits again' if again else 'is not parked'}")
    if not all(done.values()):
        raise SystemExit(1)


@outbox.command()
@_CONFIG
@_JSON
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("numbers", nargs=-1)
def export(config: Path, as_json: bool, file: Path, numbers: tuple[str, ...]) -> None:
    """Writes the sealed bytes of NUMBERS, or of all that the platform has not, into FILE: for a machine that has no network.

    `python -m central import FILE` takes them in. They stay here: sent as well, they take effect once.
    """
    from kiosk.contract.parcel import write_parcel

    with _opened(config) as machine:
        entries = [machine.entry(number) for number in numbers] or machine.queued.entries()
        for entry in entries:
            if not entry.size:
                raise click.ClickException(f"{entry.number}: the platform has it, and its bytes have been erased here")
        fresh = file.with_name(file.name + ".new")
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        write_parcel(fresh, (machine.deliveries.sealed(entry.key) for entry in entries))
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        fresh.replace(file)
    exported = [entry.number for entry in entries]
    if as_json:
        click.echo(json.dumps({"file": str(file), "bytes": file.stat().st_size, "exported": exported}, indent=2))
    else:
        click.echo(f"{file}: {len(exported)} applications, {file.stat().st_size} bytes")


@dataclass(frozen=True, slots=True)
class _Machine:
    configuration: Configuration
    queued: Queued
    deliveries: Deliveries

    def entry(self, number: str) -> Entry:
        for entry in self.queued.entries(delivered=True):
            if entry.number == number:
                return entry
        raise click.ClickException(f"{number}: no such application on this machine")

    def sending(self) -> dict[str, Any] | None:
        """What the agent is doing; None when it does not run."""
        from kiosk.offline.remote.questions import AgentQuestions

        questions = AgentQuestions(self.configuration.agent.socket, deadline=2.0)
        try:
            return questions.sending()
        except KnownFault:
            return None
        finally:
            questions.close()

    def notice(self) -> None:
        from kiosk.offline.remote.questions import AgentQuestions

        questions = AgentQuestions(self.configuration.agent.socket, deadline=2.0)
        questions.notice()
        questions.close()


@contextmanager
def _opened(config: Path) -> Iterator[_Machine]:
    from kiosk.offline.store.beside import Beside
    from kiosk.offline.store.keys import read_key
    from kiosk.offline.store.migrations import KEPT

    try:
        configuration = read_configuration(config)
        agent = configuration.agent
        if Beside(agent.kept).never_made():
            raise click.ClickException("this machine has no store yet")
        store = Store(agent.kept, KEPT, read_key(agent.data, development=agent.development_key))
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except KnownFault as known:
        raise click.ClickException(f"the store cannot be opened: {known.fault.code}") from known
    try:
        yield _Machine(configuration, Queued(store), Deliveries(store))
    finally:
        store.close()


def _shown(entry: Entry, sending: dict[str, Any] | None) -> dict[str, Any]:
    """`next_try_s`: seconds, None when that is not known or it is not tried by itself. `offset` of `sending_bytes`: how much of the
    attachment that is being sent now has arrived."""
    now = sending["now"] if sending else None
    mine = now is not None and now["number"] == entry.number
    waits = sending is not None and entry.state == "waiting"
    next_try = max(sending["put_off"].get(entry.key, 0.0), sending["next_s"]) if sending and waits else None
    return {
        "number": entry.number,
        "matter": f"{entry.matter} version {entry.matter_version}",
        "state": entry.state,
        "attempts": entry.attempts,
        "reason": entry.reason,
        "queued_at": _said(entry.queued_at),
        "delivered_at": _said(entry.delivered_at),
        "attachments": entry.attachments,
        "uploaded": entry.uploaded,
        "bytes": entry.size,
        "next_try_s": next_try,
        "sending": now["attachment"] if mine and now else None,
        "offset": now["offset"] if mine and now else None,
        "sending_bytes": now["size"] if mine and now else None,
    }


def _platform(sending: dict[str, Any] | None) -> dict[str, Any]:
    if sending is None:
        return {"agent": "not running"}
    return {"agent": "running", **{name: sending[name] for name in ("circuit", "reason", "next_s")}}


def _line(platform: dict[str, Any]) -> str:
    if platform["agent"] != "running":
        return "agent     not running: nothing is sent"
    if platform["circuit"] == "closed":
        return "platform  reached"
    return f"platform  not reached ({platform['reason']}), tried again in {platform['next_s']} s"


def _when(one: dict[str, Any]) -> str:
    if one["sending"] is not None:
        if one["sending"] == 0:
            return "being sent: the application itself"
        return f"being sent: paper {one['sending']} of {one['attachments']}, {one['offset']} of {one['sending_bytes']} bytes"
    if one["state"] == "delivered":
        return f"delivered {one['delivered_at']}"
    if one["next_try_s"] is not None:
        return f"next in {one['next_try_s']} s"
    return f"since {one['queued_at']}"


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
