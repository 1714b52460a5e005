"""Search keys: how a name is written for the index, and how a query is read, so that the two meet.

Chinese is found by characters (single and in pairs), full pinyin and initials, from any syllable on. Uyghur and Kazakh are
found in Arabic script, whichever of the look-alike letters were typed, Uyghur also in Latin (ULY) and Kazakh also in Cyrillic
letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_ARABIC = re.compile(r"[\u0620-\u06d3\u06d5\u06fa-\u06ff]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_LATIN = re.compile(r"[a-z0-9]+")

_WORDS = 1 << 14  # words that are remembered with their keys: the same ones come in most matters

# Signs that change no letter: tatweel, joiners, harakat, and the high hamza of Kazakh, which people leave out.
_SIGNS = dict.fromkeys([0x0640, 0x200C, 0x200D, 0x0674, 0x0621, *range(0x064B, 0x0660)])
_LOOKALIKES = str.maketrans({"ک": "ك", "ي": "ى", "ی": "ى", "ه": "ە", "ئ": None, "أ": "ا", "إ": "ا", "ٱ": "ا"})
# Kazakh high hamza written as one character with its letter (deprecated, but keyboards made it).
_OLD_HAMZA = str.maketrans({"ٵ": "ا", "ٶ": "و", "ٷ": "ۇ", "ٸ": "ى"})


@lru_cache(_WORDS)
def arabic_key(word: str) -> str:
    """One key for Uyghur and Kazakh: look-alikes folded, hamza and signs dropped."""
    word = unicodedata.normalize("NFC", word.translate(_OLD_HAMZA)).translate(_SIGNS)
    return word.translate(_LOOKALIKES)


@lru_cache(_WORDS)
def uyghur_latin(word: str) -> str:
    """ULY without its accents and apostrophes, from Arabic script."""
    from kiosk.languages.uyghur import to_latin  # its converter takes 20 ms to load, and only the index needs it

    return _plain_latin(to_latin(word))


def kazakh_key(word: str) -> str:
    """The Arabic key of a word in Cyrillic letters."""
    from kiosk.languages.kazakh import to_arabic

    return arabic_key(to_arabic(word))


def _plain_latin(text: str) -> str:
    """Latin letters without accents and digits; everything else is dropped."""
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(_LATIN.findall("".join(c for c in letters if not unicodedata.combining(c))))


def pairs(run: str) -> list[str]:
    """Han characters as FTS terms: pairs, or the character itself when it stands alone."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@lru_cache(_WORDS)
def _syllables(run: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(_plain_latin(syllable.replace("ü", "v")) for syllable in lazy_pinyin(run, v_to_u=False))


def document_terms(text: str, language: str) -> Iterator[str]:
    """The terms under which a text of a matter is found. Imports pypinyin, so only where the index is built."""
    plain = unicodedata.normalize("NFKC", text).lower()
    for run in _HAN.findall(plain):
        yield from run
        if len(run) > 1:
            yield from pairs(run)
        syllables = _syllables(run)
        for start in range(len(syllables)):
            yield "".join(syllables[start:])
            yield "".join(syllable[:1] for syllable in syllables[start:])
    for word in _ARABIC.findall(text.translate(_OLD_HAMZA)):
        if key := arabic_key(word):
            yield key
        if language == "ug" and (latin := uyghur_latin(word)):
            yield latin
    for word in _CYRILLIC.findall(plain):
        yield kazakh_key(word)
    yield from _LATIN.findall(plain)


def query_terms(query: str) -> tuple[list[str], list[str]]:
    """Han terms, which must match whole, and other terms, which match as beginnings."""
    plain = unicodedata.normalize("NFKC", query).lower()
    han = [term for run in _HAN.findall(plain) for term in pairs(run)]
    beginnings = [key for word in _ARABIC.findall(query.translate(_OLD_HAMZA)) if (key := arabic_key(word))]
    beginnings += [kazakh_key(word) for word in _CYRILLIC.findall(plain)]
    words = plain.replace("'", "").replace("’", "").split()
    beginnings += [letters for word in words if (letters := _plain_latin(word))]
    return han, [term for term in beginnings if term]
