"""The agent's visit for the catalogue, in a process that is killed at a chosen step of it, again and again.

dying_pull.py DATA PLATFORM
stdin:  STEP, a number from 1 on: which writing statement to the catalogue's database the process does not live to see
stdout: killed | whole, when there are fewer statements

All is loaded once; each step is a process of its own, forked, with connections and threads of its own. It dies by SIGKILL before the
statement reaches SQLite, so the last one that is possible is the COMMIT.
"""

import os
import signal
import sys
from pathlib import Path

import sqlite_utils  # noqa: F401 - loaded once, not in each process

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.matters.folder import canonical_json
from kiosk.offline.catalogue.contents import content_of
from kiosk.offline.catalogue.pull import CataloguePull
from kiosk.offline.remote.client import PlatformClient
from kiosk.offline.remote.clock import PlatformTime
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.membership import Membership
from kiosk.offline.remote.port import Way
from tests.offline.opened import catalogue, kept
from tests.offline.people import matter


def pull(data: Path, address: str, step: int) -> None:
    left = step

    def count(statement: str) -> None:
        nonlocal left
        if statement.startswith(("PRAGMA", "SELECT")):
            return  # reading changes nothing
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    identity = kept(data)
    credentials = CredentialsFile(data / "credentials.json", identity.identity)
    membership = Membership(credentials, PlatformTime(data / "time.json"))
    enrolment = credentials.require()
    way = Way(address, membership.time, machine=membership.machine())
    store = catalogue(data)
    store.write(lambda database: database.conn.set_trace_callback(count)).result()
    with PlatformClient(way) as client:
        done = CataloguePull(store, data / "snapshot").pull(client, enrolment.catalogue_key)
    assert not done.alarm, done
    store.close()
    identity.close()


def main() -> None:
    data, address = Path(sys.argv[1]), sys.argv[2]
    content_of(matter(), canonical_json(matter()))  # what checking and indexing load
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            pull(data, address, int(line))
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write({0: "whole", -signal.SIGKILL: "killed"}.get(code, f"failed {code}") + "\n")
        sys.stdout.flush()


main()
