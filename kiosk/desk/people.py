"""Invented people whose cards the desk, the demo and `kioskctl emulate` put on the reader.

Region 659900 is given to no place, so none of these numbers can belong to anybody.
"""

from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_2

from kiosk.devices.emulated.pcsc import SocialCardData
from kiosk.devices.emulated.sam import CardData

REGION = "659900"
_ISSUER = "示例市公安局"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist, with both cards. `valid_to` is the resident card's last day; None: 长期, no end."""

    name: str
    number: str
    address: str
    valid_from: date = date(2020, 1, 1)
    valid_to: date | None = date(2040, 1, 1)
    remark: str = ""

    def resident_card(self) -> CardData:
        return CardData(self.name, self.number, self.address, _ISSUER, self.valid_from, self.valid_to)

    def social_card(self) -> SocialCardData:
        return SocialCardData(self.name, self.number, issued=self.valid_from, expires=self.valid_to)


def invented_number(born: date, order: int) -> str:
    """A resident identity number (GB 11643) of nobody: `order` is 0 to 999, odd for men, the check digit is ISO 7064 MOD 11-2."""
    body = f"{REGION}{born:%Y%m%d}{order:03d}"
    return body + str(mod_11_2.calc_check_digit(body))


PEOPLE = (
    Person("古丽·买买提", invented_number(date(1995, 3, 12), 42), "示例市团结路 1 号 2 栋 301 室"),
    Person("艾力·吐尔逊", invented_number(date(1993, 8, 5), 17), "示例市团结路 1 号 2 栋 301 室"),
    Person("阿依古丽·赛力克", invented_number(date(1988, 6, 21), 126), "示例县牧业新村 15 号", valid_to=None),
    Person("李小明", invented_number(date(1979, 11, 3), 233), "示例市胜利路 18 号 4 单元 502 室"),
    Person(
        "王秀英",
        invented_number(date(1952, 2, 9), 308),
        "示例市胜利路 20 号",
        valid_from=date(2003, 5, 1),
        valid_to=date(2023, 5, 1),
        remark="证件过期",
    ),
)


def person(who: str, number: str | None = None) -> Person:
    """One of PEOPLE by name or number, or somebody else with a name and a number. Raises ValueError that says what is wrong."""
    if number is not None:
        if not mod_11_2.is_valid(number) or len(number) != 18:
            raise ValueError(f"no resident identity number: {number}")
        return Person(who, number, "")
    for one in PEOPLE:
        if who in (one.name, one.number):
            return one
    raise ValueError(f"nobody is called {who!r}: give a number too, or take one of: {', '.join(p.name for p in PEOPLE)}")
