"""Which test shows which fault: `docs/faults.md`, made from faults.toml and the tests' marks by reading their source."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "faults.md"
_HEAD = """# Faults, and the test that shows each

Made by `make faults` from `tests/faults/faults.toml` and from the tests marked with a fault's number; do not edit it. Each test runs
against the real processes, files, sockets and databases that its first line names.

| # | what happens | what must be seen | shown by |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A test, and the first line of what it says of itself."""

    number: int
    path: str
    name: str
    says: str


def rows() -> list[dict[str, object]]:
    """number, happens, seen, and `later` where it is not built yet, as in faults.toml."""
    found: list[dict[str, object]] = tomllib.loads((ROOT / "tests/faults/faults.toml").read_text("utf-8"))["fault"]
    return found


def shown() -> list[Shown]:
    """Every marked test, in the order of files and lines."""
    return [one for path in sorted((ROOT / "tests").rglob("test_*.py")) for one in _marked(path)]


def document() -> str:
    tests = shown()
    lines = []
    for row in rows():
        mine = [one for one in tests if one.number == row["number"]]
        told = "<br>".join(f"[`{one.name}`](../{one.path})" + (f": {one.says}" if one.says else "") for one in mine)
        told = told or (f"not yet: {row['later']}" if "later" in row else "**nothing**")
        lines.append(f"| {row['number']} | {row['happens']} | {row['seen']} | {told} |")
    return _HEAD + "\n".join(lines) + "\n"


def _marked(path: Path) -> Iterator[Shown]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            says = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ").replace("|", "/")
            for number in _numbers(node):
                yield Shown(number, str(path.relative_to(ROOT)), node.name, says)


def _numbers(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[int]:
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.fault":
            yield from (ast.literal_eval(one) for one in mark.args)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)} written\n")
