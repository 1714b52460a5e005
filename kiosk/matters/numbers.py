"""Receipt numbers: NNNN-NNNNNN-C. Terminal, its counter, check digit (ISO 7064 MOD 11,10, which finds every single
mistyped digit and nearly every pair of digits swapped)."""

import re

_PATTERN = re.compile(r"([0-9]{4})-([0-9]{6})-([0-9])")


def receipt_number(terminal_number: int, counter: int) -> str:
    """`terminal_number` 1 to 9999, `counter` 1 to 999,999. Raises ValueError outside: a number is never given twice."""
    if not 1 <= terminal_number <= 9999:
        raise ValueError(f"terminal number {terminal_number} is not between 1 and 9999")
    if not 1 <= counter <= 999_999:
        raise ValueError(f"counter {counter} is not between 1 and 999999")
    from stdnum.iso7064 import mod_11_10

    digits = f"{terminal_number:04}{counter:06}"
    return f"{digits[:4]}-{digits[4:]}-{mod_11_10.calc_check_digit(digits)}"


def is_receipt_number(text: str) -> bool:
    """Whether it is written as above and its check digit is right."""
    from stdnum.iso7064 import mod_11_10

    match = _PATTERN.fullmatch(text)
    return match is not None and bool(mod_11_10.is_valid("".join(match.groups())))
