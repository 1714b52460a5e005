"""The terminal's half of a machine in a process of its own: it hands in when it is told to and says each thing after it is true.

terminal_process.py DATA
stdin:  submit [JSON with changes of the application] | rate NUMBER GRADE
stdout: kept NUMBER | rated NUMBER
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.contract.application import Rating
from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from tests.offline.opened import kept
from tests.offline.people import application, matter


def main() -> None:
    store = kept(Path(sys.argv[1]))
    credentials = CredentialsFile(store.path.with_name("credentials.json"), store.identity)
    outbox = KeptOutbox(store, credentials, receipt_number)
    published = matter()
    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        if command == "submit":
            changes = json.loads(rest) if rest else {}
            terminal = credentials.require().terminal
            made, documents = application(published, outbox.next_number(), **({"terminal": terminal} | changes))
            outbox.submit(made, documents).result()
            said = f"kept {made.number}"
        else:
            number, grade = rest.split()
            outbox.rate(Rating(number=number, grade=int(grade))).result()
            said = f"rated {number}"
        sys.stdout.write(said + "\n")
        sys.stdout.flush()
    store.close()


main()
