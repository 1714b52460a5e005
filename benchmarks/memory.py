"""Memory of agent and platform after many submissions: `python -m benchmarks memory`, 10,000 or `SUBMISSIONS=N`.

The real processes: applications are sealed into the machine's store, `main.py agent` carries them, `python -m central serve` takes
them in. PSS of each process (shared pages divided) is read once it has done its first work, then after each tenth of the submissions;
the second half tells what a submission costs for good, the ratio is against the start of the same process.
"""

import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.questions import AgentQuestions
from kiosk.offline.store.stores import open_stores
from tests.offline.people import CERTIFICATE, application, matter

ROOT = Path(__file__).resolve().parents[1]
_PARTS = 10
_LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class Seen:
    """PSS in bytes after so many submissions."""

    submissions: int
    agent: int
    platform: int


def measure(submissions: int) -> tuple[list[Seen], float]:
    """What was seen, and how many seconds the submissions took in all."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        platform = _Process("-m", "central", "serve", "--data", str(folder / "platform"), "--port", "0")
        try:
            address = platform.says(r"^serving on (\S+)$")
            code = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "central",
                    "enrolment-code",
                    "--data",
                    str(folder / "platform"),
                    "--site",
                    "示例",
                ],
                cwd=ROOT,
                check=True,
                capture_output=True,
                text=True,
            ).stdout.strip()
            data = folder / "machine"
            data.mkdir()
            (data / "kiosk.toml").write_text(
                f'[agent]\ndata = "{data}"\nplatform = "{address}"\nenrolment_code = "{code}"\ninterval_s = 5\n'
                "development_key = true\n",
                "utf-8",
            )
            agent = _Process(str(ROOT / "main.py"), "agent", "--config", str(data / "kiosk.toml"))
            try:
                agent.says(r"agent\.round (outcome=whole)")
                return _submit(data, submissions, agent, platform)
            finally:
                agent.end()
        finally:
            platform.end()


def _submit(data: Path, submissions: int, agent: "_Process", platform: "_Process") -> tuple[list[Seen], float]:
    stores = open_stores(data, development_key=True)
    questions = AgentQuestions(data / "agent.sock")
    try:
        credentials = CredentialsFile(data / "credentials.json", stores.kept.identity)
        terminal = credentials.require().terminal
        outbox = KeptOutbox(stores.kept, credentials, receipt_number)
        published = matter(CERTIFICATE)
        committed = threading.Event()
        stores.kept.watch(committed.set)

        def carry(count: int) -> None:
            for _ in range(count):
                made, documents = application(published, outbox.next_number(), terminal=terminal)
                outbox.submit(made, documents).result()
            questions.notice()
            end = time.monotonic() + _LONGEST_S
            while outbox.waiting():
                if not committed.wait(end - time.monotonic()):
                    raise TimeoutError("the agent does not get on")
                committed.clear()
            if outbox.parked():
                raise RuntimeError(f"refused: {outbox.parked()}")

        carry(20)  # both have loaded what they need for one
        seen = [Seen(0, agent.pss(), platform.pss())]
        begun = time.monotonic()
        for part in range(1, _PARTS + 1):
            carry(submissions // _PARTS)
            seen.append(Seen(part * (submissions // _PARTS), agent.pss(), platform.pss()))
        return seen, time.monotonic() - begun
    finally:
        questions.close()
        stores.close()


def report(measured: tuple[list[Seen], float]) -> None:
    seen, seconds = measured
    start, half, end = seen[0], seen[len(seen) // 2], seen[-1]
    print(f"memory: {end.submissions} submissions in {seconds:.0f} s")
    print("submissions  agent MB  platform MB")
    for one in seen:
        print(f"{one.submissions:>11}  {one.agent / 1e6:>8.1f}  {one.platform / 1e6:>11.1f}")
    parts: tuple[tuple[str, Callable[[Seen], int]], ...] = (
        ("agent", lambda one: one.agent),
        ("platform", lambda one: one.platform),
    )
    for name, of in parts:
        growth = (of(end) - of(half)) / (end.submissions - half.submissions)
        print(f"{name}: {of(end) / of(start):.2f} of its start; second half {growth:+.0f} bytes a submission")


class _Process:
    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-u", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def says(self, pattern: str) -> str:
        """Waits for a line; from then on nobody listens, but somebody must read on."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(pattern, line):
                threading.Thread(target=self._process.stdout.read, daemon=True).start()
                return found[1]
        raise RuntimeError(f"{self._process.args} has ended")

    def pss(self) -> int:
        return int(psutil.Process(self._process.pid).memory_full_info().pss)

    def end(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)
