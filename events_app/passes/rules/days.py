"""Which days of a fair a pass opens, and which of them a moment belongs to."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from events_app.fairs.rules import FairDay, day_at, ends_at, has_ended

EVERY_DAY: Final = 0
"""The day set of passes for every day; it has no row."""


class PassDays(msgspec.Struct, frozen=True):
    """The days one pass opens, as its row or its code says.

    Attributes:
        day_set: A set of days of the fair; None for a pass of version 1, which opens a span of day numbers.
        named: The day numbers of that set; None where it is not known here. Every day has none.
    """

    first_day: int
    last_day: int
    day_set: int | None = None
    named: Collection[int] | None = None

    @property
    def is_known(self) -> bool:
        """Whether it can be said which days they are."""
        return not self.day_set or self.named is not None

    def opens(self, day: FairDay) -> bool:
        """Say whether it opens a day of its fair."""
        if self.day_set is None:
            return self.first_day <= day.number <= self.last_day
        if self.day_set == EVERY_DAY:
            return day.open_to_all
        return self.named is not None and day.number in self.named


class FairDays(msgspec.Struct, frozen=True, dict=True):
    """When a fair is, and whether it is on.

    Attributes:
        days: Those that take place or wait for a date, in the order of their dates.
        sets: The sets of day numbers that passes name.
    """

    fair: int
    status: str
    time_zone: str
    days: tuple[FairDay, ...] = ()
    sets: Mapping[int, Collection[int]] = {}

    @cached_property
    def _by_date(self) -> dict[date, FairDay]:
        return {day.date: day for day in self.days if day.date is not None}

    @cached_property
    def _by_number(self) -> dict[int, FairDay]:
        return {day.number: day for day in self.days}

    @cached_property
    def _positions(self) -> dict[int, int]:
        return {day.number: place for place, day in enumerate(self.days, 1)}

    @property
    def numbers(self) -> list[int]:
        """The numbers of its days, in the order of their dates."""
        return list(self._positions)

    @property
    def count(self) -> int | None:
        """How many days the fair has; None while their dates are unknown."""
        return len(self.days) if self._by_date else None

    def day_at(self, moment: datetime) -> int | None:
        """Return the number of the day a moment belongs to where the fair is; None beside its days.

        Of all days only two are looked at: a gate asks this for every scan.
        """
        today = moment.astimezone(ZoneInfo(self.time_zone)).date()
        near = [self._by_date[on] for on in (today - timedelta(days=1), today) if on in self._by_date]
        found = day_at(near, moment, self.time_zone)
        return found.number if found else None

    def begin_of_day_at(self, moment: datetime) -> datetime:
        """Return the midnight at which the day a moment belongs to began; that of its date beside the fair."""
        local = moment.astimezone(ZoneInfo(self.time_zone))
        on = self.date_of(self.day_at(moment) or 0) or local.date()
        return datetime.combine(on, datetime.min.time(), tzinfo=local.tzinfo)

    def spans(self) -> list["DaySpan"]:
        """Return the days with a date and the moments that belong to each, for who cannot ask `day_at`."""
        zone, spans = ZoneInfo(self.time_zone), []
        for on, day in self._by_date.items():
            midnight, following = (
                datetime.combine(each, datetime.min.time(), tzinfo=zone) for each in (on, on + timedelta(days=1))
            )
            evening = self._by_date.get(on - timedelta(days=1))
            starts = max(midnight, ends_at(evening, self.time_zone)) if evening else midnight
            spans.append(DaySpan(day, on, starts, max(following, ends_at(day, self.time_zone))))
        return spans

    def has_ended(self, now: datetime) -> bool:
        """Say whether the last day has closed."""
        return has_ended(self.days, now, self.time_zone)

    def find(self, number: int) -> FairDay | None:
        """Return a day by its number."""
        return self._by_number.get(number)

    def date_of(self, number: int) -> date | None:
        """Return the date of a day's number."""
        day = self.find(number)
        return day.date if day else None

    def position_of(self, number: int | None) -> int | None:
        """Count at which place a day stands among the days, in the order of their dates; 1 is the first."""
        return None if number is None else self._positions.get(number)

    def opened_by(self, held: PassDays) -> list[FairDay]:
        """Return the days a pass opens, in the order of their dates."""
        return [day for day in self.days if held.opens(day)]

    def all_opened_by(self, held: PassDays) -> bool:
        """Say whether a pass opens every day."""
        return all(held.opens(day) for day in self.days)


class DaySpan(msgspec.Struct, frozen=True):
    """A day with a date, and from when until before when a moment belongs to it."""

    day: FairDay
    date: date
    starts: datetime
    ends: datetime


def numbers_to_name(wanted: Iterable[int] | None, days: FairDays) -> tuple[int, ...]:
    """Return the day numbers a new pass has to name; none when it is for every day and all of them open to such.

    A choice of all days is a pass for every day.
    """
    every = set(days.numbers)
    numbers = every if wanted is None else set(wanted)
    if numbers >= every and all(day.open_to_all for day in days.days):
        return ()
    return tuple(sorted(numbers))
