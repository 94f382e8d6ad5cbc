"""One change of a fair and everything that follows from it, in one transaction.

Whoever edits a fair, puts it off, dates it anew, calls it off, takes it back or publishes it says what it is to be
(`Wanted`); `carry_out` writes it, moves its days and its programme, lets the slices above follow, and tells. What would
follow is found out by the same code in a transaction that is taken back.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from events_app.fairs import tables
from events_app.fairs.changes import Effect, FairChange, fair_changes
from events_app.fairs.errors import EffectsChanged
from events_app.fairs.operations.agenda_entries import put_fair_entries
from events_app.fairs.operations.days import replace_days, span_columns
from events_app.fairs.operations.moving_programme import move_programme
from events_app.fairs.operations.slugs import take_slug
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import FairDay
from events_app.fairs.schemas import Fair, OpeningHours
from events_app.platform.actor import Actor
from events_app.platform.db import rehearsal
from events_app.platform.i18n import N_
from events_app.platform.rows import ONE_MORE, update_row

DAYS_MOVED = N_("New dates: %(dates)s")
DAYS_ADDED = N_("Days added: %(dates)s")
DAYS_TAKEN_OUT = N_("Days taken out: %(dates)s")
DAYS_UNKNOWN = N_("The fair has no days until new ones are set.")
ADDRESS = N_("The address becomes /fairs/%(slug)s; the old one keeps leading there.")
_MOST_NAMED = 12


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a fair is to be.

    Attributes:
        dates: The dates it takes place on; none while they are unknown.
        hours: Its opening hours.
        columns: The columns of its row that change, without those that follow from its days.
        slug: Its address.
        keeps_held: Whether days that were held stay although their dates are not asked for.
        opens_to_all: Whether passes for every day, given before, open the days that are added.
    """

    dates: Sequence[date]
    hours: Sequence[OpeningHours]
    columns: dict[str, Any]
    slug: str
    keeps_held: bool = False
    opens_to_all: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A changed fair and what followed.

    Attributes:
        fair: As it is now.
        change: What the slices above were told.
        effects: What followed, in the order of the stair from below.
        seen: The mark of exactly these effects of exactly this state; whoever decides on a preview sends it along.
    """

    fair: Fair
    change: FairChange
    effects: Sequence[Effect]
    seen: str


async def carry_out(before: Fair, wanted: Wanted, *, seen: str | None = None, acting: Actor, now: datetime) -> Outcome:
    """Change a locked fair, and let everything follow.

    Raises:
        EffectsChanged: Something else follows than what was seen before the button.
        DayHeld: A day that was held would be moved or taken out.
    """
    days_before, days_after = await replace_days(
        before, wanted.dates, wanted.hours, keeps_held=wanted.keeps_held, opens_to_all=wanted.opens_to_all, now=now
    )
    span = span_columns(days_after, wanted.dates)
    own = {"slug": wanted.slug, "revision": ONE_MORE, "changed_at": now}
    await update_row(tables.Fair, wanted.columns | span, own, where={"id": before.id})
    if wanted.slug != before.slug:
        await take_slug(before.id, wanted.slug, now=now)
    after = await fair_by_id(before.id, now=now)
    change = FairChange(before=before, after=after, days_before=days_before, days_after=days_after)
    effects = [*_own_effects(change), *await move_programme(change, now=now)]
    effects += await fair_changes.apply(change, acting=acting, now=now)
    await put_fair_entries(after, now=now)
    outcome = Outcome(fair=after, change=change, effects=effects, seen=_mark(before, effects))
    if seen is not None and seen != outcome.seen:
        raise EffectsChanged
    return outcome


async def rehearse(change: Callable[[], Awaitable[Outcome | None]]) -> Outcome | None:
    """What a change would do: it is done, and taken back. None when nothing would change."""
    async with rehearsal():
        return await change()


def _own_effects(change: FairChange) -> list[Effect]:
    effects = []
    if change.before.starts_on is not None and change.after.starts_on is None:
        effects.append(Effect(code="days_unknown", says=DAYS_UNKNOWN))
    effects += [
        Effect(code=code, says=says, data={"dates": _dates(days)})
        for code, says, days in (
            ("days_moved", DAYS_MOVED, change.days_moved),
            ("days_added", DAYS_ADDED, change.days_added),
            ("days_taken_out", DAYS_TAKEN_OUT, change.days_taken_out),
        )
        if days
    ]
    if change.after.slug != change.before.slug:
        effects.append(Effect(code="address", says=ADDRESS, data={"slug": change.after.slug}))
    return effects


def _dates(days: Sequence[FairDay]) -> list[date | str]:
    """The dates of days, the first dozen of them."""
    known: list[date | str] = [on for day in days if (on := day.date or day.was_on) is not None]
    return known if len(known) <= _MOST_NAMED else [*known[: _MOST_NAMED - 1], "…", known[-1]]


def _mark(before: Fair, effects: Sequence[Effect]) -> str:
    said = msgspec.json.encode([before.id, before.revision, effects])
    return hashlib.sha256(said).hexdigest()[:20]
