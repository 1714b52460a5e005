"""A region's catalogue, invented from the shipped matters: many matters of their shape and size, each with words of its own."""

import random
from collections.abc import Iterator
from pathlib import Path

from kiosk.compose import MATTERS
from kiosk.matters.folder import read_folder
from kiosk.matters.kinds import Place
from kiosk.matters.model import PublishedMatter

# Of a hundred matters so many are like this one: most are one form and a certificate, few join several departments.
_SHARES = {"KSK-01": 90, "YJS-2024A-03": 5, "YJS-2024A-09": 5}
_SHARE_HAN = 4  # characters that stay together when Chinese is mixed


def many(count: int, seed: int = 1) -> Iterator[PublishedMatter]:
    """The texts are drawn anew, word by word, from the words of all shipped texts of the language: as long as before, as common words as
    before, and no two alike. They mean nothing; they compress and index worse than real ones, rather than better."""
    chance = random.Random(seed)
    shipped = {code: read_folder(Path(MATTERS) / code) for code in _SHARES}
    words: dict[str, list[str]] = {}
    for published in shipped.values():
        for language, texts in published.texts.items():
            for text in texts.values():
                words.setdefault(language, []).extend(_words(language, text))
    kinds = chance.choices(list(_SHARES), list(_SHARES.values()), k=count)
    for number, kind in enumerate(kinds):
        like = shipped[kind]
        texts = {
            language: {key: _mixed(language, text, words[language], chance) for key, text in table.items()}
            for language, table in like.texts.items()
        }
        for language, table in texts.items():
            table["name"] = f"{table['name']} {number}" if language != "zh" else f"{table['name']}{number}"
        changes = {"code": f"BENCH-{number:06}", "place": Place.SEARCH, "order": number, "version": 1}
        yield like.model_copy(update={"matter": like.matter.model_copy(update=changes), "texts": texts})


def changed(published: PublishedMatter) -> PublishedMatter:
    """Its next version: one fee is another."""
    texts = {language: table | {"cost": table["cost"] + " 10"} for language, table in published.texts.items()}
    matter = published.matter.model_copy(update={"version": published.matter.version + 1})
    return published.model_copy(update={"matter": matter, "texts": texts})


def _words(language: str, text: str) -> list[str]:
    if language == "zh":
        return [text[start : start + _SHARE_HAN] for start in range(0, len(text), _SHARE_HAN)]
    return text.split()


def _mixed(language: str, text: str, words: list[str], chance: random.Random) -> str:
    drawn = chance.choices(words, k=len(_words(language, text)))
    return ("" if language == "zh" else " ").join(drawn).strip() or text
