"""Submits applications until it is killed, and says each thing after it is true: `given NUMBER`, `kept NUMBER`.

writer_process.py DATA [POINT N]: kills itself at the N-th application, at a point of its commit: a statement of the transaction
before it is run, `mark` before the high-water mark is written, `told` before the acknowledgement. When the store refuses, it says
`refused CODE`, tries once more, and ends with 3.
"""

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.languages.fault import KnownFault
from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store import store as store_module
from kiosk.offline.store.mark import Mark
from tests.offline.opened import kept
from tests.offline.people import application, matter

LAST_TRIES = 2


class Death:
    """Armed for one application; then whoever comes to the point dies there."""

    def __init__(self, point: str, at: int) -> None:
        self.point, self._at, self._seen, self._armed = point, at, 0, False
        connect, write = store_module.connect, Mark.write

        def traced(*arguments, **options):  # type: ignore[no-untyped-def]
            connection = connect(*arguments, **options)
            connection.set_trace_callback(self.reach)
            return connection

        def marked(mark: Mark, value: int) -> None:
            self.reach("mark")
            write(mark, value)

        store_module.connect = traced
        Mark.write = marked  # type: ignore[method-assign]

    def submitting(self) -> None:
        self._seen += 1
        self._armed = self._seen == self._at

    def reach(self, point: str) -> None:
        if self._armed and point == self.point:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    death = Death(sys.argv[2], int(sys.argv[3])) if len(sys.argv) > 2 else None
    store = kept(Path(sys.argv[1]))
    outbox = KeptOutbox(
        store, CredentialsFile(store.path.with_name("credentials.json"), store.identity), receipt_number
    )
    published = matter()
    refused = 0
    while refused < LAST_TRIES:
        try:
            number = outbox.next_number()
            say(f"given {number}")
            made, documents = application(published, number)
            if death:
                death.submitting()
            outbox.submit(made, documents).result()
            if death:
                death.reach("told")
            say(f"kept {number}")
        except KnownFault as known:
            refused += 1
            say(f"refused {known.fault.code}")
    sys.exit(3)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


main()
