"""The programme goes with the days of its fair; what finds no place waits without a time."""

from collections.abc import Sequence
from datetime import datetime

from events_app.fairs.changes import Effect, FairChange
from events_app.fairs.queries import programme_of
from events_app.fairs.rules import dates_between, local_day, room_key, shift_wall_time
from events_app.fairs.schemas import ProgrammeSession
from events_app.platform.db import fetch
from events_app.platform.i18n import N_

MOVED = N_("Parts of the programme that go with their days, at the same hours: %(parts)s")
WAITING = N_("Parts of the programme that wait until the fair has days again: %(parts)s")
LEFT = N_("Parts of the programme without a time: %(parts)s (%(titles)s). Give them another one.")
_MOST_NAMED = 3

Times = tuple[datetime, datetime, bool]


async def move_programme(change: FairChange, *, now: datetime) -> list[Effect]:
    """Move every part with its day. A part whose day has no date, or whose room is taken there, loses its time."""
    if not change.dates_changed:
        return []
    sessions = await programme_of(change.fair)
    placed = _placed(change, sessions)
    changed = [each for each in sessions if placed[each.id] != (each.starts_at, each.ends_at, each.scheduled)]
    times = [placed[each.id] for each in changed]
    await fetch(
        "UPDATE programme_session s SET starts_at = new.starts_at, ends_at = new.ends_at, scheduled = new.scheduled,"
        " revision = revision + 1, changed_at = $5"
        " FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::bool[])"
        " AS new (id, starts_at, ends_at, scheduled) WHERE s.id = new.id",
        [each.id for each in changed],
        [starts_at for starts_at, _, _ in times],
        [ends_at for _, ends_at, _ in times],
        [scheduled for _, _, scheduled in times],
        now,
    )
    return _effects(change, sessions, placed)


def _placed(change: FairChange, sessions: Sequence[ProgrammeSession]) -> dict[int, Times]:
    """Where each part lies now. Those that have a time come first, and those on a day before those beside the fair."""
    zone = change.after.time_zone
    dates = set(dates_between(change.before.starts_on, change.before.ends_on))
    in_order = sorted(
        sessions, key=lambda each: (not each.scheduled, local_day(each.starts_at, zone) not in dates, each.id)
    )
    found: dict[int, Times] = {}
    taken: list[tuple[str, datetime, datetime]] = []
    for each in in_order:
        starts_at = change.new_moment(each.starts_at)
        room = room_key(each.room)
        if starts_at is None or change.after.starts_on is None:
            found[each.id] = (each.starts_at, each.ends_at, False)
            continue
        days = (local_day(starts_at, zone) - local_day(each.starts_at, zone)).days
        ends_at = shift_wall_time(each.ends_at, days, zone)
        if room and any(room == other and starts_at < end and start < ends_at for other, start, end in taken):
            found[each.id] = (each.starts_at, each.ends_at, False)
            continue
        taken.append((room, starts_at, ends_at))
        found[each.id] = (starts_at, ends_at, True)
    return found


def _effects(change: FairChange, sessions: Sequence[ProgrammeSession], placed: dict[int, Times]) -> list[Effect]:
    moved = [each for each in sessions if placed[each.id][2] and placed[each.id][0] != each.starts_at]
    without = [each for each in sessions if not placed[each.id][2]]
    effects = [Effect(code="programme_moved", says=MOVED, data={"parts": len(moved)})] if moved else []
    if not without:
        return effects
    if change.after.starts_on is None:
        return [*effects, Effect(code="programme_waits", says=WAITING, data={"parts": len(without)})]
    titles = [each.title for each in without[:_MOST_NAMED]]
    left = Effect(
        code="programme_left",
        says=LEFT,
        data={"parts": len(without), "titles": titles},
        is_work=True,
        link="/programme",
    )
    return [*effects, left]
