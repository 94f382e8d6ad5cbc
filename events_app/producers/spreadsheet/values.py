"""Reads one cell at a time: a value in the one form the register keeps, or a refusal that says why."""

import calendar
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

import phonenumbers
from stdnum.vn import mst

from events_app.platform.i18n import fold
from events_app.producers.rules.criteria import criteria_on, former_group_of, group_of, stars_for
from events_app.producers.rules.names import visible_line
from events_app.producers.spreadsheet.limits import MAX_TEXT
from events_app.producers.spreadsheet.problems import CellRefusedError

_NUMBERS_IN_WORDS: Final = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
}  # fmt: skip
_STARS_ONLY = re.compile(r"[★⭐✪✭\u2605\ufe0f*☆\s]+")
_STARS = re.compile(
    rf"(?:ocop|dat|hang|loai)?\s*(?:ocop|hang)?\s*(?P<count>\d+|{'|'.join(_NUMBERS_IN_WORDS)})\s*(?:sao|stars?|\*|★|⭐)?(?:\s*ocop)?",
)
_DAY_FIRST = re.compile(
    r"(?:ngay\s+)?(?P<day>\d{1,2})\s*(?:[/.\-]|thang)\s*(?P<month>\d{1,2})\s*(?:[/.\-,]|nam)\s*(?P<year>\d{2,4})"
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[t ]00:00(?::00)?)?")
_PHONE_SEPARATORS = re.compile(r"\s*(?:[/;,]|\bhoặc\b|\bor\b|\s-\s)\s*")
_EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]{2,}")
_PROGRAMME_BEGAN = 2013
_LAST_MONTH = 12
_CENTURY_DIGITS = 4
_MOBILE_WITHOUT_ZERO = 9
_SHOWN = 60


class Phones(NamedTuple):
    """One or two numbers in international form, and whether Excel had taken a leading zero."""

    first: str
    second: str = ""
    zero_restored: bool = False


class TaxCode(NamedTuple):
    """A tax code, and whether Excel had taken its leading zero."""

    code: str
    zero_restored: bool = False


def as_text(value: Any) -> str:
    """What a cell says, as one would read it aloud; whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    text = visible_line(str(value))
    # Excel's mark for "this is text" is typed into the cell itself by some people.
    return text[1:].strip() if text.startswith("'") else text


def shown(text: str) -> str:
    """A cell's text, short enough for a sentence."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def read_name(value: Any) -> str:
    """Read a name of a producer, product or person."""
    text = as_text(value)
    if len(text) > MAX_TEXT:
        raise CellRefusedError("text_too_long", length=len(text), most=MAX_TEXT)
    if text and not any(char.isalpha() for char in text):
        raise CellRefusedError("not_text", text=shown(text))
    return text


def read_stars(value: Any) -> int:
    """Read a star grade in any of the ways people write it.

    >>> [read_stars(said) for said in (3, "4 sao", "bốn sao", "★★★★", "4*", "Hạng 5", "3 Sao OCOP", "★★★☆☆")]
    [3, 4, 4, 4, 4, 5, 3, 3]
    """
    text = as_text(value)
    folded = fold(text)
    if "tiem nang" in folded:
        raise CellRefusedError("potential_five_star", text=shown(text))
    if _STARS_ONLY.fullmatch(text):
        filled = sum(text.count(star) for star in "★⭐✪✭")
        return _in_range(filled or text.count("*"))
    if not (found := _STARS.fullmatch(folded)):
        raise CellRefusedError("unknown_stars", text=shown(text))
    count = found["count"]
    return _in_range(_NUMBERS_IN_WORDS[count] if count in _NUMBERS_IN_WORDS else int(count[:3]))


def _in_range(stars: int) -> int:
    if stars not in {3, 4, 5}:
        raise CellRefusedError("stars_out_of_range", stars=stars)
    return stars


def read_points(value: Any) -> Decimal:
    """Read an average score; a comma separates decimals, as Vietnamese lists write."""
    text = as_text(value).replace(",", ".")
    text = re.sub(r"\s*(?:điểm|points?)$", "", text, flags=re.IGNORECASE)
    try:
        points = Decimal(text)
    except InvalidOperation as error:
        raise CellRefusedError("invalid_points", text=shown(as_text(value))) from error
    if not points.is_finite() or points < 0:
        raise CellRefusedError("invalid_points", text=shown(as_text(value)))
    return points.quantize(Decimal("0.01"))


def read_grade(stars: int | None, points: Decimal | None, issued_on: date | None) -> int | None:
    """Bring stars and points together: either may be missing, but they may not disagree."""
    if points is None:
        return stars
    given = stars_for(points, criteria_on(issued_on or date.max))
    if given is None:
        raise CellRefusedError("points_give_no_star", points=f"{points.normalize():f}")
    if stars is not None and given != stars:
        raise CellRefusedError("points_give_other_stars", points=f"{points.normalize():f}", given=given, stars=stars)
    return given


def read_group(value: Any) -> str:
    """Read a product group."""
    text = as_text(value)
    if code := group_of(text):
        return code
    raise CellRefusedError("former_group" if former_group_of(text) else "unknown_group", text=shown(text))


def read_day(value: Any, today: date) -> date:
    """Read a date: a real one, or text in the Vietnamese order, day first.

    >>> read_day("03/12/2023", date(2026, 11, 24)), read_day("ngày 5 tháng 2 năm 2026", date(2026, 11, 24))
    (datetime.date(2023, 12, 3), datetime.date(2026, 2, 5))
    """
    day = _day_of(value)
    if day > today:
        raise CellRefusedError("date_in_future", text=f"{day:%d/%m/%Y}")
    if day.year < _PROGRAMME_BEGAN:
        raise CellRefusedError("date_too_early", text=f"{day:%d/%m/%Y}")
    return day


def _day_of(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = as_text(value)
    found = _DAY_FIRST.fullmatch(fold(text)) or _ISO.fullmatch(fold(text))
    if found is None:
        raise CellRefusedError("not_a_date", text=shown(text))
    if len(found["year"]) != _CENTURY_DIGITS:
        raise CellRefusedError("year_unclear", text=text)
    day, month, year = int(found["day"]), int(found["month"]), int(found["year"])
    if not 1 <= month <= _LAST_MONTH:
        raise CellRefusedError("no_such_month", text=text, month=month)
    if year < 1:
        raise CellRefusedError("not_a_date", text=text)
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise CellRefusedError("no_such_day", text=text, month=month, year=str(year), days=days)
    return date(year, month, day)


def read_phones(value: Any) -> Phones:
    """Read one telephone number, or two written into one cell.

    >>> read_phones("0942983193 / 0946945517")
    Phones(first='+84942983193', second='+84946945517', zero_restored=False)
    >>> read_phones(985189846)
    Phones(first='+84985189846', second='', zero_restored=True)
    """
    text = as_text(value)
    parts = [part for part in _PHONE_SEPARATORS.split(text) if part]
    restored = not isinstance(value, str) and text.isdigit() and len(text) == _MOBILE_WITHOUT_ZERO
    if restored:
        parts = [f"0{text}"]
    numbers = [_phone(part) for part in parts]
    if not numbers or len(numbers) > 2:  # noqa: PLR2004 - a register line has room for two
        raise CellRefusedError("invalid_phone", text=shown(text))
    return Phones(numbers[0], numbers[1] if len(numbers) > 1 else "", zero_restored=restored)


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException as error:
        raise CellRefusedError("invalid_phone", text=shown(text)) from error
    if not phonenumbers.is_valid_number(number):
        raise CellRefusedError("invalid_phone", text=shown(text))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_tax_code(value: Any) -> TaxCode:
    """Read a tax code: 10 digits with a check digit, 13 for a branch, 12 for a household.

    >>> read_tax_code("0100233488"), read_tax_code(100233488).zero_restored
    (TaxCode(code='0100233488', zero_restored=False), True)
    """
    text = as_text(value)
    digits = re.sub(r"[\s.\-]", "", text)
    restored = not isinstance(value, str) and len(digits) in {8, 9}
    if restored:
        digits = digits.zfill(10)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in {10, 12, 13}:
        raise CellRefusedError("tax_code_wrong_length", text=shown(text))
    if len(digits) == 12:  # noqa: PLR2004 - a personal number has no check digit to test
        return TaxCode(digits)
    if not mst.is_valid(digits):
        raise CellRefusedError("tax_code_wrong_check", text=digits)
    return TaxCode(f"{digits[:10]}-{digits[10:]}" if len(digits) > 10 else digits, restored)  # noqa: PLR2004 - with branch


def read_email(value: Any) -> str:
    """Read an e-mail address."""
    text = as_text(value).strip(" <>;,").lower()
    if not _EMAIL.fullmatch(text) or len(text) > 254:  # noqa: PLR2004 - the longest address there can be
        raise CellRefusedError("invalid_email", text=shown(text))
    return text


def read_decision(value: Any) -> str:
    """Read the number of a decision, as printed."""
    text = as_text(value)
    if len(text) > 60:  # noqa: PLR2004 - the column's length
        raise CellRefusedError("text_too_long", length=len(text), most=60)
    return text


def read_address(value: Any) -> str:
    """Read an address, as printed."""
    text = as_text(value)
    if len(text) > 400:  # noqa: PLR2004 - the column's length
        raise CellRefusedError("text_too_long", length=len(text), most=400)
    return text
