"""Personal data as it may be seen by the next person in the queue: enough to know it is one's own, no more."""

_STAR = "*"
_DOT = "·"


def masked_name(name: str) -> str:
    """The first character of each part of the name, and as many stars as letters are hidden, at most three: 张**, 古**·买**.

    A part of several words is one part. An empty name stays empty.
    """
    return _DOT.join(_masked_part(part.strip()) for part in name.strip().split(_DOT))


def _masked_part(part: str) -> str:
    # The high hamza is only half of a Kazakh word's first letter.
    shown = part[:2] if part[:1] in ("ٴ", "ء") else part[:1]
    return shown + _STAR * min(3, len(part) - len(shown))


def masked_number(number: str) -> str:
    """First three and last four of an identity number: 659***********1234. Short numbers are hidden whole."""
    return _masked(number, 3, 4)


def masked_phone(phone: str) -> str:
    """199****1234."""
    return _masked(phone, 3, 4)


def _masked(text: str, first: int, last: int) -> str:
    if len(text) < first + last + 2:
        return _STAR * len(text)
    return text[:first] + _STAR * (len(text) - first - last) + text[-last:]
