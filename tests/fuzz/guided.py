"""`python -m tests.fuzz.guided TARGET ARGUMENT…`: libFuzzer in this process, which it ends; the arguments are its own.

Apart from the runner because libFuzzer takes over the process.
"""

import ast
import sys

import atheris

from tests.fuzz.target import HERE, target


def main(name: str, *arguments: str) -> None:
    # What shall be watched must be instrumented when it is imported, so the names are read without importing anything.
    with atheris.instrument_imports(include=list(_modules(name))):
        wanted = target(name)
    # To merge, libFuzzer starts itself anew by this command.
    itself = f"{sys.executable} -m tests.fuzz.guided {name}"
    atheris.Setup([itself, *arguments], wanted.feed)
    atheris.Fuzz()


def _modules(name: str) -> tuple[str, ...]:
    """The constant MODULES of a target's module."""
    for statement in ast.parse((HERE / "targets" / f"{name}.py").read_text("utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "MODULES":
            return tuple(ast.literal_eval(statement.value))
    raise SystemExit(f"{name} has no MODULES")


if __name__ == "__main__":
    main(*sys.argv[1:])
