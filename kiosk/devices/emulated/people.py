"""Invented people with cards, for the desk, the tests and the demo. Region 659900 does not exist; the check digits are right."""

from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_2

from kiosk.devices.emulated.pcsc import SocialCardData
from kiosk.devices.emulated.sam import CardData


@dataclass(frozen=True, slots=True)
class Person:
    """A name, a birthday and an address from which both cards are made."""

    name: str
    born: date
    serial: int  # 1..999; odd for men, even for women (GB 11643)
    address: str

    @property
    def number(self) -> str:
        """The citizen identification number, GB 11643."""
        digits = f"659900{self.born:%Y%m%d}{self.serial:03d}"
        return digits + mod_11_2.calc_check_digit(digits)

    def resident_card(self, *, valid_to: date | None = date(2041, 5, 1)) -> CardData:
        return CardData(self.name, self.number, self.address, "示例市公安局", date(2021, 5, 1), valid_to)

    def social_card(self) -> SocialCardData:
        return SocialCardData(self.name, self.number, date(2021, 5, 1), date(2031, 5, 1))


PEOPLE = {
    "ayshe": Person("阿依谢·买买提", date(1990, 3, 8), 24, "示例市胡杨路18号2单元301"),
    "wang": Person("王小明", date(1985, 10, 1), 11, "示例市天山街6号"),
    "nurlan": Person("努尔兰·叶尔肯", date(1958, 6, 15), 37, "示例县草原路2号"),
    "gulnar": Person("古丽娜尔·哈力克", date(2001, 12, 24), 46, "示例市石榴巷9号"),
}
