"""Submits applications until it is killed, and says each thing after it is true: `given NUMBER`, `kept NUMBER`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.matters.numbers import receipt_number
from kiosk.offline.credentials import CredentialsFile
from kiosk.offline.outbox import KeptOutbox
from tests.offline.opened import kept
from tests.offline.people import application, matter


def main() -> None:
    store = kept(Path(sys.argv[1]))
    outbox = KeptOutbox(
        store, CredentialsFile(store.path.with_name("credentials.json"), store.identity), receipt_number
    )
    published = matter()
    while True:
        number = outbox.next_number()
        sys.stdout.write(f"given {number}\n")
        sys.stdout.flush()
        made, documents = application(published, number)
        outbox.submit(made, documents).result()
        sys.stdout.write(f"kept {number}\n")
        sys.stdout.flush()


main()
