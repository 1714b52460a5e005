"""Starting the platform, writing its contract down, and making enrolment codes."""

import contextlib
import json
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
import uvicorn

from central.api.app import create_app
from central.console.sign_in import password
from central.platform import Platform
from central.problems import Refusal
from central.store.blobs.bucket import UnfitStore
from central.store.database import DifferentKey
from central.store.engine import BadDatabaseUrl
from central.store.seed import seed

_MATTERS = Path(__file__).resolve().parents[1] / "assets" / "matters"


def _node(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which platform is meant."""
    for option in (
        click.option(
            "--secrets",
            type=click.Path(path_type=Path),
            help="Folder of platform.key and the other secrets, the same for all nodes of a database. Without it: DATA.",
        ),
        click.option(
            "--database",
            envvar="XINZHIZHU_DATABASE",
            help="postgresql://user@host/name, shared by nodes. Without it: SQLite, DATA/platform.db.",
        ),
        click.option(
            "--data", type=click.Path(path_type=Path), required=True, help="Folder of this node; made when missing."
        ),
    ):
        command = option(command)
    return command


_attachments = click.option(
    "--attachments",
    default="",
    help="Where uploaded papers lie: a folder, or s3://BUCKET/PREFIX with AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and"
    " AWS_SECRET_ACCESS_KEY from the environment. Empty: DATA/attachments. All nodes of one platform share one place.",
)


@contextlib.contextmanager
def _opened(data: Path, database: str | None, secrets: Path | None, attachments: str = "") -> Iterator[Platform]:
    try:
        platform = Platform.open(data, attachments=attachments, database=database, secrets=secrets)
    except (UnfitStore, Refusal) as error:
        raise click.ClickException(f"--attachments: {error}") from error
    except (BadDatabaseUrl, DifferentKey) as error:
        raise click.ClickException(str(error)) from error
    try:
        yield platform
    finally:
        platform.close()


@click.group()
def main() -> None:
    """The reference platform behind the terminals."""


@main.command()
@_node
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port", default=8080, show_default=True, help="0: any free one. The address is written to DATA/address."
)
@click.option(
    "--matters",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=_MATTERS,
    help="To be published.",
)
@click.option(
    "--public-url",
    default="",
    help="How the public reaches this instance, as printed on certificates. Empty: the address it listens at.",
)
@_attachments
def serve(
    data: Path,
    database: str | None,
    secrets: Path | None,
    host: str,
    port: int,
    matters: Path,
    public_url: str,
    attachments: str,
) -> None:
    """Serve until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    with _opened(data, database, secrets, attachments) as platform:
        platform.epochs.check()
        changed, findings = seed(platform.matters, matters)
        for finding in findings:
            click.echo(f"not published: {finding}", err=True)
        click.echo(f"published: {len(changed)} changed, {len(platform.matters.codes())} in all")
        password(platform)  # so that the file is there before anybody needs it
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            listening.listen(1024)
            bound = listening.getsockname()[1]
            address = f"http://{f'[{host}]' if ':' in host else host}:{bound}"
            # uvicorn stops in order and then raises the signal again: what comes after it is ours to do.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            # No access log: it would keep who asked what and when.
            reached = replace(platform, public_url=public_url.rstrip("/") or address)
            config = uvicorn.Config(create_app(reached), log_level="warning", access_log=False, server_header=False)
            with _written(data / "address", address):
                click.echo(f"serving on {address}")
                uvicorn.Server(config).run(sockets=[listening])


@contextlib.contextmanager
def _written(file: Path, line: str) -> Iterator[None]:
    """Whole as soon as it is there, and gone at the end."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(f"{line}\n", "utf-8")
    fresh.rename(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


@main.command()
@click.option("--out", type=click.Path(path_type=Path), required=True)
def openapi(out: Path) -> None:
    """Write the OpenAPI document."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(openapi_text(), "utf-8")


def openapi_text() -> str:
    return json.dumps(create_app(None).openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@main.command("enrolment-code")
@_node
@click.option("--site", required=True, help="Where the machine stands.")
@click.option("--minutes", default=15, show_default=True, help="How long the code works.")
def enrolment_code(data: Path, database: str | None, secrets: Path | None, site: str, minutes: int) -> None:
    """Print a one-time code for one machine. Works while the platform is running."""
    with _opened(data, database, secrets) as platform:
        click.echo(platform.terminals.make_code(site, platform.now(), timedelta(minutes=minutes)))
