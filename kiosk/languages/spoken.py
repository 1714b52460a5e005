"""What the voice is to read for what the screen shows.

Long numbers are read digit by digit, dates and times as a person says them, Kazakh in Cyrillic letters, which its voice knows.
"""

import re
from datetime import date

from kiosk.languages import kazakh
from kiosk.languages.dates import date_words
from kiosk.languages.isolates import plain
from kiosk.languages.language import Language
from kiosk.languages.numerals import chinese_year, ordinal

_ISO_DATE = re.compile(r"(?<![\d-])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![\d-])(?:T(?=[0-9]{2}:[0-9]{2}))?")
_TIME = re.compile(r"(?<![\d:])([01]?[0-9]|2[0-3]):([0-5][0-9])(?![\d:])")
# Five digits or more in a row, or groups of digits joined by hyphens: a number that names something, not an amount.
_NAMING_NUMBER = re.compile(r"(?<![\d.,])(?:[0-9]{5,}|[0-9]+(?:-[0-9]+)+)[Xx]?(?![\d.])")
_MASKED = re.compile(r"([0-9]*)[*＊]+([0-9]*[Xx]?)")
_CHINESE_YEAR = re.compile(r"([0-9]{4})(?=年)")
_ORDINAL = re.compile("(?<![0-9])([0-9]{1,4})-(?=[\u0620-\u06ff])")
_TIME_SAID = {
    Language.CHINESE: ("{h}点{m}分", "{h}点"),
    Language.UYGHUR: ("سائەت {h}، {m} مىنۇت", "سائەت {h}"),
    Language.KAZAKH: ("ساعات {h}، {m} مينۋت", "ساعات {h}"),
}
_PAUSE = {Language.CHINESE: "，", Language.UYGHUR: "، ", Language.KAZAKH: "، "}


def spoken(text: str, language: Language) -> str:
    """For the voice of `language`. Nothing in it steers direction, and hidden characters (stars) are a pause."""
    said = plain(text)
    said = _ISO_DATE.sub(lambda match: _date_said(match, language), said)
    said = _TIME.sub(lambda match: _time_said(match, language), said)
    # Digits before the stars: what is left of a masked number is still one number.
    said = _NAMING_NUMBER.sub(lambda match: digits(match[0], language), _masked_apart(said, language))
    if language is Language.CHINESE:
        return _CHINESE_YEAR.sub(lambda match: chinese_year(int(match[1])), said)
    said = _ORDINAL.sub(lambda match: ordinal(int(match[1]), language) + " ", said)
    return kazakh.to_cyrillic(said) if language is Language.KAZAKH else said


def digits(number: str, language: Language) -> str:
    """A number digit by digit, with a pause where it is grouped by hyphens or spaces."""
    groups = [" ".join(group) for group in re.split(r"[-\s]+", number.strip()) if group]
    return _PAUSE[language].join(groups)


def _masked_apart(text: str, language: Language) -> str:
    """659***1234: both ends digit by digit, a pause for the stars."""
    return _MASKED.sub(
        lambda match: _PAUSE[language].join(" ".join(end) for end in (match[1], match[2]) if end) or " ", text
    )


def _date_said(match: re.Match[str], language: Language) -> str:
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return match[0]
    return date_words(day, language) + (" " if match[0].endswith("T") else "")


def _time_said(match: re.Match[str], language: Language) -> str:
    hour, minute = int(match[1]), int(match[2])
    return _TIME_SAID[language][0 if minute else 1].format(h=hour, m=minute)
