"""The rows of a fair's days, written from what its office says."""

from collections.abc import Sequence
from datetime import date, datetime

from events_app.fairs import tables
from events_app.fairs.changes import entered_days
from events_app.fairs.errors import DayHeld, DaysOverlap
from events_app.fairs.queries.days import all_days_of
from events_app.fairs.rules import (
    FairDay,
    Status,
    dated,
    dates_between,
    days_on,
    has_ended,
    held_numbers,
    overlapping,
    with_hours,
)
from events_app.fairs.schemas import Fair, OpeningHours
from events_app.platform.db import fetch, register
from events_app.platform.rows import insert_rows, update_each

register({"fair_day_one_a_date": DaysOverlap, "fair_day_hours_apart": DaysOverlap})


async def make_days(fair: int, dates: Sequence[date], hours: Sequence[OpeningHours]) -> None:
    """Write the days of a new fair, numbered from 1."""
    await _write(fair, (), with_hours(days_on((), dates, opens_to_all=True), hours))


async def held_days(fair: Fair, days: Sequence[FairDay], *, now: datetime) -> frozenset[int]:
    """The days nobody can move any more. What only the office knows of was never held, unless somebody came in."""
    entered = await entered_days.preview(fair.id, now=now)
    known = days if fair.status is not Status.DRAFT else ()
    return held_numbers(known, entered, now, fair.time_zone) | set(entered)


async def replace_days(
    fair: Fair,
    dates: Sequence[date],
    hours: Sequence[OpeningHours],
    *,
    keeps_held: bool,
    opens_to_all: bool = False,
    now: datetime,
) -> tuple[list[FairDay], list[FairDay]]:
    """Let a locked fair take place on these dates: its days before and after, by number.

    Args:
        fair: As it stands, locked.
        dates: The dates asked for; none while they are unknown.
        hours: The opening hours asked for.
        keeps_held: Whether days that were held stay although their dates are not among those asked for.
        opens_to_all: Whether passes for every day open the days that are added.
        now: The moment of the change.

    Raises:
        DayHeld: The dates leave out a day that was held.
        DaysOverlap: The night of one day reaches into the next.
    """
    before = await all_days_of(fair.id)
    held = await held_days(fair, before, now=now)
    gone = [day.date for day in before if day.number in held and day.date is not None and day.date not in dates]
    if gone and dates and not keeps_held:
        raise DayHeld(sorted(gone))
    same = list(dates) == [day.date for day in dated(before)]
    moved = list(before) if same else days_on(before, dates, held=held, opens_to_all=opens_to_all)
    after = with_hours(moved, hours, held=held)
    if overlapping(after) is not None:
        raise DaysOverlap
    await _write(fair.id, before, after)
    return before, after


def span_columns(days: Sequence[FairDay], dates: Sequence[date]) -> dict[str, object]:
    """First and last day and the days off of a fair with these days; nothing while the dates are not known."""
    known = [day.date for day in dated(days) if day.date is not None]
    if not dates or not known:
        return {"starts_on": None, "ends_on": None, "days_off": []}
    first, last = known[0], known[-1]
    return {"starts_on": first, "ends_on": last, "days_off": [d for d in dates_between(first, last) if d not in known]}


async def fair_has_ended(fair: Fair, *, now: datetime) -> bool:
    """Whether the last day of a fair has closed."""
    return has_ended(await all_days_of(fair.id), now, fair.time_zone)


async def _write(fair: int, before: Sequence[FairDay], after: Sequence[FairDay]) -> None:
    known = {day.number: day for day in before}
    added = [day for day in after if day.number not in known]
    changed = {day.number: day for day in after if day.number in known and day != known[day.number]}
    rows = await fetch("SELECT id, number FROM fair_day WHERE fair = $1 AND number = ANY($2)", fair, list(changed))
    await update_each(tables.FairDay, [{"id": row["id"], **_columns(changed[row["number"]])} for row in rows])
    await insert_rows(tables.FairDay, [{"fair": fair, **_columns(day)} for day in added])


def _columns(day: FairDay) -> dict[str, object]:
    return {name: getattr(day, name) for name in FairDay.__struct_fields__}
