"""Publishing a fair, taking it back, putting it off, calling it off."""

from datetime import datetime
from typing import Any

from events_app.fairs import tables
from events_app.fairs.operations.agenda_entries import put_fair_entries
from events_app.fairs.operations.editing import take_slug
from events_app.fairs.operations.locking import lock_fair
from events_app.fairs.operations.recording import audit_fair, moved_payload
from events_app.fairs.queries import fair_by_id, programme_of, slug_when_moved
from events_app.fairs.rules import (
    Status,
    check_reason,
    days_between,
    ensure_cancellable,
    ensure_postponable,
    ensure_publishable,
    ensure_unpublishable,
    local_day,
    shift_wall_time,
)
from events_app.fairs.schemas import Cancellation, Fair, Postponement, said
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n import Bilingual
from events_app.platform.outbox import put_message
from events_app.platform.rows import ONE_MORE, update_row, update_rows


async def publish_fair(slug: str, *, acting: Actor, now: datetime) -> Fair:
    """Show a fair to everybody; for a postponed one the new days are settled by it. Twice is once."""
    async with transaction():
        fair = await lock_fair(slug, acting=acting, now=now)
        ensure_publishable(fair.status, fair.starts_on)
        if fair.status is Status.PUBLISHED:
            return fair
        settled = {"previous_starts_on": None, "previous_ends_on": None, "published_at": fair.published_at or now}
        await _change(fair, {"status": Status.PUBLISHED, "reason": Bilingual(vi="")} | settled, now=now)
        return await _record(fair, "fair.published", acting=acting, now=now)


async def unpublish_fair(slug: str, *, acting: Actor, now: datetime) -> Fair:
    """Take a fair that has not begun back into the drawer. Twice is once."""
    async with transaction():
        fair = await lock_fair(slug, acting=acting, now=now)
        ensure_unpublishable(fair.status, fair.starts_on, local_day(now, fair.time_zone))
        if fair.status is Status.DRAFT:
            return fair
        await _change(fair, {"status": Status.DRAFT}, now=now)
        return await _record(fair, "fair.unpublished", acting=acting, now=now)


async def postpone_fair(slug: str, wanted: Postponement, *, acting: Actor, now: datetime) -> Fair:
    """Put a fair off to other days, or to days not known yet; its programme moves by as many days."""
    reason = _reason(wanted.reason)
    async with transaction():
        fair = await lock_fair(slug, acting=acting, now=now)
        starts_on, ends_on = wanted.starts_on, wanted.ends_on
        if starts_on is not None and ends_on is None:
            length = days_between(fair.starts_on or fair.previous_starts_on, fair.ends_on or fair.previous_ends_on)
            ends_on = starts_on if length is None else starts_on.fromordinal(starts_on.toordinal() + length)
        if starts_on is None:
            ends_on = None
        today = local_day(now, fair.time_zone)
        ensure_postponable(fair.status, fair.ends_on, today, new_start=starts_on, new_end=ends_on)
        planned_start = fair.starts_on or fair.previous_starts_on
        planned_end = fair.ends_on or fair.previous_ends_on
        new_slug = await slug_when_moved(fair, starts_on)
        days = {"starts_on": starts_on, "ends_on": ends_on}
        before = {"previous_starts_on": planned_start, "previous_ends_on": planned_end}
        told = {"status": Status.POSTPONED, "reason": reason, "slug": new_slug}
        await _change(fair, days | before | told, now=now)
        if new_slug != fair.slug:
            await take_slug(fair.id, new_slug, now=now)
        await _shift_programme(fair, days_between(planned_start, starts_on), now=now)
        return await _record(fair, "fair.postponed", acting=acting, now=now)


async def cancel_fair(slug: str, wanted: Cancellation, *, acting: Actor, now: datetime) -> Fair:
    """Call a fair off for good, with its reason. Twice is once."""
    reason = _reason(wanted.reason)
    async with transaction():
        fair = await lock_fair(slug, acting=acting, now=now)
        if fair.status is Status.CANCELLED:
            return fair
        ensure_cancellable(fair.status, fair.ends_on, local_day(now, fair.time_zone))
        await _change(fair, {"status": Status.CANCELLED, "reason": reason}, now=now)
        return await _record(fair, "fair.cancelled", acting=acting, now=now)


async def _change(fair: Fair, columns: dict[str, Any], *, now: datetime) -> None:
    own = {"revision": ONE_MORE, "changed_at": now}
    await update_row(tables.Fair, columns, own, where={"id": fair.id})


async def _shift_programme(fair: Fair, days: int | None, *, now: datetime) -> None:
    """Move every part by the same days of wall time; without days all parts keep their time, unscheduled."""
    if days is None:
        off = {"scheduled": False, "revision": ONE_MORE, "changed_at": now}
        await update_rows(tables.ProgrammeSession, off, where={"fair": fair.id})
        return
    sessions = await programme_of(fair.id)
    await fetch(
        "UPDATE programme_session s SET starts_at = new.starts_at, ends_at = new.ends_at, scheduled = true,"
        " revision = revision + 1, changed_at = $4"
        " FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS new (id, starts_at, ends_at)"
        " WHERE s.id = new.id",
        [session.id for session in sessions],
        [shift_wall_time(session.starts_at, days, fair.time_zone) for session in sessions],
        [shift_wall_time(session.ends_at, days, fair.time_zone) for session in sessions],
        now,
    )


def _reason(text: Bilingual | str) -> Bilingual:
    reason = Bilingual(vi=said(text).vi.strip(), en=said(text).en.strip())
    check_reason(reason.vi)
    return reason


async def _record(before: Fair, topic: str, *, acting: Actor, now: datetime) -> Fair:
    """Calendars, audit, outbox and open pages learn of a change of state."""
    after = await fair_by_id(before.id, now=now)
    await put_fair_entries(after, now=now)
    payload = moved_payload(before, after) | {"reason": {"vi": after.reason.vi, "en": after.reason.en}}
    await put_message(topic, payload, now=now)
    await audit_fair(acting, topic, after, payload, now=now)
    return after
