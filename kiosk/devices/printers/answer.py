"""Reading an answer in IPP (RFC 8010, section 3), from whoever sent it.

pycups has a reader too, in C: on bytes that are no IPP it ends in errors that Python does not know (found by tests/fuzz), and it does
not show where one job ends and the next begins. What is read here is whole numbers, truth values and texts; other values are passed
over.
"""

from collections.abc import Iterator
from dataclasses import dataclass

PRINTER, JOB = 0x04, 0x02  # delimiter tags, RFC 8010, 3.5.1
_END = 0x03
_FIRST_VALUE = 0x10
_WHOLE = (0x21, 0x23)  # integer, enum
_TRUTH = 0x22
_TEXTS = range(0x40, 0x4A)
_BEGIN_COLLECTION, _END_COLLECTION = 0x34, 0x37

Value = int | bool | str


class NoIpp(Exception):
    """The bytes are not an answer."""


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    tag: int
    attributes: tuple[Attribute, ...]

    def get(self, name: str) -> tuple[Value, ...]:
        """Its values, none when it is not there."""
        return next((one.values for one in self.attributes if one.name == name), ())


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` as in RFC 8011, B.1: below 0x100 it was done."""

    status: int
    groups: tuple[Group, ...]

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        return tuple(one for group in self.groups for one in group.attributes)

    def of(self, tag: int) -> list[Group]:
        return [group for group in self.groups if group.tag == tag]


def read_answer(data: bytes) -> Answer:
    """Raises NoIpp."""
    # Version 1.0 to 2.2; anything else is another protocol's.
    if len(data) < 8 or data[0] not in (1, 2):
        raise NoIpp
    groups: list[tuple[int, dict[str, list[Value]]]] = []
    name, depth = "", 0
    for tag, given, value in _parts(data):
        if tag < _FIRST_VALUE:
            groups.append((tag, {}))
            name, depth = "", 0
            continue
        depth += {_BEGIN_COLLECTION: 1, _END_COLLECTION: -1}.get(tag, 0)
        if depth or tag == _END_COLLECTION:
            continue
        if given:
            name = given
            # Of an attribute that comes twice, which must not be, the first counts.
            if name in groups[-1][1]:
                name = ""
        if name and (meant := _meaning(tag, value)) is not None:
            groups[-1][1].setdefault(name, []).append(meant)
    return Answer(
        int.from_bytes(data[2:4], "big"),
        tuple(Group(tag, tuple(Attribute(n, tuple(v)) for n, v in found.items())) for tag, found in groups),
    )


def _parts(data: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Delimiters and values in order, up to the end of attributes; a value stands in a group. Raises NoIpp when they break off."""
    at, grouped = 8, False
    while True:
        if at >= len(data):
            raise NoIpp
        tag = data[at]
        at += 1
        if tag == _END:
            return
        if tag < _FIRST_VALUE:
            grouped = True
            yield tag, "", b""
            continue
        if not grouped:
            raise NoIpp
        name, at = _counted(data, at)
        value, at = _counted(data, at)
        yield tag, name.decode("ascii", "replace"), value


def _counted(data: bytes, at: int) -> tuple[bytes, int]:
    """Two bytes of length and as many bytes, and where they end."""
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if at + 2 > len(data) or end > len(data):
        raise NoIpp
    return data[at + 2 : end], end


def _meaning(tag: int, value: bytes) -> Value | None:
    if tag in _WHOLE and len(value) == 4:
        return int.from_bytes(value, "big", signed=True)
    if tag == _TRUTH and len(value) == 1:
        return value != b"\0"
    return value.decode("utf-8", "replace") if tag in _TEXTS else None
