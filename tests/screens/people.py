"""Invented people of the screen tests: region 659900 is given to no place."""

from datetime import date

from kiosk.devices.emulated.people import invented_number
from kiosk.visit.identity import Identity

MOTHER = Identity(
    "resident_card",
    "古丽·买买提",
    invented_number(date(1995, 3, 12), 42),
    "示例市团结路 1 号",
    date(2020, 1, 1),
    date(2040, 1, 1),
)
FATHER = Identity(
    "resident_card", "艾力·吐尔逊", invented_number(date(1993, 8, 5), 17), "示例市团结路 1 号", None, None
)
EXPIRED = Identity("resident_card", "王秀英", invented_number(date(1952, 2, 9), 308), "", None, date(2023, 5, 1))
SOCIAL = Identity("social_card", MOTHER.name, MOTHER.number)
