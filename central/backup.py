"""A consistent copy of database and attachments while nodes go on.

The database first: what it cites lies in the place of attachments already, and nothing there ever changes.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, create_engine
from sqlcipher3 import dbapi2 as sqlite_driver

from central.platform import Platform
from central.store import streams
from central.store.blobs.folder import FolderBlobs
from central.store.epochs import BACKUP
from central.store.tables import SettingRow

_ATTACHMENT = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}")


class NoDump(Exception):
    """pg_dump is missing or failed."""


@dataclass(frozen=True, slots=True)
class Backup:
    """`epoch`, `seq`: at the least what was held of which epoch."""

    database: Path
    epoch: str
    seq: int
    attachments: int
    new_attachments: int


def back_up(platform: Platform, to: Path) -> Backup:
    """Raises NoDump, and OSError when `to` cannot be written."""
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    with platform.database.reading() as connection:
        epoch, seq = platform.epochs.now().epoch, streams.last(connection, streams.SUBMISSIONS)
    url = platform.database.url
    database = to / ("platform.db" if url.drivername == "sqlite" else "platform.dump")
    fresh = database.with_name(f"{database.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(0o600)
    (_copy_file if url.drivername == "sqlite" else _dump)(url, fresh)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.rename(database)
    kept = FolderBlobs(to / "attachments")
    names = [one.name for one in platform.attachments.blobs.list("") if _ATTACHMENT.fullmatch(one.name)]
    copied = 0
    for name in names:
        if kept.size(name) is None and (content := platform.attachments.blobs.read(name)) is not None:
            copied += kept.create(name, content)
    return Backup(database, epoch, seq, len(names), copied)


def _copy_file(url: URL, fresh: Path) -> None:
    """And the copy says that it is one: a platform that starts on it knows that it was put back."""
    source = sqlite_driver.connect(url.database)
    source.execute("VACUUM INTO ?", (str(fresh),))
    source.close()
    copy = create_engine(URL.create("sqlite", database=str(fresh)), module=sqlite_driver)
    with copy.begin() as connection:
        connection.execute(SettingRow.__table__.insert().values(name=BACKUP, value="1"))  # type: ignore[attr-defined]
    copy.dispose()


def _dump(url: URL, fresh: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise NoDump("pg_dump is not installed here: it comes with the client package of PostgreSQL")
    # The password goes by the environment: arguments can be read by everybody on the machine.
    named = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    command = [program, "--format=custom", "--no-owner", f"--file={fresh}", f"--dbname={named}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise NoDump(f"pg_dump failed with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
