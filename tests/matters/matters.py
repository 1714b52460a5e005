"""A small matter with one of everything, and answers for it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from stdnum.iso7064 import mod_11_2

from kiosk.matters.model import Matter, PublishedMatter, text_keys

NOW = datetime(2026, 7, 1, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def id_number(birth: str = "19900101", order: str = "123") -> str:
    """Of an invented person, in a region code that nobody has."""
    number = f"659900{birth}{order}"
    return number + str(mod_11_2.calc_check_digit(number))


MATTER = Matter.model_validate(
    {
        "code": "TEST-01",
        "version": 3,
        "place": "quick",
        "order": 1,
        "icon": "paper",
        "audience": "person",
        "outcome": "decision",
        "time_limit_days": 5,
        "commitment": {"days": 10},
        "components": [{"key": "main"}, {"key": "sign", "when": {"signboard": ["yes"]}}],
        "questions": [
            {"key": "who", "options": ["self", "child"], "usual": "self"},
            {"key": "shop", "options": ["yes", "no"], "usual": "yes"},
            {"key": "signboard", "options": ["yes", "no"], "usual": "no", "when": {"shop": ["yes"]}},
            {"key": "abroad", "options": ["yes", "no"], "usual": "no", "stops": ["yes"]},
        ],
        "pages": [
            {
                "key": "person",
                "card_fill": {"name": "name", "number": "number"},
                "own_card_when": {"who": ["self"]},
                "fields": [
                    {"key": "name", "type": "name"},
                    {"key": "number", "type": "id_number"},
                    {"key": "phone", "type": "phone", "required": False},
                ],
            },
            {
                "key": "board",
                "when": {"signboard": ["yes"]},
                "fields": [
                    {"key": "width", "type": "decimal", "at_least": 0.1, "at_most": 20},
                    {"key": "why", "type": "text", "when": {"width": {"at_least": 10}}},
                ],
            },
        ],
        "materials": [
            {"key": "id_card", "source": "card"},
            {"key": "form", "source": "form"},
            {"key": "licence", "source": "licence", "held_kind": "licence", "when": {"shop": ["yes"]}},
            {"key": "lease", "source": "upload", "deferrable": True, "pages_at_most": 3},
            {"key": "photo", "source": "upload", "required": False, "when": {"signboard": ["yes"]}},
        ],
    }
)
TEXTS = {key: key for key in text_keys(MATTER)}
PUBLISHED = PublishedMatter(matter=MATTER, texts={"ug": TEXTS, "zh": TEXTS, "kk": TEXTS})
