"""From process start to the first home frame, and memory, beside Debian's Chromium showing a static page of the same content.

Both run as they would on a kiosk, on the same X display, one after the other, in turns. A frame counts when the pixels between
header and rail are those of the program's steady picture, which a first run that is not counted shows.
"""

import base64
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
from nacl.public import PrivateKey

from benchmarks.display import Display, Pixels, display
from benchmarks.page import home_page
from kiosk.compose import MATTERS
from kiosk.contract.platform import Enrolment
from kiosk.languages.language import Language
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.store.stores import open_stores

ROOT = Path(__file__).resolve().parents[1]
WIDTH, HEIGHT = 1080, 1920
_ROWS = slice(160, 1720, 4)  # between header (clock, network) and rail
_SAME = 0.995  # share of pixels, for a browser does not draw every edge alike each time
_STILL = 1.5  # seconds without a change after which a picture is steady
_PATIENCE = 60.0
_SETTLED = 2.0  # seconds after the first frame, when memory is looked at
_LOOK = 0.002  # seconds between two looks

_CHROMIUM_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *(
        "--disable-component-update",
        "--disable-sync",
        "--disable-features=Translate",
        "--kiosk",
        "--window-position=0,0",
        f"--window-size={WIDTH},{HEIGHT}",
    ),
)


@dataclass
class Runs:
    """Seconds from spawn to frame, and MB: PSS, USS and the sum of RSS over all processes."""

    seconds: list[float] = field(default_factory=list)
    pss: list[float] = field(default_factory=list)
    uss: list[float] = field(default_factory=list)
    rss: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Contender:
    """`command` makes the arguments, given a fresh folder for whatever the program keeps."""

    name: str
    command: Callable[[Path], list[str]]


def compare(runs: int = 7) -> dict[str, Runs]:
    """By name: 'attract' (the terminal's first picture), 'home', 'chromium' with a fresh profile, 'chromium again' with a kept one."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, contextlib.ExitStack() as ends:
        folder = Path(name)
        configuration, page = _prepare(folder)
        # As on an installed machine, Python and QML find what an earlier start has compiled: the run that is not counted.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ |= {"PYTHONPYCACHEPREFIX": str(folder / "python"), "QML_DISK_CACHE_PATH": str(folder / "qml")}
        screen = ends.enter_context(display(folder, WIDTH, HEIGHT, _ROWS))
        main_py, own = [sys.executable, str(ROOT / "main.py")], ["--config", str(configuration)]
        contenders = (
            Contender("attract", lambda _: [*main_py, *own]),
            Contender("home", lambda _: [sys.executable, "-m", "benchmarks.home", *own]),
            Contender("chromium", lambda fresh: _chromium(fresh, page)),
            Contender("chromium again", lambda _: _chromium(folder / "profile", page)),
        )
        results = {one.name: Runs() for one in contenders}
        steady = {one.name: _steady(one, screen) for one in contenders}
        for _ in range(runs):
            for one in contenders:
                _measure(one, screen, steady[one.name], results[one.name])
        return results


def _chromium(profile: Path, page: Path) -> list[str]:
    return ["chromium", *_CHROMIUM_FLAGS, f"--user-data-dir={profile}", page.as_uri()]


def _prepare(folder: Path) -> tuple[Path, Path]:
    """A store that has the shipped matters, as after the first start of a machine; the configuration and the page."""
    data = folder / "data"
    stores = open_stores(data, development_key=True)
    catalogue = KeptCatalogue(stores.catalogue)
    catalogue.fill(MATTERS)
    page = folder / "home.html"
    page.write_text(home_page(catalogue.tiles(Language.CHINESE), Language.CHINESE), "utf-8")
    # An enrolled machine, as those in the field are.
    key = base64.b64encode(bytes(PrivateKey.generate().public_key)).decode()
    enrolment = Enrolment(terminal="bench-1", terminal_number=1, site="示例市政务服务驿站", platform_key=key)
    CredentialsFile(data / "credentials.json", stores.kept.identity).save(enrolment)
    stores.close()
    configuration = folder / "kiosk.toml"
    configuration.write_text(
        f'[site]\nname = "示例市政务服务驿站"\n[agent]\ndata = "{data}"\nplatform = "https://platform.example"\ndevelopment_key = true\n',
        "utf-8",
    )
    return configuration, page


@contextlib.contextmanager
def _running(one: Contender, screen: Display) -> Iterator[tuple[subprocess.Popen[bytes], float, Pixels]]:
    """The process, when it was spawned, and the bare display before. All its processes are gone afterwards."""
    bare = _bare(screen)
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as fresh:
        arguments = one.command(Path(fresh))
        environment = {**os.environ, "DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb"}
        began = time.perf_counter()
        process = subprocess.Popen(
            arguments, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield process, began, bare
        finally:
            family = psutil.Process(process.pid).children(recursive=True)
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for left in psutil.wait_procs(family, timeout=5)[1]:
                left.kill()


def _bare(screen: Display) -> Pixels:
    """The display once nothing is on it: the root window alone has one colour."""
    _until(lambda: bool(np.all((seen := screen.look()) == seen.flat[0])), "the last program's window is gone")
    return screen.look()


def _steady(one: Contender, screen: Display) -> Pixels:
    with _running(one, screen) as (process, _, last):
        since, bare = time.perf_counter(), last

        def still() -> bool:
            nonlocal last, since
            if process.poll() is not None:
                raise RuntimeError(f"{one.name} ended with {process.returncode}")
            now = screen.look()
            if not np.array_equal(now, last):
                last, since = now, time.perf_counter()
            return time.perf_counter() - since > _STILL and not np.array_equal(last, bare)

        _until(still, f"{one.name} shows a steady picture")
        return last


def _measure(one: Contender, screen: Display, steady: Pixels, runs: Runs) -> None:
    with _running(one, screen) as (process, began, _):
        _until(lambda: screen.share(steady) >= _SAME, f"{one.name} shows its first frame")
        runs.seconds.append(time.perf_counter() - began)
        threading.Event().wait(_SETTLED)
        root = psutil.Process(process.pid)
        memory = [each.memory_full_info() for each in (root, *root.children(recursive=True))]
        for kind in ("pss", "uss", "rss"):
            getattr(runs, kind).append(sum(getattr(part, kind) for part in memory) / 1e6)


def _until(happened: Callable[[], bool], what: str) -> None:
    pause = threading.Event()
    until = time.perf_counter() + _PATIENCE
    while not happened():
        if time.perf_counter() > until:
            raise RuntimeError(f"did not happen in {_PATIENCE:.0f} s: {what}")
        pause.wait(_LOOK)


def report(results: dict[str, Runs]) -> None:
    """Medians and ranges, and the ratios to Chromium with the aims."""
    names = {
        "attract": "terminal, attract screen",
        "home": "terminal, home screen",
        "chromium": "Chromium, fresh profile",
        "chromium again": "Chromium, profile kept",
    }
    heading = f"start, median of {len(results['home'].seconds)}"
    print(f"{heading:28}{'seconds':>8}{'from':>7}{'to':>7}{'PSS MB':>9}{'USS MB':>9}{'RSS MB':>9}")
    for key, runs in results.items():
        times = (statistics.median(runs.seconds), min(runs.seconds), max(runs.seconds))
        sizes = (statistics.median(kind) for kind in (runs.pss, runs.uss, runs.rss))
        print(f"{names[key]:28}{times[0]:8.2f}{times[1]:7.2f}{times[2]:7.2f}" + "".join(f"{one:9.0f}" for one in sizes))
    for other in ("chromium", "chromium again"):
        for kind, title, aim in (("seconds", "start", 0.6), ("pss", "PSS", 0.3), ("rss", "RSS", 0.3)):
            ours, theirs = (statistics.median(getattr(results[one], kind)) for one in ("home", other))
            verdict = "reached" if ours / theirs <= aim else "MISSED"
            print(f"home / {names[other]}, {title}: {ours / theirs:.2f} (aim: at most {aim}) {verdict}")


if __name__ == "__main__":
    report(compare())
