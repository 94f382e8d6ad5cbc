"""Numbers of passes, as they are printed and typed."""

import re

from stdnum import damm


def serial_of(number: int) -> int:
    """Return the serial of pass number `number`: the number and a Damm check digit."""
    return number * 10 + int(damm.calc_check_digit(str(number)))


def serial_typed(text: str) -> int | None:
    """Read a serial as people type it, with blanks or dashes; None when a digit is wrong."""
    digits = "".join(mark for mark in text if mark not in " -.·\t")
    if re.fullmatch(r"[1-9][0-9]{1,17}", digits) is None:
        return None
    return int(digits) if damm.is_valid(digits) else None


def serial_shown(serial: int) -> str:
    """Write a serial in groups of three from the right, as it is printed: 12 345 670."""
    digits = str(serial)
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    groups += [digits[i : i + 3] for i in range(head, len(digits), 3)]
    return " ".join(groups)
