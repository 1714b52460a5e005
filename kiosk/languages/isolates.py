"""Bidi isolates (UAX #9, 2.4): a foreign piece inside a line keeps its own order and leaves that of its surroundings alone."""

_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"
# All that only steers the direction: marks, embeddings, overrides, isolates.
_STEERING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def isolate(text: str) -> str:
    """For names and other text of any script: its first strong letter gives its direction."""
    return f"{_FSI}{plain(text)}{_PDI}"


def ltr(text: str) -> str:
    """For identity, phone and receipt numbers, dates in digits, codes: always from left to right."""
    return f"{_LRI}{plain(text)}{_PDI}"


def plain(text: str) -> str:
    """Without anything that steers direction: what comes from outside could otherwise turn the line around it."""
    return text.translate(_STEERING)
