"""The days of a fair: which there are, which of them a moment belongs to, and what becomes of each when they change.

A day keeps its number for good: passes, programme and sessions of the livestream go with it wherever it is moved.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Protocol, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

LocalDate: TypeAlias = date

MIDNIGHT = 24 * 60
LATEST_CLOSE = 30 * 60
"""Minutes after a day's midnight at which it has closed at the latest: six on the morning after."""


class FairDay(Struct, frozen=True, kw_only=True):
    """One day of a fair.

    Attributes:
        number: Its number, never given to another day of the fair.
        date: Its local date at the venue; None while it is not known.
        was_on: The date it had last, for a day that has none now.
        opens: Minutes after its midnight.
        closes: Minutes after its midnight; past 1,440 it closes on the morning after.
        open_to_all: Whether a pass for every day, given before the day was added, opens it.
        taken_out: It takes place no more; its row stays, for passes may name it.
    """

    number: int
    date: LocalDate | None
    was_on: LocalDate | None = None
    opens: int = 0
    closes: int = MIDNIGHT
    open_to_all: bool = True
    taken_out: bool = False


class HoursLine(Protocol):
    """Opening hours of one date, or of every date that has none of its own."""

    @property
    def on(self) -> date | None: ...
    @property
    def opens(self) -> str: ...
    @property
    def closes(self) -> str: ...


@dataclass(frozen=True)
class Hours:
    """Minutes after the midnight of a day between which it is open."""

    opens: int = 0
    closes: int = MIDNIGHT


def read_hours(opens: str, closes: str) -> Hours | None:
    """Read two wall times; closing at or before the opening is on the morning after, until six. None: neither.

    >>> read_hours("18:00", "01:00")
    Hours(opens=1080, closes=1500)
    >>> read_hours("18:00", "9:00") is None
    True
    """
    first, last = _minutes(opens), _minutes(closes)
    if last <= first:
        last += MIDNIGHT
    return Hours(first, last) if last <= LATEST_CLOSE else None


def hours_on(lines: Iterable[HoursLine], day: date) -> Hours:
    """The hours of a date: its own, else those of every day, else the whole day."""
    chosen: HoursLine | None = None
    for line in lines:
        if line.on == day:
            chosen = line
            break
        if line.on is None:
            chosen = line
    found = read_hours(chosen.opens, chosen.closes) if chosen is not None else None
    return found or Hours()


def dates_between(first: date | None, last: date | None, days_off: Collection[date] = ()) -> list[date]:
    """The dates of a fair from its first to its last, without those it is closed on; none while they are unknown."""
    if first is None or last is None:
        return []
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if day not in days_off]


def dated(days: Iterable[FairDay]) -> list[FairDay]:
    """The days that take place as far as is known, in the order of their dates."""
    return sorted((day for day in days if day.date is not None), key=lambda day: day.date or date.min)


def starts_at(day: FairDay, time_zone: str) -> datetime:
    """The instant a dated day opens."""
    return _instant(day, day.opens, time_zone)


def ends_at(day: FairDay, time_zone: str) -> datetime:
    """The instant a dated day closes, on the morning after when its hours reach past midnight."""
    return _instant(day, day.closes, time_zone)


def day_at(days: Iterable[FairDay], moment: datetime, time_zone: str) -> FairDay | None:
    """The day a moment belongs to: the date it lies on, or the evening before while that has not closed.

    At half past midnight a night market from 18:00 to 01:00 is still on the day on which it opened.
    """
    local = moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    since_midnight = (local - datetime.combine(local.date(), datetime.min.time())).total_seconds() / 60
    by_date = {day.date: day for day in days if day.date is not None}
    evening = by_date.get(local.date() - timedelta(days=1))
    if evening is not None and since_midnight + MIDNIGHT < evening.closes:
        return evening
    return by_date.get(local.date())


def date_at(lines: Iterable[HoursLine], moment: datetime, time_zone: str) -> date:
    """The date it is at a fair with these hours: still yesterday's while yesterday's hours run on past midnight."""
    local = moment.astimezone(ZoneInfo(time_zone))
    yesterday = local.date() - timedelta(days=1)
    return yesterday if local.hour * 60 + local.minute + MIDNIGHT < hours_on(lines, yesterday).closes else local.date()


def has_ended(days: Iterable[FairDay], now: datetime, time_zone: str) -> bool:
    """Whether the last day has closed; a fair without dates has not ended."""
    known = dated(days)
    return bool(known) and max(ends_at(day, time_zone) for day in known) <= now


def held_numbers(days: Iterable[FairDay], entered: Collection[int], now: datetime, time_zone: str) -> frozenset[int]:
    """The days that have been held: their end is past, or somebody came in. Nobody can move or remove them."""
    return frozenset(
        day.number
        for day in days
        if not day.taken_out and (day.number in entered or (day.date is not None and ends_at(day, time_zone) <= now))
    )


def days_on(
    days: Sequence[FairDay], dates: Sequence[date], *, held: Collection[int] = (), opens_to_all: bool = False
) -> list[FairDay]:
    """What becomes of the days of a fair that is to take place on other dates, whichever way that was asked for.

    Days that were held stay as they are. Of the others those go on whose date is still asked for, when dates were
    only added or only taken away; otherwise the fair moves, and its days take the new dates in their order. A date
    that is left over gets back the day that was taken out from it, or a new number; a day left over is taken out.
    Without dates every day waits for one.

    Args:
        days: All days the fair ever had.
        dates: The dates asked for, those of held days among them or not.
        held: Numbers of the days that were held.
        opens_to_all: Whether passes for every day open the days that are added.
    """
    kept = [day for day in days if day.number in held]
    out = [day for day in days if day.taken_out]
    moving = sorted((day for day in days if day.number not in held and not day.taken_out), key=_in_time)
    if not dates:
        return _in_order([*kept, *out, *(_without_date(day) for day in moving)])
    wanted = sorted(set(dates) - {day.date for day in kept})
    pairs = _matched(moving, wanted)
    gone_on = {day.number for day, _ in pairs if day is not None}
    rest = [day for day in moving if day.number not in gone_on]
    numbers = iter(range(max((day.number for day in days), default=0) + 1, 1 << 15))
    after = [_placed(day, each, out, numbers, opens_to_all=opens_to_all) for day, each in pairs]
    return _in_order([*kept, *out, *after, *(_taken_out(day) for day in rest)])


def _matched(moving: Sequence[FairDay], wanted: Sequence[date]) -> list[tuple[FairDay | None, date]]:
    """Which day goes on each date: the one that is there, when dates were only added or taken away; else in order."""
    there = {day.date: day for day in moving if day.date is not None}
    if len(there) == len(moving) and (there.keys() <= set(wanted) or there.keys() >= set(wanted)):
        return [(there.get(each), each) for each in wanted]
    return [(moving[n] if n < len(moving) else None, each) for n, each in enumerate(wanted)]


def with_hours(days: Iterable[FairDay], lines: Sequence[HoursLine], *, held: Collection[int] = ()) -> list[FairDay]:
    """The days with the hours their office says; what was held stays as it was."""
    after = []
    for day in days:
        if day.date is None or day.number in held:
            after.append(day)
            continue
        hours = hours_on(lines, day.date)
        after.append(replace(day, opens=hours.opens, closes=hours.closes))
    return after


def overlapping(days: Iterable[FairDay]) -> date | None:
    """The date on which the night of the day before still runs when the fair opens again; None where there is none."""
    known = dated(days)
    for before, after in pairwise(known):
        if before.date is None or after.date is None:
            continue
        gap = (after.date - before.date).days * MIDNIGHT
        if before.closes > gap + after.opens:
            return after.date
    return None


def new_moment(
    moment: datetime, before: Sequence[FairDay], after: Sequence[FairDay], time_zone: str
) -> datetime | None:
    """Where a moment that lay on a day of the fair lies when its days have changed; wall time stays wall time.

    What lay beside the fair (an evening of setting up) goes with the day nearest to it. None: its day has no date.
    """
    local = moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    day = _nearest(before, moment, local.date(), time_zone)
    if day is None:
        return None
    goal = next((each.date for each in after if each.number == day.number), None)
    start = day.date or day.was_on
    if goal is None or start is None:
        return None
    return (local + (goal - start)).replace(tzinfo=ZoneInfo(time_zone))


def _nearest(days: Sequence[FairDay], moment: datetime, on: date, time_zone: str) -> FairDay | None:
    exact = day_at(days, moment, time_zone)
    if exact is not None:
        return exact
    placed = [(day, start) for day in days if (start := day.date or day.was_on) is not None]
    if not placed:
        return None
    return min(
        placed, key=lambda each: (abs((each[1] - on).days), each[0].taken_out, each[0].date is None, each[0].number)
    )[0]


def _placed(
    day: FairDay | None, on: date, out: list[FairDay], numbers: Iterator[int], *, opens_to_all: bool
) -> FairDay:
    """A day on its date: the one that goes there, one that was taken out from there, or a new one."""
    if day is not None:
        return replace(day, date=on, was_on=on)
    back = next((each for each in out if each.was_on == on), None)
    if back is not None:
        out.remove(back)
        return replace(back, date=on, taken_out=False)
    return FairDay(number=next(numbers), date=on, was_on=on, open_to_all=opens_to_all)


def _without_date(day: FairDay) -> FairDay:
    return replace(day, date=None, was_on=day.date or day.was_on)


def _taken_out(day: FairDay) -> FairDay:
    return replace(_without_date(day), taken_out=True)


def _in_time(day: FairDay) -> tuple[date, int]:
    return day.date or day.was_on or date.max, day.number


def _in_order(days: Iterable[FairDay]) -> list[FairDay]:
    return sorted(days, key=lambda day: day.number)


def _instant(day: FairDay, minutes: int, time_zone: str) -> datetime:
    if day.date is None:
        raise ValueError(f"Day {day.number} has no date.")
    local = datetime.combine(day.date, datetime.min.time()) + timedelta(minutes=minutes)
    return local.replace(tzinfo=ZoneInfo(time_zone))


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
