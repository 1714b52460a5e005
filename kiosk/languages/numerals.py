"""Numbers in words for the voice: ordinals of Uyghur and Kazakh, which are written "8-", and years in Chinese."""

from kiosk.languages.language import Language

# Zero to nine, ten to ninety, hundred, thousand; Kazakh in Cyrillic letters, as its voice reads them.
_WORDS = {
    Language.UYGHUR: (
        ["نۆل", "بىر", "ئىككى", "ئۈچ", "تۆت", "بەش", "ئالتە", "يەتتە", "سەككىز", "توققۇز"],
        ["ئون", "يىگىرمە", "ئوتتۇز", "قىرىق", "ئەللىك", "ئاتمىش", "يەتمىش", "سەكسەن", "توقسان"],
        "يۈز",
        "مىڭ",
    ),
    Language.KAZAKH: (
        ["нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"],
        ["он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"],
        "жүз",
        "мың",
    ),
}
_KAZAKH_ORDINALS = {
    "нөл": "нөлінші", "бір": "бірінші", "екі": "екінші", "үш": "үшінші", "төрт": "төртінші", "бес": "бесінші",
    "алты": "алтыншы", "жеті": "жетінші", "сегіз": "сегізінші", "тоғыз": "тоғызыншы", "он": "оныншы",
    "жиырма": "жиырмасыншы", "отыз": "отызыншы", "қырық": "қырқыншы", "елу": "елуінші", "алпыс": "алпысыншы",
    "жетпіс": "жетпісінші", "сексен": "сексенінші", "тоқсан": "тоқсаныншы", "жүз": "жүзінші", "мың": "мыңыншы",
}  # fmt: skip
_CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
LARGEST = 9999


def cardinal(number: int, language: Language) -> str:
    """0 to 9999 in Uyghur or Kazakh. Raises ValueError outside, KeyError for Chinese, whose voice reads digits itself."""
    ones, tens, hundred, thousand = _WORDS[language]
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} is not between 0 and {LARGEST}")
    if number == 0:
        return ones[0]
    words: list[str] = []
    for size, name in ((1000, thousand), (100, hundred)):
        count, number = divmod(number, size)
        words += ([ones[count]] if count > 1 else []) + ([name] if count else [])
    ten, one = divmod(number, 10)
    words += ([tens[ten - 1]] if ten else []) + ([ones[one]] if one else [])
    return " ".join(words)


def ordinal(number: int, language: Language) -> str:
    """Raises as `cardinal`."""
    *before, last = cardinal(number, language).split()
    return " ".join([*before, _KAZAKH_ORDINALS[last] if language is Language.KAZAKH else _uyghur_ordinal(last)])


def _uyghur_ordinal(word: str) -> str:
    """-inchi; a last vowel makes way for it."""
    return (word[:-1] if word[-1] in "ەى" else word) + "ىنچى"


def chinese_year(year: int) -> str:
    """二〇二六: years are read digit by digit."""
    return str(year).translate(_CHINESE_DIGITS)
