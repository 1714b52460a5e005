"""A script of a visit says what is wrong in it by name, before anything is started."""

from pathlib import Path

import pytest

from kiosk.desk.script import ScriptError, read_script

GOOD = """
matter = "YJS-2024A-09"
language = "kk_Arab"
modes = ["large_text"]
network = "cut-at-submit"

[card]
name = "阿依古丽·赛力克"
number = "659900198806211267"
valid_to = "长期"

[answers]
baby_name = "叶尔兰"

[materials]
marriage_certificate = "held"
household_register = "promise"
medical_bills = "bills.png"
"""


def written(folder: Path, text: str, *pictures: str) -> Path:
    for picture in pictures:
        (folder / picture).write_bytes(b"picture")
    script = folder / "visit.toml"
    script.write_text(text, "utf-8")
    return script


def test_a_good_script_is_read_with_usual_names_and_pictures_beside_it(tmp_path: Path) -> None:
    script = read_script(written(tmp_path, GOOD, "bills.png"))
    assert script.language == "kk"
    assert script.card is not None and script.card.valid_to is None
    assert script.materials["marriage_certificate"] == "held"
    assert Path(script.materials["medical_bills"]) == tmp_path / "bills.png"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD.replace("[answers]", "shoes = 2\n[answers]"), "card.shoes"),
        ('colour = "red"\n' + GOOD, "colour"),
        (GOOD.replace("kk_Arab", "tlh"), "language"),
        (GOOD.replace("cut-at-submit", "sometimes"), "network"),
        (GOOD.replace("large_text", "tiny_text"), "modes.0"),
        (GOOD.replace('matter = "YJS-2024A-09"', ""), "matter"),
    ],
    ids=["in the card", "at the top", "language", "network", "mode", "no matter"],
)
def test_what_is_unknown_or_missing_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    script = written(tmp_path, text, "bills.png")
    with pytest.raises(ScriptError, match=rf"visit\.toml: {named}: "):
        read_script(script)


def test_a_picture_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"materials\.medical_bills: no such picture: .*bills\.png"):
        read_script(written(tmp_path, GOOD))


def test_what_is_no_toml_and_a_file_that_is_not_there_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"visit\.toml"):
        read_script(written(tmp_path, "matter = ["))
    with pytest.raises(ScriptError, match=r"nowhere\.toml"):
        read_script(tmp_path / "nowhere.toml")
