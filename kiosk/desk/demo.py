"""`make run`: with a display the terminal and the desk beside it, until its window is closed; without one a visit by itself."""

import os
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click

from kiosk.desk.script import Script, read_script

DEMO = Path(__file__).with_name("demo.toml")
_ON_FILE = (
    "marriage_certificate",
)  # of every invented person, so that a demo can show a paper that need not be brought


def run_demo(out: Path) -> int:
    """Returns the exit code. `out` is for what a visit without a display leaves behind."""
    if not has_display(os.environ):
        return _by_itself(out)
    from kiosk.desk.house import HouseError

    try:
        return _beside_each_other()
    except HouseError as error:
        click.echo(str(error), err=True)
        return 1


def has_display(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _beside_each_other() -> int:
    from PySide6.QtCore import QTimer

    from kiosk.compose import Terminal
    from kiosk.desk.house import House
    from kiosk.desk.window.desk import Desk, side_by_side
    from kiosk.devices.emulated.people import PEOPLE
    from kiosk.screens.application import Screen, prepare
    from kiosk.terminal import run_until_told

    application = prepare(sys.argv)
    # Everything of the demo's people lies below this folder and goes with it.
    with tempfile.TemporaryDirectory(prefix="xinzhizhu-") as run, House(Path(run)) as house:
        for person in PEOPLE.values():
            for kind in _ON_FILE:
                house.put_on_file(person.number, kind)
        desk = Desk(house, house.run / "desk")
        terminal = Terminal(house.configuration, on_said=desk.presenter.hear)
        screen_place, desk_place = side_by_side(application.primaryScreen().availableGeometry())
        screen = Screen(terminal.services, screen_place.size())
        screen.window.setPosition(screen_place.topLeft())
        desk.window.setGeometry(desk_place)
        screen.window.visibleChanged.connect(lambda shown: None if shown else application.quit())
        QTimer.singleShot(0, terminal.start)
        for line in signposts(house.run, house.console, house.operator):
            click.echo(line)
        try:
            return run_until_told(application)
        finally:
            screen.close()
            terminal.close()
            desk.close()


def signposts(run: Path, console: str, operator: tuple[str, str]) -> list[str]:
    """What the console says: where things lie while the demo runs."""
    name, password = operator
    return [
        f"工作人员页面  {console}",
        f"用户名        {name}",
        f"密码          {password}",
        f"运行文件夹    {run}（结束时删除）",
        f"另一个终端里  kioskctl emulate --run {run} card put 王小明",
        "关上终端的窗口，演示就结束。",
    ]


def _by_itself(out: Path) -> int:
    # Before Qt is loaded: without a display it would look for one and end.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from kiosk.desk.visiting import live
    from kiosk.desk.window.papers import draw

    click.echo("没有显示器：终端自己办一次事。")
    code = live(demo_script(draw(out / "materials", title="MEDICAL BILL"), datetime.now().astimezone()), out)
    click.echo(f"留在 {out.resolve()}：")
    for path in sorted(out.iterdir()):
        inside = len(list(path.iterdir())) if path.is_dir() else None
        click.echo(f"  {path.name}" + (f"/  {inside} 个文件" if inside is not None else ""))
    return code


def demo_script(bills: Path, now: datetime) -> Script:
    """demo.toml with what no file can hold for long: a picture on this machine, and a birth in the last days."""
    script = read_script(DEMO)
    born = (now - timedelta(days=9)).replace(hour=10, minute=30)
    return script.model_copy(
        update={
            "answers": {**script.answers, "birth_time": f"{born:%Y-%m-%dT%H:%M}"},
            "materials": {**script.materials, "medical_bills": str(bills.resolve())},
        }
    )
