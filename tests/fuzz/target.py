"""What a target is: a module in tests/fuzz/targets/ with

    MODULES: tuple[str, ...]           whose branches guide the search; the modules of ours that read the bytes
    def feed(data: bytes) -> None      any bytes; whatever is raised is a finding, so it catches the errors that are documented

and a folder of its name in tests/fuzz/corpus/ with at least one input that is good.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SLOWEST = 10  # seconds for one input; longer is a hang


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    modules: tuple[str, ...]
    feed: Callable[[bytes], None]

    @property
    def corpus(self) -> Path:
        return HERE / "corpus" / self.name

    def inputs(self) -> list[Path]:
        """The corpus kept in the tree."""
        return sorted(path for path in self.corpus.glob("*") if path.is_file())


def names() -> list[str]:
    return sorted(path.stem for path in (HERE / "targets").glob("*.py") if path.stem != "__init__")


def target(name: str) -> Target:
    """Imports a target, and with it the modules that it looks into. Raises ModuleNotFoundError."""
    module = importlib.import_module(f"tests.fuzz.targets.{name}")
    return Target(name, module.MODULES, module.feed)
