"""`kioskctl store`: whether both files are whole, what was done to them, and what a technician decides."""

import json
import shutil
from pathlib import Path
from typing import Any

import click

from kiosk.configuration import USUAL, Configuration, read_configuration
from kiosk.languages.fault import KnownFault
from kiosk.offline.store import audit
from kiosk.offline.store.beside import Beside
from kiosk.offline.store.health import findings
from kiosk.offline.store.keys import StoreKey, read_key
from kiosk.offline.store.migrations import KEPT
from kiosk.offline.store.recovery import give_up
from kiosk.offline.store.stores import open_kept, open_stores

_CONFIG = click.option("--config", type=click.Path(dir_okay=False, path_type=Path), default=USUAL, show_default=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group()
def store() -> None:
    """Both files in which the machine keeps everything."""


@store.command()
@_CONFIG
@_JSON
def check(config: Path, as_json: bool) -> None:
    """Reads every page of both files and changes nothing. Exit code 1 when one is not whole."""
    configuration = _read(config)
    found = checked(configuration)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for name, file in found["files"].items():
            click.echo(f"{name:<14}{file['state']}  {'; '.join(file.get('findings', []))}".rstrip())
        click.echo(f"{'key':<14}{found['key']}")
        click.echo(f"{'free':<14}{found['free_bytes'] // 2**20} MB, ballast {'there' if found['ballast'] else 'gone'}")
        click.echo(f"{'alarms':<14}{', '.join(found['alarms']) or 'none'}")
    if any(file["state"] not in ("whole", "not made yet") for file in found["files"].values()):
        raise SystemExit(1)


@store.command()
@_CONFIG
@_JSON
@click.option("--without-key", is_flag=True, help="Their key is lost: put both files into quarantine for good.")
@click.option("--settle", is_flag=True, help="The alarms have been looked into.")
def recover(config: Path, as_json: bool, without_key: bool, settle: bool) -> None:
    """Mends what is damaged, as the agent does at its start, and says what was done. Stop terminal and agent first.

    What cannot be read stays in the folder `quarantine` of the data folder. With --without-key nothing is read: the machine
    begins with an empty store and must enrol anew; what waited in the old one is lost unless its key is found again.
    """
    configuration = _read(config)
    agent = configuration.agent
    done: dict[str, Any] = {}
    try:
        if without_key:
            done["given_up"] = [str(path.relative_to(agent.data)) for path in _give_up(configuration)]
        stores = open_stores(agent.data, development_key=agent.development_key)
        try:
            if settle:
                done["settled"] = audit.settle(stores.kept)
            done["alarms"] = audit.alarms(stores.kept)
            done["events"] = [
                {"at": one.at, "event": one.code, "detail": one.detail} for one in audit.events(stores.kept, 10)
            ]
        finally:
            stores.close()
    except KnownFault as known:
        raise click.ClickException(known.fault.code) from known
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False, indent=2))
        return
    for name in ("given_up", "settled"):
        if name in done:
            click.echo(f"{name:<10}{', '.join(done[name]) or 'nothing'}")
    click.echo(f"{'alarms':<10}{', '.join(done['alarms']) or 'none'}")
    for event in done["events"]:
        click.echo(f"{event['at'][:19]}  {event['event']}  {event['detail']}")


def checked(configuration: Configuration) -> dict[str, Any]:
    """What `check` tells. Opens the files for reading only."""
    agent = configuration.agent
    try:
        key: StoreKey | None = read_key(agent.data, development=agent.development_key)
    except KnownFault:
        key = None
    files = {path.name: _file(Beside(path), key) for path in (agent.kept, agent.catalogue)}
    alarms = []
    if files[KEPT.file]["state"] == "whole" and key is not None:
        kept = open_kept(agent.data, key)
        alarms = audit.alarms(kept)
        kept.close()
    said = "missing" if key is None else "development" if key.development else "systemd"
    free = shutil.disk_usage(agent.data).free if agent.data.exists() else 0
    ballast = (agent.data / "ballast").exists()
    return {"files": files, "key": said, "free_bytes": free, "ballast": ballast, "alarms": alarms}


def _file(beside: Beside, key: StoreKey | None) -> dict[str, Any]:
    if beside.never_made():
        return {"state": "not made yet"}
    if key is None or (beside.check.exists() and beside.check.read_text("utf-8") != key.check):
        return {"state": "store_key_missing"}
    if (reported := beside.reported()) is not None:
        return {"state": "damaged", "findings": [reported]}
    if not beside.path.exists() or beside.path.stat().st_size == 0:
        return {"state": "damaged", "findings": ["the file is gone or empty"]}
    found = findings(beside.path, key)
    return {"state": "damaged", "findings": found} if found else {"state": "whole"}


def _give_up(configuration: Configuration) -> list[Path]:
    agent = configuration.agent
    states = {name: file["state"] for name, file in checked(configuration)["files"].items()}
    lost = [path for path in (agent.kept, agent.catalogue) if states[path.name] == "store_key_missing"]
    if not lost:
        raise click.ClickException("the key opens both files: there is nothing to give up")
    return [give_up(Beside(path)) for path in lost]


def _read(config: Path) -> Configuration:
    try:
        return read_configuration(config)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
