"""The closed lists of the model of a matter, apart from it: whoever only asks for a kind loads no pydantic (a tenth of a second)."""

from enum import StrEnum


class FieldType(StrEnum):
    """How a field is asked, checked and shown."""

    TEXT = "text"
    NAME = "name"  # a person's name; · allowed, 2 to 50 letters
    ID_NUMBER = "id_number"  # resident identity number, GB 11643
    USCC = "uscc"  # unified social credit code, GB 32100
    PHONE = "phone"  # mobile number in China, 11 digits
    DATE = "date"  # ISO 8601, YYYY-MM-DD
    DATETIME = "datetime"  # YYYY-MM-DDTHH:MM, local time
    INT = "int"
    DECIMAL = "decimal"
    CHOICE = "choice"
    CHOICES = "choices"  # several
    ADDRESS = "address"
    BANK_CARD = "bank_card"  # 16 to 19 digits, Luhn (ISO/IEC 7812-1)


class MaterialSource(StrEnum):
    """The best source of a material (材料); the way below it stays open (visual order: held, camera, promise)."""

    CARD = "card"  # shown by reading the card; nothing more to hand in
    LICENCE = "licence"  # an electronic licence the platform may hold (电子证照), else paper
    UPLOAD = "upload"  # paper under the document camera
    FORM = "form"  # made from the form and signed here


class Place(StrEnum):
    """Where the home screen shows a matter."""

    LIFE_EVENT = "life_event"
    QUICK = "quick"
    SEARCH = "search"  # in no list: found by searching, for there may be thousands
