"""The real window over a real store and devices that the test's hand moves: somebody hands in, and the machine stops at a moment
that can be told. The test kills it there.

window_process.py DATA before | after
stdout: `begun NUMBER` once the application is being kept. `before`: in the store's transaction, before its COMMIT; `after`: when
the disk has it, before any screen has heard of it.
"""

import os
import sys
import threading
from pathlib import Path

os.environ.update(QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software", QT_QUICK_CONTROLS_STYLE="Basic")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.matters.numbers import receipt_number
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.outbox import owed
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.screens.application import PORTRAIT, prepare
from tests.offline import opened
from tests.screens.conftest import MATTERS, Shown
from tests.screens.hands import HandPapers, Machine
from tests.screens.steps import at_review


def stop(number: str) -> None:
    sys.stdout.write(f"begun {number}\n")
    sys.stdout.flush()
    threading.Event().wait()


class StoppingAfter(KeptOutbox):
    def submit(self, application, attachments, receipt=None):  # type: ignore[no-untyped-def]
        super().submit(application, attachments, receipt).result()
        stop(application.number)


def main() -> None:
    data, moment = Path(sys.argv[1]), sys.argv[2]
    store, catalogue = opened.kept(data), KeptCatalogue(opened.catalogue(data))
    catalogue.fill(MATTERS)
    credentials = CredentialsFile(data / "credentials.json", store.identity)
    kind = StoppingAfter if moment == "after" else KeptOutbox
    if moment == "before":
        # The last thing of the transaction: all rows are written, nothing is committed.
        owed.keep = lambda _database, row: stop(row[0])
    machine = Machine(catalogue=catalogue, papers=HandPapers())
    machine.outbox = kind(store, credentials, receipt_number)  # type: ignore[assignment]
    prepare()
    shown = Shown(machine, PORTRAIT)
    at_review(shown).hands.tap("primary")
    shown.hands.wait(lambda: shown.at("receipt"), "it never comes to that", 60)


main()
