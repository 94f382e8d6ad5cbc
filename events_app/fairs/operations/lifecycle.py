"""Publishing a fair, taking it back, putting it off, calling it off: each says what the fair is to be.

Each has its rehearsal beside it: the same code, taken back, for whoever is about to decide.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from events_app.fairs.operations.changing import Outcome, Wanted, carry_out, rehearse
from events_app.fairs.operations.days import held_days
from events_app.fairs.operations.locking import lock_fair
from events_app.fairs.operations.recording import record_state
from events_app.fairs.queries import days_of, find_fair, slug_when_moved
from events_app.fairs.rules import (
    Status,
    check_reason,
    date_at,
    dates_between,
    ensure_cancellable,
    ensure_postponable,
    ensure_publishable,
    ensure_unpublishable,
)
from events_app.fairs.schemas import Cancellation, Fair, Postponement, said
from events_app.platform.actor import Actor
from events_app.platform.db import transaction
from events_app.platform.i18n import Bilingual

_NO_REASON = Bilingual(vi="")


async def publish_fair(slug: str, *, acting: Actor, now: datetime) -> Fair:
    """Show a fair to everybody; for a postponed one the new days are settled by it. Twice is once."""
    async with transaction():
        fair = await lock_fair(slug, acting=acting, now=now)
        ensure_publishable(fair.status, fair.starts_on)
        if fair.status is Status.PUBLISHED:
            return fair
        settled = {"previous_starts_on": None, "previous_ends_on": None, "published_at": fair.published_at or now}
        columns = {"status": Status.PUBLISHED, "reason": _NO_REASON} | settled
        outcome = await carry_out(fair, _as_it_is(fair, columns), acting=acting, now=now)
        return await record_state(outcome, "fair.published", acting=acting, now=now)


async def unpublish_fair(slug: str, *, seen: str | None = None, acting: Actor, now: datetime) -> Fair:
    """Take a fair that has not begun back into the drawer. Twice is once."""
    async with transaction():
        outcome = await _unpublish(slug, seen=seen, acting=acting, now=now)
        if outcome is None:
            return await find_fair(slug, acting=acting, now=now)
        return await record_state(outcome, "fair.unpublished", acting=acting, now=now)


async def rehearse_unpublication(slug: str, *, acting: Actor, now: datetime) -> Outcome | None:
    """What taking a fair back would do."""
    return await rehearse(lambda: _unpublish(slug, acting=acting, now=now))


async def postpone_fair(
    slug: str, wanted: Postponement, *, seen: str | None = None, acting: Actor, now: datetime
) -> Fair:
    """Put a fair off to other days, or to days not known yet. What was held stays; the rest moves. Twice is once."""
    reason = _reason(wanted.reason)
    async with transaction():
        outcome = await _postpone(slug, wanted, reason, seen=seen, acting=acting, now=now)
        if outcome is None:
            return await find_fair(slug, acting=acting, now=now)
        return await record_state(outcome, "fair.postponed", acting=acting, now=now)


async def rehearse_postponement(slug: str, wanted: Postponement, *, acting: Actor, now: datetime) -> Outcome | None:
    """What putting a fair off would do; the reason may still be missing."""
    reason = Bilingual(vi="…")
    return await rehearse(lambda: _postpone(slug, wanted, reason, acting=acting, now=now))


async def cancel_fair(
    slug: str, wanted: Cancellation, *, seen: str | None = None, acting: Actor, now: datetime
) -> Fair:
    """Call a fair off for good, with its reason. Twice is once."""
    reason = _reason(wanted.reason)
    async with transaction():
        outcome = await _cancel(slug, reason, seen=seen, acting=acting, now=now)
        if outcome is None:
            return await find_fair(slug, acting=acting, now=now)
        return await record_state(outcome, "fair.cancelled", acting=acting, now=now)


async def rehearse_cancellation(slug: str, *, acting: Actor, now: datetime) -> Outcome | None:
    """What calling a fair off would do; the reason may still be missing."""
    return await rehearse(lambda: _cancel(slug, Bilingual(vi="…"), acting=acting, now=now))


async def _unpublish(slug: str, *, seen: str | None = None, acting: Actor, now: datetime) -> Outcome | None:
    fair = await lock_fair(slug, acting=acting, now=now)
    ensure_unpublishable(fair.status, fair.starts_on, date_at(fair.opening_hours, now, fair.time_zone))
    if fair.status is Status.DRAFT:
        return None
    return await carry_out(fair, _as_it_is(fair, {"status": Status.DRAFT}), seen=seen, acting=acting, now=now)


async def _postpone(
    slug: str, wanted: Postponement, reason: Bilingual, *, seen: str | None = None, acting: Actor, now: datetime
) -> Outcome | None:
    fair = await lock_fair(slug, acting=acting, now=now)
    dates = await _dates_of(fair, wanted, now=now)
    today = date_at(fair.opening_hours, now, fair.time_zone)
    first, last = (dates[0], dates[-1]) if dates else (None, None)
    first, last = (wanted.starts_on, wanted.ends_on) if wanted.ends_on is not None else (first, last)
    ensure_postponable(fair.status, fair.ends_on, today, new_start=first, new_end=last)
    if _is_put_off_so(fair, dates, reason):
        return None
    columns = {
        "status": Status.POSTPONED,
        "reason": reason,
        "previous_starts_on": fair.starts_on or fair.previous_starts_on,
        "previous_ends_on": fair.ends_on or fair.previous_ends_on,
    }
    slug_now = await slug_when_moved(fair, wanted.starts_on)
    so = Wanted(dates=dates, hours=fair.opening_hours, columns=columns, slug=slug_now, keeps_held=True)
    return await carry_out(fair, so, seen=seen, acting=acting, now=now)


async def _cancel(
    slug: str, reason: Bilingual, *, seen: str | None = None, acting: Actor, now: datetime
) -> Outcome | None:
    fair = await lock_fair(slug, acting=acting, now=now)
    if fair.status is Status.CANCELLED:
        return None
    ensure_cancellable(fair.status, fair.ends_on, date_at(fair.opening_hours, now, fair.time_zone))
    columns = {"status": Status.CANCELLED, "reason": reason}
    return await carry_out(fair, _as_it_is(fair, columns), seen=seen, acting=acting, now=now)


async def _dates_of(fair: Fair, wanted: Postponement, *, now: datetime) -> list[date]:
    """The dates a postponement asks for; without a last one as many as were still to come, with their days off."""
    if wanted.starts_on is None:
        return []
    if wanted.ends_on is not None:
        return dates_between(wanted.starts_on, wanted.ends_on)
    every = await days_of(fair.id)
    held = await held_days(fair, every, now=now)
    days = [start for day in every if day.number not in held and (start := day.date or day.was_on) is not None]
    ahead = wanted.starts_on - min(days, default=wanted.starts_on)
    return [day + ahead for day in days] or [wanted.starts_on]


def _is_put_off_so(fair: Fair, dates: Sequence[date], reason: Bilingual) -> bool:
    present = dates_between(fair.starts_on, fair.ends_on, fair.days_off)
    return fair.status is Status.POSTPONED and list(dates) == present and fair.reason == reason


def _as_it_is(fair: Fair, columns: dict[str, Any]) -> Wanted:
    """The fair on its own days, with other columns."""
    dates = dates_between(fair.starts_on, fair.ends_on, fair.days_off)
    return Wanted(dates=dates, hours=fair.opening_hours, columns=columns, slug=fair.slug)


def _reason(text: Bilingual | str) -> Bilingual:
    reason = Bilingual(vi=said(text).vi.strip(), en=said(text).en.strip())
    check_reason(reason.vi)
    return reason
