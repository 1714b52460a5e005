"""A matter as a folder: `matter.toml` beside `zh.toml`, `ug.toml` and `kk.toml`.

The text files are flat tables with quoted keys (`"field.baby_name.label" = "…"`); `draft = true` in one of them says that
no native reader has signed it yet. Standard: TOML 1.0, RFC 8785 in spirit for the canonical JSON.
"""

import json
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from kiosk.matters.model import Matter, PublishedMatter, Texts, text_keys

LANGUAGES: tuple[Literal["ug", "zh", "kk"], ...] = ("ug", "zh", "kk")


class BadMatter(ValueError):
    """What is wrong with a matter's folder: one line for each finding, each with its file and key."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


def read_folder(path: Path) -> PublishedMatter:
    """Raises BadMatter with all that is wrong in the first file that is. Missing texts are found by `missing_texts`."""
    matter = _matter(path / "matter.toml")
    texts: dict[Literal["ug", "zh", "kk"], Texts] = {}
    drafts: list[Literal["ug", "kk"]] = []
    for language in LANGUAGES:
        table = _table(path / f"{language}.toml")
        if table.pop("draft", False) and language != "zh":
            drafts.append(language)
        texts[language] = _texts(path / f"{language}.toml", table)
    return PublishedMatter(matter=matter, texts=texts, drafts=drafts)


def missing_texts(published: PublishedMatter) -> dict[str, set[str]]:
    """Keys of texts that are lacking or empty, by language; languages that have all are left out.

    Hints, leads and search words may be empty, but must be there.
    """
    needed = text_keys(published.matter)
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        texts = published.texts.get(language, {})
        lacking = {key for key in needed if key not in texts or not (texts[key].strip() or _may_be_empty(key))}
        if lacking:
            found[language] = lacking
    return found


def strange_texts(published: PublishedMatter) -> dict[str, set[str]]:
    """Keys of texts that belong to nothing in the matter (mistyped, or left over), by language."""
    needed = text_keys(published.matter)
    strange = {language: set(texts) - needed for language, texts in published.texts.items()}
    return {str(language): keys for language, keys in strange.items() if keys}


def canonical_json(published: PublishedMatter) -> str:
    """The one way to write a published matter, so that equal matters have equal hashes: sorted keys, no spaces, UTF-8."""
    return json.dumps(published.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _may_be_empty(key: str) -> bool:
    return key == "aliases" or key.endswith((".hint", ".lead"))


def _matter(path: Path) -> Matter:
    try:
        return Matter.model_validate(_table(path))
    except ValidationError as error:
        lines = [
            f"{path}: {'.'.join(str(part) for part in one['loc']) or 'matter'}: {one['msg']}" for one in error.errors()
        ]
        raise BadMatter(lines) from error


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise BadMatter([f"{path}: there is no such file"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMatter([f"{path}: {error}"]) from error


def _texts(path: Path, table: dict[str, Any]) -> Texts:
    wrong = [
        f'{path}: {key}: must be a text; write the whole key in quotes, as in "{key}.name" = "…"'
        for key, value in table.items()
        if not isinstance(value, str)
    ]
    if wrong:
        raise BadMatter(wrong)
    return dict(table)
