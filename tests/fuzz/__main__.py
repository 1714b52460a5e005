"""`make fuzz`, `python -m tests.fuzz [TARGET…] [--runs N]`: guided fuzzing of the named targets or of all, one after the other."""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

from tests.fuzz.target import HERE, SLOWEST, names


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one guided run; `words` are the last of libFuzzer's."""

    target: str
    inputs: int
    seconds: float
    good: bool
    words: str


def fuzz(name: str, folder: Path, *options: str) -> Run:
    """New inputs, and one that was found to be bad, go into `folder`. `options` are libFuzzer's."""
    folder.mkdir(parents=True, exist_ok=True)
    limits = [f"-timeout={SLOWEST}", "-rss_limit_mb=4096", "-print_final_stats=1", f"-artifact_prefix={folder}/found-"]
    began = time.monotonic()
    # libFuzzer reads from all folders and writes into the first.
    done = _guided(name, *limits, *options, str(folder), str(HERE / "corpus" / name))
    told = done.stdout + done.stderr
    counted = re.search(r"number_of_executed_units:\s*(\d+)", told)
    return Run(name, int(counted[1]) if counted else 0, time.monotonic() - began, done.returncode == 0, told[-4000:])


def keep(name: str, folder: Path) -> int:
    """Takes into the tree those inputs of `folder` that reach what none there reaches. How many are there then."""
    corpus = HERE / "corpus" / name
    _guided(name, "-merge=1", str(corpus), str(folder)).check_returncode()
    return len(list(corpus.iterdir()))


def _guided(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.fuzz.guided", *arguments]
    return subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, errors="replace", check=False)


@click.command()
@click.argument("targets", nargs=-1, type=click.Choice(names()))
@click.option("--runs", default=100_000, show_default=True, type=click.IntRange(1), help="Inputs for each target.")
@click.option("--seed", default=0, help="Of an earlier run, to do the same again; 0: a fresh one.")
@click.option("--keep", "kept", is_flag=True, help="Take into the tree what reaches something new.")
def main(targets: tuple[str, ...], runs: int, seed: int, kept: bool) -> None:
    """Guided fuzzing of TARGETS, or of all. Exit code 1 when something was found; its folder is kept then."""
    work = Path(tempfile.mkdtemp(prefix="xinzhizhu-fuzz-"))
    good = True
    for name in targets or names():
        run = fuzz(name, work / name, f"-runs={runs}", f"-seed={seed}")
        good = good and run.good
        outcome = "good" if run.good else "FOUND"
        click.echo(f"{name:<20}{run.inputs:>10} inputs {run.seconds:>8.1f} s  {outcome}")
        if not run.good:
            click.echo(f"{run.words}\nthe input: {work / name}")
        elif kept:
            click.echo(f"{'':<20}{keep(name, work / name):>10} in the tree")
    if not good:
        sys.exit(1)
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
