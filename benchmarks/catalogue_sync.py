"""The first catalogue of a machine, and a change of one matter: bytes on the wire and seconds, beside a plain download of the whole file
and beside PouchDB's replication of the same documents, in one run. benchmarks/README.md says how it is measured.

`python -m benchmarks.catalogue_sync [ROWS]`; needs node with npm.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.many_matters import changed, many
from benchmarks.relay import Relay
from central.platform import Platform
from kiosk.contract.platform import CatalogueRow
from kiosk.languages.language import Language
from kiosk.matters.folder import canonical_json
from kiosk.matters.model import PublishedMatter
from kiosk.offline.catalogue import contents
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.catalogue.pull import CataloguePull
from kiosk.offline.remote.client import PlatformClient
from kiosk.offline.remote.clock import PlatformTime
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.identity import Machine
from kiosk.offline.remote.membership import Membership
from kiosk.offline.remote.port import Refused, Way
from kiosk.offline.store.stores import open_stores

_ROOT = Path(__file__).resolve().parents[1]
_POUCHDB = Path(__file__).with_name("pouchdb")


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float
    bytes: int


def run(rows: int = 20_000) -> None:
    if not (_POUCHDB / "node_modules").exists():
        print("installing pinned PouchDB from npm into benchmarks/pouchdb/node_modules")
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=_POUCHDB, check=True)
    report(rows, *compare(rows))


def compare(count: int) -> tuple[dict[str, Cost], dict[str, float]]:
    """What each way cost, and what else was measured."""
    folder = Path(tempfile.mkdtemp(prefix="catalogue-sync-"))
    try:
        return _compare(folder, count)
    finally:
        shutil.rmtree(folder)


def _compare(folder: Path, count: int) -> tuple[dict[str, Cost], dict[str, float]]:
    costs: dict[str, Cost] = {}
    facts: dict[str, float] = {"load before": os.getloadavg()[0]}
    operator = Platform.open(folder / "central")
    one = _publish(operator, many(count), folder / "rows.jsonl")
    facts["documents MB"] = (folder / "rows.jsonl").stat().st_size / 1e6
    with _served(folder / "central") as wire:
        terminal = _Terminal(folder / "machine", wire.address, operator)
        began = time.monotonic()
        terminal.snapshot()
        facts["file made s"] = time.monotonic() - began
        costs["first"] = _cost(lambda: terminal.pull(snapshot=True), wire)
        costs["plain"] = _cost(lambda: terminal.download(folder / "plain.gz"), wire)
        operator.matters.publish(changed(one), "operator")
        costs["change"] = _cost(lambda: terminal.pull(snapshot=False), wire)
        costs["nothing"] = _cost(lambda: terminal.pull(snapshot=False), wire)
        facts |= terminal.facts(folder / "plain.gz")
        terminal.close()
        began = time.monotonic()
        operator.matters._wholes.clear()
        operator.matters.page(operator.matters.head()[1])
        facts["hash of the whole, platform s"] = time.monotonic() - began
    with _pouchdb(folder) as (wire, put):
        costs["pouchdb first"] = _cost(lambda: _replicate(wire.address, folder / "replica", count), wire)
        put(_row(changed(one), count + 1))
        costs["pouchdb change"] = _cost(lambda: _replicate(wire.address, folder / "replica", 1), wire)
        costs["pouchdb nothing"] = _cost(lambda: _replicate(wire.address, folder / "replica", 0), wire)
    operator.close()
    return costs, facts


def report(count: int, costs: dict[str, Cost], facts: dict[str, float]) -> None:
    print(f"{count} matters")
    for name, value in facts.items():
        print(f"  {name:<34}{value:>12.3f}")
    print(f"  {'':<34}{'MB':>12}{'s':>12}")
    for name, cost in costs.items():
        print(f"  {name:<34}{cost.bytes / 1e6:>12.3f}{cost.seconds:>12.2f}")
    for mine, other in (
        ("first", "plain"),
        ("first", "pouchdb first"),
        ("change", "plain"),
        ("change", "pouchdb change"),
        ("nothing", "pouchdb nothing"),
    ):
        wire = costs[mine].bytes / costs[other].bytes
        seconds = costs[mine].seconds / costs[other].seconds
        print(f"  {mine} / {other}: bytes {wire:.4f}, seconds {seconds:.3f}")


class _Terminal:
    """A machine's half: enrols, fetches, takes in."""

    def __init__(self, data: Path, address: str, operator: Platform) -> None:
        self._data, self._address = data, address
        self._stores = open_stores(data, development_key=True)
        credentials = CredentialsFile(data / "credentials.json", self._stores.kept.identity)
        code = operator.enrolments.make_code("benchmark", operator.now())
        self._membership = Membership(credentials, PlatformTime(data / "time.json"), code)
        self._membership.ready(self._connect)

    def _connect(self, machine: Machine | None) -> PlatformClient:
        return PlatformClient(Way(self._address, self._membership.time, machine=machine))

    def snapshot(self) -> str:
        """Its hash, once the platform has made it."""
        with self._connect(self._membership.machine()) as client:
            while True:
                try:
                    return client.snapshot("", 0).sha256
                except Refused as error:
                    if error.problem.status != 409:
                        raise

    def pull(self, *, snapshot: bool) -> None:
        key = self._membership.credentials.require().catalogue_key
        pull = CataloguePull(self._stores.catalogue, self._data / "snapshot")
        taken = ""
        with self._connect(self._membership.machine()) as client:
            while True:
                done = pull.pull(client, key)
                taken = taken or done.snapshot
                if done.alarm or done.refused:
                    raise RuntimeError(f"{done}")
                if not done.more:
                    break
        if bool(taken) != snapshot:
            raise RuntimeError("a snapshot was taken, or was not")

    def download(self, to: Path) -> None:
        """The file alone, to the disk, its hash checked."""
        digest = self.snapshot()
        with to.open("wb") as file, self._connect(self._membership.machine()) as client:
            client.snapshot_file(digest, 0, lambda at, piece: file.write(piece))
            file.flush()
            os.fsync(file.fileno())
        with to.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise RuntimeError("another file")

    def facts(self, packed: Path) -> dict[str, float]:
        store = self._stores.catalogue
        catalogue = KeptCatalogue(store)
        store.checkpoint().result()
        live = store.read().execute("SELECT live FROM catalogue").fetchone()[0]
        return {
            "file MB": packed.stat().st_size / 1e6,
            "catalogue.db MB": store.path.stat().st_size / 1e6,
            "hash of the whole, terminal s": _cost(lambda: contents.whole_of(store.read(), live)).seconds,
            "tiles of the home screen s": _cost(lambda: catalogue.tiles(Language.CHINESE)).seconds,
            "a search s": _cost(lambda: catalogue.search("社保", Language.CHINESE)).seconds,
            "a misspelt search s": _cost(lambda: catalogue.search("xinsehnger", Language.CHINESE)).seconds,
        }

    def close(self) -> None:
        self._stores.close()


def _publish(operator: Platform, matters: Iterator[PublishedMatter], lines: Path) -> PublishedMatter:
    """Publishes all in one transaction and writes them down for PouchDB. Returns one of them."""
    last = None
    with operator.database.transaction(), lines.open("wb") as file:
        for number, published in enumerate(matters, 1):
            operator.matters.publish(published, "operator")
            file.write(_row(published, number))
            last = published
    if last is None:
        raise ValueError("at least one matter")
    return last


def _row(published: PublishedMatter, seq: int) -> bytes:
    document = canonical_json(published)
    digest = hashlib.sha256(document.encode()).hexdigest()
    code, version = published.matter.code, published.matter.version
    return (
        CatalogueRow(code=code, version=version, seq=seq, sha256=digest, document=document).model_dump_json().encode()
        + b"\n"
    )


@contextmanager
def _served(data: Path) -> Iterator[Relay]:
    command = [sys.executable, "-u", "-m", "central", "serve", "--data", str(data), "--port", "0"]
    process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = next(line for line in process.stdout if line.startswith("serving on "))
    wire = Relay(said.removeprefix("serving on ").strip())
    try:
        yield wire
    finally:
        wire.close()
        process.terminate()
        process.wait()


@contextmanager
def _pouchdb(folder: Path) -> Iterator[tuple[Relay, Callable[[bytes], None]]]:
    (folder / "couch").mkdir()
    command = ["node", str(_POUCHDB / "server.js"), str(folder / "couch"), str(folder / "rows.jsonl")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    told, words = process.stdin, process.stdout
    port = int(words.readline())

    def put(line: bytes) -> None:
        told.write(line)
        told.flush()
        if words.readline() != b"put\n":
            raise RuntimeError("not put")

    wire = Relay(f"http://127.0.0.1:{port}/catalogue")
    try:
        yield wire, put
    finally:
        wire.close()
        process.terminate()
        process.wait()


def _replicate(url: str, to: Path, expected: int) -> None:
    done = subprocess.run(["node", str(_POUCHDB / "pull.js"), url, str(to)], check=True, stdout=subprocess.PIPE)
    if int(done.stdout) != expected:
        raise RuntimeError(f"{done.stdout!r} documents")


def _cost(work: Callable[[], object], relay: Relay | None = None) -> Cost:
    """Seconds, and bytes through the relay, both ways."""
    before, began = relay.bytes if relay else 0, time.monotonic()
    work()
    return Cost(time.monotonic() - began, (relay.bytes if relay else 0) - before)


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
