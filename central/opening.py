"""What every command of `python -m central` has in common: which platform is meant, and how it says things."""

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from central.platform import Platform
from central.problems import Refusal
from central.store.blobs.bucket import UnfitStore
from central.store.database import DifferentKey
from central.store.engine import BadDatabaseUrl

Command = Callable[..., None]


def node(command: Command) -> Command:
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
            help="postgresql://user@host/name, shared by nodes; also from XINZHIZHU_DATABASE. Without it: SQLite, DATA/platform.db.",
        ),
        click.option(
            "--data", type=click.Path(path_type=Path), required=True, help="Folder of this node; made when missing."
        ),
    ):
        command = option(command)
    return command


attachments_option = click.option(
    "--attachments",
    default="",
    help="Where uploaded papers lie: a folder, or s3://BUCKET/PREFIX with AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and"
    " AWS_SECRET_ACCESS_KEY from the environment. Empty: DATA/attachments. All nodes of one platform share one place.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="For programs.")


@contextlib.contextmanager
def opened(data: Path, database: str | None, secrets: Path | None, attachments: str = "") -> Iterator[Platform]:
    """Works while nodes are running. What cannot be is said in one line, with exit code 1."""
    try:
        platform = Platform.open(data, attachments=attachments, database=database, secrets=secrets)
    except (UnfitStore, Refusal) as error:
        raise click.ClickException(f"--attachments: {error}") from error
    except (BadDatabaseUrl, DifferentKey) as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:
        # Its words may hold the password of the URL.
        raise click.ClickException(f"the database does not answer ({type(error.orig).__name__})") from None
    try:
        yield platform
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.problem.title} ({refusal})") from refusal
    finally:
        platform.close()


def say(found: object, lines: Sequence[str], *, as_json: bool) -> None:
    """`found` is what JSON knows, `lines` the same for people."""
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)
