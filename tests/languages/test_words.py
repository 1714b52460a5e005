"""Every fixed text stands in every language, with the same placeholders."""

import re
from pathlib import Path

import pytest

from kiosk.languages.language import ORDER, Language
from kiosk.languages.messages import LOCALES, messages

PLACEHOLDER = re.compile(r"\{(\w*)\}")


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_every_language_can_be_chosen_and_has_a_folder() -> None:
    assert set(ORDER) == set(Language)
    assert {path.name for path in LOCALES.iterdir() if path.is_dir()} == {language.value for language in Language}


@pytest.mark.parametrize("language", list(Language))
class TestWords:
    def test_none_is_lacking_or_left_over(self, language: Language) -> None:
        assert messages(language).keys() ^ messages(Language.CHINESE).keys() == set()

    def test_none_is_empty(self, language: Language) -> None:
        assert [key for key, text in messages(language).items() if not text.strip()] == []

    def test_ids_are_identifiers_that_qml_can_bind_to(self, language: Language) -> None:
        assert [key for key in messages(language) if not key.isidentifier()] == []

    def test_placeholders_are_those_of_the_chinese_text(self, language: Language) -> None:
        chinese = messages(Language.CHINESE)
        assert {
            key: (placeholders(text), placeholders(chinese[key]))
            for key, text in messages(language).items()
            if placeholders(text) != placeholders(chinese[key])
        } == {}

    def test_the_files_are_the_same(self, language: Language) -> None:
        names = [
            sorted(path.name for path in Path(LOCALES / one.value).glob("*.toml"))
            for one in (language, Language.CHINESE)
        ]
        assert names[0] == names[1]
