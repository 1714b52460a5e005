"""Dates and times in words, digits 0-9 in every language.

The patterns are those of newspapers and offices in China. CLDR's for ug and kk_Arab are not used: they put the year first and
the month after a comma ("2026 8-…"), which nobody here writes.
"""

from datetime import date, datetime, time

from kiosk.languages.language import Language

_DATE = {
    Language.CHINESE: "{0.year}年{0.month}月{0.day}日",
    Language.UYGHUR: "{0.year}-يىلى {0.month}-ئاينىڭ {0.day}-كۈنى",
    Language.KAZAKH: "{0.year}-جىلى {0.month}-ايدىڭ {0.day}-كۇنى",
}
_WEEKDAY = {
    Language.CHINESE: ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    Language.UYGHUR: ("دۈشەنبە", "سەيشەنبە", "چارشەنبە", "پەيشەنبە", "جۈمە", "شەنبە", "يەكشەنبە"),
    Language.KAZAKH: ("دۇيسەنبى", "سەيسەنبى", "سارسەنبى", "بەيسەنبى", "جۇما", "سەنبى", "جەكسەنبى"),
}


def date_words(day: date, language: Language) -> str:
    """2026年12月8日; 2026-يىلى 12-ئاينىڭ 8-كۈنى; 2026-جىلى 12-ايدىڭ 8-كۇنى."""
    return _DATE[language].format(day)


def weekday_words(day: date, language: Language) -> str:
    return _WEEKDAY[language][day.weekday()]


def time_words(moment: time | datetime, _language: Language) -> str:
    """15:04, the same in all languages, on the 24-hour clock; minutes only."""
    return f"{moment.hour:02}:{moment.minute:02}"


def moment_words(moment: datetime, language: Language) -> str:
    """Date and time, as printed on papers."""
    return f"{date_words(moment, language)} {time_words(moment, language)}"
