"""Answers of a form as they are written on paper, in one language."""

from datetime import date, datetime

from kiosk.languages.dates import date_words, moment_words
from kiosk.languages.isolates import isolate, ltr
from kiosk.languages.language import Language
from kiosk.matters.conditions import Answer
from kiosk.matters.model import FieldType, FormField, PublishedMatter

_NUMBERS = frozenset(
    {
        FieldType.ID_NUMBER,
        FieldType.USCC,
        FieldType.PHONE,
        FieldType.INT,
        FieldType.DECIMAL,
        FieldType.BANK_CARD,
    }
)


def in_words(published: PublishedMatter, field: FormField, answer: Answer, language: Language) -> str:
    """Options by their texts, dates in words, numbers and foreign words as isolates."""
    if field.options:
        given = [answer] if isinstance(answer, str) else answer
        comma = "、" if language is Language.CHINESE else "، "
        return comma.join(published.text(language, f"field.{field.key}.{one}") for one in given)
    written = answer if isinstance(answer, str) else " ".join(answer)
    if field.type in _NUMBERS:
        return ltr(written)
    if field.type is FieldType.DATE:
        return date_words(date.fromisoformat(written), language)
    if field.type is FieldType.DATETIME:
        return moment_words(datetime.fromisoformat(written), language)
    return isolate(written)
