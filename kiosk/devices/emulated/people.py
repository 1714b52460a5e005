"""Invented people with cards, for the desk, the tests and the demo. Region 659900 is given to no place, so nobody has these numbers."""

from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_2

from kiosk.devices.emulated.pcsc import SocialCardData
from kiosk.devices.emulated.sam import CardData

_ISSUER = "示例市公安局"
_SINCE = date(2021, 5, 1)


def invented_number(born: date, serial: int) -> str:
    """The citizen identification number (GB 11643) of nobody. `serial` is 1..999, odd for men, even for women."""
    digits = f"659900{born:%Y%m%d}{serial:03d}"
    return digits + str(mod_11_2.calc_check_digit(digits))


@dataclass(frozen=True, slots=True)
class Person:
    """A name, a birthday and an address from which both cards are made. `valid_to` is the resident card's last day, None: 长期."""

    name: str
    born: date
    serial: int
    address: str
    valid_to: date | None = date(2041, 5, 1)
    remark: str = ""  # what is special about the cards, for whoever chooses one

    @property
    def number(self) -> str:
        return invented_number(self.born, self.serial)

    def resident_card(self) -> CardData:
        return CardData(
            self.name, self.number, self.address, _ISSUER, min(_SINCE, self.valid_to or _SINCE), self.valid_to
        )

    def social_card(self) -> SocialCardData:
        return SocialCardData(self.name, self.number, _SINCE, date(2031, 5, 1))


PEOPLE = {
    "ayshe": Person("阿依谢·买买提", date(1990, 3, 8), 24, "示例市胡杨路18号2单元301"),
    "wang": Person("王小明", date(1985, 10, 1), 11, "示例市天山街6号"),
    "nurlan": Person("努尔兰·叶尔肯", date(1958, 6, 15), 37, "示例县草原路2号", valid_to=None, remark="长期有效"),
    "gulnar": Person("古丽娜尔·哈力克", date(2001, 12, 24), 46, "示例市石榴巷9号"),
    "ali": Person("艾力·吐尔逊", date(1988, 8, 5), 17, "示例市胡杨路18号2单元301"),
    "xiuying": Person(
        "李秀英", date(1952, 2, 9), 308, "示例市胜利路20号", valid_to=date(2023, 5, 1), remark="证件过期"
    ),
}


def somebody(who: str) -> Person:
    """One of PEOPLE by key, name or number. Raises ValueError that lists them."""
    for key, one in PEOPLE.items():
        if who in (key, one.name, one.number):
            return one
    raise ValueError(
        f"nobody is called {who!r}; there are: {', '.join(f'{key} ({one.name})' for key, one in PEOPLE.items())}"
    )


def stranger(name: str, number: str) -> CardData:
    """The resident card of anybody else. Raises ValueError for a number that no card can have."""
    if len(number) != 18 or not mod_11_2.is_valid(number):
        raise ValueError(f"no resident identity number, its check digit is wrong: {number}")
    return CardData(name, number, "", _ISSUER, _SINCE, None)
