"""What is taken from the bytes of a card, and that nothing else is."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card_readers import sam_text, social_text
from kiosk.devices.card_readers.social_text import Addressing, Tag
from kiosk.devices.emulated.people import PEOPLE
from kiosk.devices.emulated.sam import CardData
from kiosk.languages.fault import KnownFault
from kiosk.visit.identity import Identity

CARD = PEOPLE["ayshe"].resident_card()
BLANK = bytes(4)

names = st.text(st.characters(codec="gbk", categories=["Lo"]), min_size=1, max_size=15)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def code(error: "pytest.ExceptionInfo[KnownFault]") -> str:
    return error.value.fault.code


@given(names, names, days, st.none() | days, st.booleans())
def test_a_citizens_card_gives_its_holder(
    name: str, street: str, valid_from: date, valid_to: date | None, asked: bool
) -> None:
    card = CardData(name, CARD.number, street, "示例市公安局", valid_from, valid_to)
    read = sam_text.identity(card.text(), address=asked)
    assert read == Identity(
        "resident_card", name, CARD.number, street if asked else "", valid_from=valid_from, valid_to=valid_to
    )


def test_the_address_stays_in_the_driver_unless_the_form_asks() -> None:
    assert CARD.address not in repr(sam_text.identity(CARD.text(), address=False))


def test_sex_group_birthday_and_issuer_are_never_decoded() -> None:
    """Bytes that are no text at all stand where those fields are: reading them would fail."""
    text = bytearray(CARD.text())
    for start, end in ((30, 52), (158, 188), (220, 248), (250, 256)):
        text[start:end] = b"\x00\xd8" * ((end - start) // 2)  # a lone surrogate
    assert sam_text.identity(bytes(text), address=True).name == CARD.name


def test_an_identity_has_no_field_for_anything_else() -> None:
    assert {field.name for field in fields(Identity)} == {
        *("kind", "name", "number", "address", "valid_from", "valid_to"),
    }


@pytest.mark.parametrize("kind", ["I", "J", "Y"])
def test_other_documents_are_refused_by_name(kind: str) -> None:
    with pytest.raises(KnownFault) as refused:
        sam_text.identity(replace(CARD, document_type=kind).text(), address=False)
    assert code(refused) == "card_type_unknown"


@pytest.mark.parametrize("number", ["659900199003080240", "65990019900308024", "", "ABCDEFGHIJKLMNOPQR"])
def test_a_number_whose_check_digit_is_wrong_is_not_believed(number: str) -> None:
    with pytest.raises(KnownFault) as refused:
        sam_text.identity(replace(CARD, number=number).text(), address=False)
    assert code(refused) == "card_unreadable"


@given(st.binary(max_size=300))
def test_torn_text_is_a_known_fault(torn: bytes) -> None:
    with pytest.raises(KnownFault):
        sam_text.identity(torn, address=True)


@given(names, days, st.none() | days)
def test_a_social_card_gives_its_holder(name: str, issued: date, expires: date | None) -> None:
    read = social_text.identity(
        name=name.encode("gbk").ljust(30, b"\0"),
        number=CARD.number.encode(),
        issued=bytes.fromhex(f"{issued:%Y%m%d}"),
        expires=bytes.fromhex(f"{expires:%Y%m%d}") if expires else BLANK,
    )
    assert read == Identity("social_card", name, CARD.number, valid_from=issued, valid_to=expires)


@pytest.mark.parametrize("blank", [BLANK, b"\xff" * 4, b"        ", b"\0" * 8])
def test_a_social_card_without_a_date_has_none(blank: bytes) -> None:
    read = social_text.identity(name="王".encode("gbk"), number=CARD.number.encode(), issued=blank, expires=blank)
    assert read.valid_from is None and read.valid_to is None


@given(st.binary(max_size=40), st.sampled_from(Tag))
def test_a_torn_record_is_a_known_fault_or_its_value(record: bytes, tag: Tag) -> None:
    try:
        assert social_text.value(record, tag) == record[2 : 2 + record[1]]
    except KnownFault as fault:
        assert fault.fault.code == "card_unreadable"


def test_records_are_asked_for_by_number_or_by_tag() -> None:
    assert Addressing().read(social_text.PERSON_FILE, Tag.NAME) == [0x00, 0xB2, 0x02, 0x04, 0x00]
    assert Addressing().read(social_text.CARD_FILE, Tag.EXPIRES) == [0x00, 0xB2, 0x06, 0x04, 0x00]
    assert Addressing(by_tag=True).read(social_text.PERSON_FILE, Tag.NAME) == [0x00, 0xB2, 0x09, 0x00, 0x00]
