"""Opening hours of single days, written one a line as people would: `12/12/2026 9:00-17:00`."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Protocol

_LINE = re.compile(
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}))?\s*:?\s+"
    r"(?P<opens>(?:[01]?\d|2[0-3])[:h][0-5]\d)\s*[-–]\s*(?P<closes>(?:[01]?\d|2[0-3])[:h][0-5]\d)"
)


_DAY = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}))?")


class HoursFormError(ValueError):
    """A line that names no day and hours."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


class DayHours(Protocol):
    """Hours of one day."""

    @property
    def on(self) -> date | None: ...
    @property
    def opens(self) -> str: ...
    @property
    def closes(self) -> str: ...


def read_special_hours(text: str, *, year: int | None) -> list[tuple[date, str, str]]:
    """Read a day with its hours from each line; a day without a year is of the fair's year.

    Raises:
        HoursFormError: A line is none.

    >>> read_special_hours("12/12 8h30-17:00", year=2026)
    [(datetime.date(2026, 12, 12), '8:30', '17:00')]
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        if match is None:
            raise HoursFormError(line[:60])
        found.append(
            (_read_day(match, line, year), match["opens"].replace("h", ":"), match["closes"].replace("h", ":"))
        )
    return found


def read_days(text: str, *, year: int | None) -> list[date]:
    """Read days written one a line or with commas between; a day without a year is of the fair's year.

    Raises:
        HoursFormError: A part is none.

    >>> read_days("13/12, 15/12/2026", year=2026)
    [datetime.date(2026, 12, 13), datetime.date(2026, 12, 15)]
    """
    found = []
    for part in filter(None, map(str.strip, re.split(r"[,;\n]", text))):
        match = _DAY.fullmatch(part)
        if match is None:
            raise HoursFormError(part[:60])
        found.append(_read_day(match, part, year))
    return found


def write_days(days: Iterable[date]) -> str:
    """Write days as they are read."""
    return ", ".join(f"{day:%d/%m/%Y}" for day in days)


def write_special_hours(lines: Iterable[DayHours]) -> str:
    """Write hours of single days as they are read."""
    return "\n".join(f"{line.on:%d/%m/%Y} {line.opens}-{line.closes}" for line in lines if line.on is not None)


def _read_day(match: re.Match[str], line: str, year: int | None) -> date:
    try:
        return date(int(match["year"] or year or 0), int(match["month"]), int(match["day"]))
    except ValueError:
        raise HoursFormError(line[:60]) from None
