"""Making fairs, changing them, copying last year's."""

from datetime import date, datetime, timedelta
from operator import itemgetter

from msgspec import UNSET

from events_app.fairs import tables
from events_app.fairs.changes import FairCopy, fair_copies
from events_app.fairs.errors import FairIsPast, FairWithoutDays, OfficeUnclear
from events_app.fairs.operations.changing import Outcome, Wanted, carry_out, rehearse
from events_app.fairs.operations.days import make_days
from events_app.fairs.operations.locking import ensure_fresh, lock_fair
from events_app.fairs.operations.recording import audit_fair, record_edit
from events_app.fairs.operations.slugs import take_slug
from events_app.fairs.operations.values import (
    FairValues,
    check_values,
    clean_values,
    copied_values,
    fair_columns,
    merged_values,
)
from events_app.fairs.queries import fair_by_id, find_fair, free_slug, programme_of, slug_when_moved
from events_app.fairs.rules import (
    Phase,
    Step,
    dates_between,
    ensure_changeable,
    room_key,
    shift_wall_time,
    slug_from_title,
)
from events_app.fairs.schemas import Fair, FairInput, FairPatch, ProgrammePart, VenueInput, said
from events_app.places.errors import PlaceNotFound
from events_app.places.queries import place_by_code
from events_app.platform.actor import Actor
from events_app.platform.db import transaction
from events_app.platform.errors import FieldError, InvalidInput
from events_app.platform.i18n import N_
from events_app.platform.rows import columns_of, insert_row, insert_rows, select_rows, update_row

_STEP_COLUMNS = {
    Step.DOSSIER: "dossier_sent_on",
    Step.ANSWER: "dossier_answered_on",
    Step.REPORT: "report_sent_on",
}


async def create_fair(values: FairInput, *, acting: Actor, now: datetime) -> Fair:
    """Plan a new fair as a draft of the actor's office."""
    office = _office_for(values.office, acting)
    clean = clean_values(values)
    check_values(clean, slug=values.slug, undated_allowed=False)
    async with transaction():
        slug = values.slug or await free_slug(slug_from_title(clean.title.vi, clean.starts_on))
        fair = await _insert(clean, office=office, slug=slug, copied_from=None, now=now)
        created = await fair_by_id(fair, now=now)
        await audit_fair(acting, "fair.created", created, {"slug": slug, "title": clean.title.vi}, now=now)
        return created


async def edit_fair(
    slug: str, patch: FairPatch, *, opens_to_all: bool = False, seen: str | None = None, acting: Actor, now: datetime
) -> Fair:
    """Change a fair at the revision that was seen; what hangs on it follows.

    Args:
        slug: Its address, or one it had.
        patch: What changes.
        opens_to_all: Whether passes for every day, given before, open the days that are added.
        seen: The mark of the effects that were shown before; None when nobody looked.
        acting: Who changes it.
        now: The moment of the change.

    Raises:
        StaleRevision: It was changed meanwhile; the error carries the present state.
        FairCancelled: It cannot be changed any more.
        DayHeld: A day on which it was held would be moved or taken out.
        EffectsChanged: Something else follows than what was seen.
    """
    async with transaction():
        outcome = await _edit(slug, patch, opens_to_all=opens_to_all, seen=seen, acting=acting, now=now)
        return await record_edit(outcome, acting=acting, now=now)


async def rehearse_edit(
    slug: str, patch: FairPatch, *, opens_to_all: bool = False, acting: Actor, now: datetime
) -> Outcome | None:
    """What an edit would do, for whoever is about to make it; it refuses as the edit would."""
    return await rehearse(lambda: _edit(slug, patch, opens_to_all=opens_to_all, acting=acting, now=now))


async def _edit(
    slug: str, patch: FairPatch, *, opens_to_all: bool, seen: str | None = None, acting: Actor, now: datetime
) -> Outcome:
    before = await lock_fair(slug, acting=acting, now=now)
    ensure_fresh(before, patch.revision)
    ensure_changeable(before.status)
    clean = clean_values(merged_values(before, patch))
    new_slug = patch.slug if patch.slug is not UNSET else await slug_when_moved(before, clean.starts_on)
    check_values(clean, slug=None if new_slug == before.slug else new_slug, undated_allowed=before.starts_on is None)
    dates = dates_between(clean.starts_on, clean.ends_on, clean.days_off)
    if before.phase is Phase.PAST and dates != dates_between(before.starts_on, before.ends_on, before.days_off):
        raise FairIsPast
    venue = await _venue_row(clean.venue, before.office, now)
    wanted = Wanted(
        dates=dates,
        hours=clean.opening_hours,
        columns=fair_columns(clean, venue=venue, slug=new_slug),
        slug=new_slug,
        opens_to_all=opens_to_all,
    )
    return await carry_out(before, wanted, seen=seen, acting=acting, now=now)


async def copy_fair(slug: str, *, starts_on: date | None = None, acting: Actor, now: datetime) -> Fair:
    """Make a draft from another fair; without a day it is a year (52 weeks) later.

    Programme, floor plan, call, terms, rules of passes and gates come along, with their days; people never do.
    """
    async with transaction():
        source = await find_fair(slug, acting=acting, now=now)
        acting.ensure_organizes(source.office)
        old_start = source.starts_on or source.previous_starts_on
        old_end = source.ends_on or source.previous_ends_on
        if old_start is None or old_end is None:
            raise FairWithoutDays
        new_start = starts_on or old_start + timedelta(weeks=52)
        days = (new_start - old_start).days
        clean = copied_values(source, new_start, old_end + timedelta(days=days), days)
        check_values(clean, slug=None, undated_allowed=False)
        new_slug = await free_slug(slug_from_title(clean.title.vi, new_start))
        fair = await _insert(clean, office=source.office, slug=new_slug, copied_from=source.id, now=now)
        await _copy_programme(source, fair, days, now=now)
        copy = await fair_by_id(fair, now=now)
        change = FairCopy(source=source, copy=copy, days=days)
        came = await fair_copies.apply(change, acting=acting, now=now)
        data = {"slug": new_slug, "from": source.id, "with": [effect.code for effect in came]}
        await audit_fair(acting, "fair.copied", copy, data, now=now)
        return copy


async def record_filing(slug: str, step: Step, on: date | None, *, acting: Actor, now: datetime) -> Fair:
    """Note the day a legal step was done, or take the note back."""
    column = _STEP_COLUMNS[step]
    async with transaction():
        fair = await lock_fair(slug, acting=acting, now=now)
        await update_row(tables.Fair, {column: on}, where={"id": fair.id})
        data = {"step": step, "on": on}
        await audit_fair(acting, "fair.filing", fair, data, now=now)
        return fair


def _office_for(wanted: int | None, acting: Actor) -> int:
    acting.ensure_known()
    if wanted is not None:
        acting.ensure_organizes(wanted)
        return wanted
    offices = acting.organized_offices
    if len(offices) > 1:
        raise OfficeUnclear
    acting.ensure_organizes(offices[0] if offices else 0)
    return offices[0]


async def _copy_programme(source: Fair, fair: int, days: int, *, now: datetime) -> None:
    parts = [
        ProgrammePart(
            title=session.title,
            kind=session.kind,
            starts_at=shift_wall_time(session.starts_at, days, source.time_zone),
            ends_at=shift_wall_time(session.ends_at, days, source.time_zone),
            room=session.room,
            speakers=session.speakers,
        )
        for session in await programme_of(source.id)
    ]
    own = {"fair": fair, "created_at": now, "changed_at": now}
    await insert_rows(
        tables.ProgrammeSession, [columns_of(part, {"room_key": room_key(part.room)}, own) for part in parts]
    )


async def _insert(clean: FairValues, *, office: int, slug: str, copied_from: int | None, now: datetime) -> int:
    venue = await _venue_row(clean.venue, office, now)
    columns = fair_columns(clean, venue=venue, slug=slug)
    own = {"office": office, "copied_from": copied_from, "created_at": now, "changed_at": now}
    row = await insert_row(tables.Fair, columns, own)
    await take_slug(row["id"], slug, now=now)
    dates = dates_between(clean.starts_on, clean.ends_on, clean.days_off)
    await make_days(row["id"], dates, clean.opening_hours)
    return int(row["id"])


async def _venue_row(venue: VenueInput, office: int, now: datetime) -> int:
    """The row of exactly this venue: used again when it stands already, since rows never change."""
    own = {"office": office, "name": said(venue.name), "place": await _place_id(venue.place, now.date())}
    columns = columns_of(venue, own)
    rows = await select_rows(tables.Venue, columns)
    row = min(rows, key=itemgetter("id")) if rows else await insert_row(tables.Venue, columns)
    return int(row["id"])


async def _place_id(code: str | None, on: date) -> int | None:
    if not code:
        return None
    try:
        return (await place_by_code(code, on)).id
    except PlaceNotFound:
        wrong = FieldError("place_unknown", N_("No place has this code today."))
        raise InvalidInput({"venue.place": [wrong]}) from None
