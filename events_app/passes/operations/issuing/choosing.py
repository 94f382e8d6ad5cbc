"""Which days a new pass opens, and the number by which its code names them."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

import msgspec

from events_app.passes.errors import ChooseDaysOnce, DaysOutsideFair
from events_app.passes.queries.days import read_fair_days
from events_app.passes.rules import EVERY_DAY, FairDays, PassDays, numbers_to_name
from events_app.passes.schemas import PassView
from events_app.platform.db import ensure_in_transaction, fetch

_TRIES: Final = 50


async def choose_days(days: FairDays, numbers: Iterable[int] | None = None) -> PassDays:
    """Return the set of these days of a fair, of every day without any; a set nobody named before gets a number."""
    named = numbers_to_name(numbers, days)
    span = named or days.numbers
    number = await _number_of_set(days.fair, list(named)) if named else EVERY_DAY
    return PassDays(min(span), max(span), number, named or None)


async def days_like(old: PassView) -> PassDays:
    """Return the days of a pass for the one that takes its place; those of version 1 are named by a set now."""
    if old.day_set is not None:
        return old.opened
    days = await read_fair_days(old.fair, "", "UTC")
    return await choose_days(days, range(old.first_day, old.last_day + 1))


async def _number_of_set(fair: int, days: list[int]) -> int:
    """Find the number of a set, or give it the next one; somebody who is adding one meanwhile is waited for."""
    ensure_in_transaction()
    for _ in range(_TRIES):
        if found := await fetch("SELECT number FROM day_set WHERE fair = $1 AND days = $2::smallint[]", fair, days):
            return int(found[0]["number"])
        await fetch(
            "INSERT INTO day_set (fair, number, days) SELECT $1, coalesce(max(number), 0) + 1, $2::smallint[]"
            " FROM day_set WHERE fair = $1 ON CONFLICT DO NOTHING",
            fair,
            days,
        )
    raise RuntimeError(f"No number for a set of days of fair {fair}")


class DaysAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Days of a fair as somebody asks for them: by number, by date, or by the first and last position."""

    numbers: Collection[int] | None = None
    dates: Collection[date] | None = None
    first: int | None = None
    last: int | None = None


def numbers_asked(asked: DaysAsked, days: FairDays) -> list[int] | None:
    """Read which days of a fair are wanted; None: every day.

    Raises:
        ChooseDaysOnce: They are said in more than one way.
        DaysOutsideFair: Some are not days of the fair, or it has none with a date.
    """
    has_span = asked.first is not None or asked.last is not None
    if sum((asked.numbers is not None, asked.dates is not None, has_span)) > 1:
        raise ChooseDaysOnce
    if days.count is None:
        raise DaysOutsideFair(0)
    if asked.numbers is not None:
        return _ensure_of_fair(asked.numbers, days)
    if asked.dates is not None:
        by_date = {day.date: day.number for day in days.days}
        return _ensure_of_fair([by_date.get(each, 0) for each in asked.dates], days)
    return _numbers_between(asked.first, asked.last, days) if has_span else None


def _numbers_between(first: int | None, last: int | None, days: FairDays) -> list[int]:
    first = first or 1
    last = last or first
    if not first <= last <= len(days.numbers):
        raise DaysOutsideFair(len(days.numbers))
    return days.numbers[first - 1 : last]


def _ensure_of_fair(numbers: Collection[int], days: FairDays) -> list[int]:
    if not numbers or any(days.find(number) is None for number in numbers):
        raise DaysOutsideFair(len(days.numbers))
    return list(numbers)
