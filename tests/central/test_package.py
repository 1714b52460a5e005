"""What an installed platform needs beside its Python files travels in the wheel: templates, style, and Alembic's steps."""

import tomllib
from pathlib import Path

from setuptools import find_packages

ROOT = Path(__file__).resolve().parents[2]


def test_every_file_of_the_platform_is_in_the_wheel() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    packages = set(find_packages(str(ROOT), include=tool["packages"]["find"]["include"]))
    carried = {path for pattern in tool["package-data"]["central"] for path in (ROOT / "central").glob(pattern)}
    left_behind = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "central").rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and path not in carried
        and not (path.suffix == ".py" and ".".join(path.relative_to(ROOT).parent.parts) in packages)
    ]
    assert left_behind == []
    assert "central.store.migrations.versions" in packages
    assert len(carried) > 3
