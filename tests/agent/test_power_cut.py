"""The platform dies in the middle of reception, again and again; each application is there once in the end."""

import subprocess
import sys
import threading
from pathlib import Path

from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.circuit import Circuit
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.pauses import Pauses
from kiosk.offline.store.stores import Stores
from kiosk.offline.sync import SyncEngine
from tests.agent.conftest import ROOT, Central, connecting, membership_of
from tests.offline.people import application, matter


def serve(data: Path) -> tuple[subprocess.Popen[str], Central]:
    command = [sys.executable, "-u", "-m", "central", "serve", "--data", str(data), "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = next(line for line in process.stdout if line.startswith("serving on ")).removeprefix("serving on ")
    return process, Central(data, address.strip())


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_a_platform_killed_while_it_receives(
    tmp_path: Path, machine: Stores, credentials: CredentialsFile, outbox: KeptOutbox
) -> None:
    process, central = serve(tmp_path / "platform")

    def engine(code: str | None = None) -> SyncEngine:
        membership = membership_of(credentials, code)
        connect = connecting(central.address, membership, attempts=1)
        circuit, pauses = Circuit(0.01), Pauses(0.01)
        return SyncEngine(
            KeptCatalogue(machine.catalogue),
            Deliveries(machine.kept),
            membership,
            connect,
            circuit=circuit,
            pauses=pauses,
        )

    engine(central.code()).round()
    terminal = credentials.require().terminal
    numbers = []
    for _ in range(3):
        for _ in range(12):
            made, documents = application(matter(), outbox.next_number(), terminal=terminal)
            outbox.submit(made, documents).result()
            numbers.append(made.number)
        some = threading.Event()
        stop = outbox.watch(lambda _number, some=some: some.set())  # type: ignore[misc]
        round_of_it = threading.Thread(target=engine().round)
        round_of_it.start()
        assert some.wait(20), "nothing arrived before the blow"
        kill(process)
        round_of_it.join()
        stop()
        process, central = serve(tmp_path / "platform")
    engine().round()
    assert outbox.waiting() == 0
    assert outbox.parked() == {}
    held = [central.application(number) for number in numbers]
    kill(process)
    assert all(held)
    assert len({one.application.key for one in held if one}) == len(numbers)
