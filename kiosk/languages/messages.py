"""The words of the terminal: `locales/LANGUAGE/*.toml`, flat tables of message id to text.

Message ids are valid identifiers (`home_title`), so that QML can bind to them as properties. Placeholders are named,
in `str.format` form: `{count}`. Nouns in Chinese, Uyghur and Kazakh do not change after a number, so one form is enough.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kiosk.languages.language import Language

LOCALES = Path(__file__).resolve().parents[2] / "locales"


@cache
def messages(language: Language) -> Mapping[str, str]:
    """All texts of a language. Raises ValueError if two files define the same id."""
    found: dict[str, str] = {}
    for path in sorted((LOCALES / language.value).glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        twice = found.keys() & table.keys()
        if twice:
            raise ValueError(f"{path.name} defines again: {', '.join(sorted(twice))}")
        found.update(table)
    return found


def text(language: Language, message: str, **values: object) -> str:
    """The text of a message with its placeholders filled. Raises KeyError for an unknown id: that is a bug, a test finds it."""
    template = messages(language)[message]
    return template.format(**values) if values else template
