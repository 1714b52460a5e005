"""Kazakh in Arabic script (usage in China) and in Cyrillic letters.

Cyrillic to Arabic is a rule with hardly an exception. The other way the script leaves open what Cyrillic writes (і or ы, ә or а,
й or и): vowel harmony decides, and `kazakh_words` lists words of this terminal that harmony gets wrong. Needed for speech:
the Kazakh voice reads Cyrillic only. Where a text is stored in Cyrillic as well, prefer that.
"""

import re
import unicodedata
from functools import cache

from kiosk.languages.kazakh_words import WORDS

HIGH_HAMZA = "ٴ"

_TO_ARABIC = {
    **dict(zip("аәбвгғджзийкқлмнңоөпрстуұүфхһчшыіеэ", "اابۆگعدجزييكقلمنڭووپرستۋۇۇفحھچشىىەە", strict=True)),
    "щ": "شش",
    "ю": "يۋ",
    "я": "يا",
    "ё": "يو",
    "ъ": "",
    "ь": "",
}
_PUNCTUATION = str.maketrans({";": "؛", "?": "؟"})
_COMMA = re.compile(r",(?!\d)")
_CYRILLIC_WORD = re.compile("[\u0400-\u04ff]+")
_CYRILLIC_VOWELS = "аәеэоөұүыіяёюиу"
_DECIDING = re.compile("[аәоөұүыіяё]")
_FRONT_LETTERS, _BACK_LETTERS = "كگە", "قع"

_ARABIC_WORD = re.compile("[\u0620-\u065f\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff]+")
_CONSONANTS = dict(zip("بۆگعدجزكقلمنڭپرستۋفحھچشخغ", "бвгғджзкқлмнңпрстуфхһчшхғ", strict=True))
_VOWELS = "اوۇىە"
_BACK = dict(zip(_VOWELS, "аоұые", strict=True))
_FRONT = dict(zip(_VOWELS, "әөүіе", strict=True))
_OLD_HAMZA = str.maketrans({"ٵ": "ٴا", "ٶ": "ٴو", "ٷ": "ٴۇ", "ٸ": "ٴى"})
_LOOKALIKES = str.maketrans({"ک": "ك", "ی": "ي", "ه": "ە", "ہ": "ە", "ې": "ە", "ۆ": "ۆ", "ـ": "", "ئ": ""})
_LATIN_PUNCTUATION = str.maketrans({"،": ",", "؛": ";", "؟": "?"})
_SHORTEST_STEM = 4


def to_arabic(text: str) -> str:
    """Cyrillic words become Arabic, everything else stays. Small and capital letters are the same in Arabic script."""
    return _COMMA.sub("،", _CYRILLIC_WORD.sub(lambda word: _word_to_arabic(word[0].lower()), text)).translate(
        _PUNCTUATION
    )


def _word_to_arabic(word: str) -> str:
    spelt = word.replace("ый", "и").replace("ий", "и").replace("ия", "я").replace("ию", "ю")
    letters = ""
    for before, letter in zip(" " + spelt, spelt, strict=False):
        if letter == "ц":
            letters += "تس" if before in _CYRILLIC_VOWELS else "س"
        else:
            letters += _TO_ARABIC.get(letter, letter)
    deciding = _DECIDING.search(word)
    front = deciding is not None and deciding[0] in "әөүі"
    hamza = front and not any(letter in letters for letter in _FRONT_LETTERS + _BACK_LETTERS)
    return HIGH_HAMZA + letters if hamza else letters


def normalised(text: str) -> str:
    """One code point for each letter: the high hamza is U+0674 and stands before its word. Idempotent."""
    composed = unicodedata.normalize("NFKC", text.translate(_OLD_HAMZA)).translate(_LOOKALIKES)
    return _ARABIC_WORD.sub(lambda word: re.sub("^[ءٴ]+", HIGH_HAMZA, word[0]), composed)


def to_cyrillic(text: str) -> str:
    """Arabic words become Cyrillic, in small letters, everything else stays."""
    return _ARABIC_WORD.sub(lambda word: _word_to_cyrillic(word[0]), normalised(text)).translate(_LATIN_PUNCTUATION)


@cache
def _lexicon() -> dict[str, str]:
    return {_word_to_arabic(word): word for word in WORDS.split()}


@cache
def _word_to_cyrillic(word: str) -> str:
    known = _lexicon()
    if word in known:
        return known[word]
    for end in range(len(word) - 1, _SHORTEST_STEM - 1, -1):
        stem = known.get(word[:end])
        if stem is not None:
            # An ending follows the harmony of its stem's last vowel.
            return stem + _by_harmony(word[end:], front_before=_last_is_front(stem), after=stem[-1])
    return _by_harmony(word)


def _last_is_front(stem: str) -> bool:
    vowels = [letter for letter in stem if letter in "аәоөұүыіеэяё"]
    return bool(vowels) and vowels[-1] in "әөүіеэ"


def _by_harmony(word: str, front_before: bool | None = None, after: str = "") -> str:
    """`front_before`, `after`: for an ending, its stem's harmony and last letter."""
    hamza = word.startswith(HIGH_HAMZA)
    word = word.replace(HIGH_HAMZA, "").replace("ء", "")
    found = after
    first_vowel = next((at for at, letter in enumerate(word) if letter in _VOWELS), -1)
    for at, letter in enumerate(word):
        following = word[at + 1] if at + 1 < len(word) else ""
        if letter in _VOWELS:
            front = hamza or _front_at(word, at, front_before)
            first = at == first_vowel and front_before is None
            # ә and ө belong to the first syllable, and words with в came from outside, with plain vowels.
            plain = (letter == "و" or (letter == "ا" and not hamza)) and (not first or "ۆ" in word)
            found += _FRONT[letter] if front and not plain else _BACK[letter]
        elif letter == "ي":
            glide = found[-1:] in tuple("аәеоөұүыі") or (not found and following != "" and following in _VOWELS + "ۋ")
            found += "й" if glide else "и"
        else:
            found += _CONSONANTS.get(letter, letter)
    return _joined(found)[len(after) :]


def _front_at(word: str, at: int, front_before: bool | None) -> bool:
    """By the nearest letter that goes with only one kind of vowel."""
    signs = [(abs(place - at), letter in _FRONT_LETTERS) for place, letter in enumerate(word) if letter in "كگەقع"]
    if signs:
        return min(signs, key=lambda sign: sign[0])[1]
    return bool(front_before)


def _joined(word: str) -> str:
    """Letters that Cyrillic writes as one."""
    word = re.sub("й([аәу])", lambda pair: "ю" if pair[1] == "у" else "я", word)
    return re.sub("и[аә]", "ия", word).replace("шш", "щ")
