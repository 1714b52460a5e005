"""What README.md and docs/ say is there is there: links, files, commands, options, faults, tokens."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import click
import pytest

from central.commands import main as central
from kiosk.configuration import read_configuration
from kiosk.devices.configuration import DeviceConfiguration
from kiosk.technician.commands import main as kioskctl

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOP = ("kiosk", "central", "assets", "locales", "tests", "docs", "installer", "requirements", "benchmarks")

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PATH = re.compile(rf"^(?:{'|'.join(TOP)})/[\w./*-]*$")
PLACEHOLDER = re.compile(r"[A-Z]{3,}(?:-[A-Z]+)*")  # a part in capitals stands for a name of the reader's choice


def pages() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def commands_in(page: Path) -> list[str]:
    """Lines of shell blocks, and what stands in backticks."""
    text = page.read_text("utf-8")
    lines = [line for kind, block in FENCED.findall(text) if kind in ("", "sh") for line in block.splitlines()]
    return lines + CODE.findall(FENCED.sub("", text))


def called(line: str, program: str) -> list[str] | None:
    """The words after the program's name, up to a comment; None when the line does not call it."""
    words = re.split(rf"(?:^|\s|/){re.escape(program)}\s+", line.split("  #")[0], maxsplit=1)
    return words[1].split() if len(words) == 2 else None


def unknown_in(command: click.Command, words: list[str]) -> str | None:
    """The first word that the command does not have, following groups down; arguments are not looked at."""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("-"):
            options = {name: one for one in command.params for name in one.opts} | {"--help": None}
            if word not in options:
                return word
            option = options[word]
            if isinstance(option, click.Option) and not option.is_flag and rest:
                rest.pop(0)
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return word
            command = command.commands[word]
    return None


@pages()
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pages()
def test_every_file_it_names_exists(page: Path) -> None:
    named = {code for code in CODE.findall(FENCED.sub("", page.read_text("utf-8"))) if PATH.match(code)}
    lost = [code for code in sorted(named) if not any(ROOT.glob(PLACEHOLDER.sub("*", code).rstrip("/")))]
    assert lost == []


@pages()
@pytest.mark.parametrize(
    ("program", "command"), [("kioskctl", kioskctl), ("python -m central", central)], ids=["kioskctl", "central"]
)
def test_every_command_exists_with_its_options(page: Path, program: str, command: click.Command) -> None:
    calls = [words for line in commands_in(page) if (words := called(line, program)) is not None]
    assert [(words, wrong) for words in calls if (wrong := unknown_in(command, words))] == []


@pages()
def test_every_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {words[0] for line in commands_in(page) if (words := called(line, "make"))}
    assert named <= targets


def test_operations_names_every_fault_of_the_machine_and_no_other() -> None:
    said: set[str] = set()
    for room in ("devices", "offline"):
        table = tomllib.loads((ROOT / "locales" / "zh" / f"faults_{room}.toml").read_text("utf-8"))
        said |= {key.removeprefix("fault_") for key in table}
    rows = re.findall(r"^\| `([a-z_]+)` \|", (ROOT / "docs" / "operations.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(said)


def test_the_configuration_that_operations_shows_can_be_read(tmp_path: Path) -> None:
    shown = [
        block for kind, block in FENCED.findall((ROOT / "docs" / "operations.md").read_text("utf-8")) if kind == "toml"
    ]
    path = tmp_path / "kiosk.toml"
    path.write_text(shown[0], "utf-8")
    read = read_configuration(path)
    image = DeviceConfiguration()
    told = tomllib.loads(shown[0])["devices"]
    assert read.devices == image, "it shows the defaults"
    assert told.keys() | {"pcsc_socket", "alsa_configuration"} == {one.name for one in fields(image)}


def test_design_tells_every_colour_and_control() -> None:
    design = (ROOT / "docs" / "design.md").read_text("utf-8")
    theme = (ROOT / "kiosk" / "screens" / "theme" / "Theme.qml").read_text("utf-8")
    for name, contrast, plain in re.findall(r'color (\w+): contrast \? "(#\w+)" : "(#\w+)"', theme):
        assert f"| `{name}` | `{plain}` | `{contrast}` |" in design, name
    for control in (ROOT / "kiosk" / "screens" / "controls").glob("*.qml"):
        assert f"| `{control.stem}` |" in design, control.stem


def test_decisions_are_numbered_once_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert len({name[:4] for name in records}) == len(records)
    listed = LINK.findall((folder / "README.md").read_text("utf-8"))
    assert sorted(listed) == records
