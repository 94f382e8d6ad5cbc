"""What a fair's state is called, when its doors open, where the lunar date matters."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from lunar_vn import solar_to_lunar

from events_app.fairs.rules import Phase, Status
from events_app.fairs.schemas import Fair
from events_app.platform.i18n import N_
from events_app.site.rules.limits import HALF_A_YEAR
from events_app.site.schemas import (
    NearDay,
    Sentence,
    Tag,
)

_LUNAR_MONTHS_AROUND_TET = {12, 1}


def lunar_matters(first: date | None) -> bool:
    """Whether people print the lunar date beside this one: in the months before and after Tết."""
    if first is None:
        return False
    return solar_to_lunar(first).month in _LUNAR_MONTHS_AROUND_TET


def months_ahead(today: date, count: int = 12) -> list[date]:
    """The first days of this month and of those that follow.

    >>> months_ahead(date(2026, 11, 24), 3)
    [datetime.date(2026, 11, 1), datetime.date(2026, 12, 1), datetime.date(2027, 1, 1)]
    """
    start = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(start, start + count)]


def local_today(fair: Fair, now: datetime) -> date:
    """The day it is at the fair's venue."""
    return now.astimezone(ZoneInfo(fair.time_zone)).date()


def opening_on(fair: Fair, day: date) -> tuple[str, str] | None:
    """When the doors open and close on a day, by the venue's clock."""
    own = [hours for hours in fair.opening_hours if hours.on == day]
    usual = [hours for hours in fair.opening_hours if hours.on is None]
    for hours in own or usual:
        return hours.opens.removeprefix("0"), hours.closes.removeprefix("0")
    return None


_PHASE_TAGS = {
    Phase.CANCELLED: Tag("stop", Sentence(N_("Cancelled"))),
    Phase.UNDATED: Tag("wait", Sentence(N_("Postponed · new date to come"))),
    Phase.DRAFT: Tag("wait", Sentence(N_("Draft, not public"))),
    Phase.PAST: Tag("done", Sentence(N_("Over"))),
}


def tag_of(fair: Fair, today: date, *, free_booths: int = 0) -> Tag:
    """A fair's state in a few words."""
    if fair.phase in _PHASE_TAGS:
        return _PHASE_TAGS[fair.phase]
    return _running(fair, today) if fair.phase is Phase.RUNNING else _coming(fair, today, free_booths)


def _coming(fair: Fair, today: date, free_booths: int) -> Tag:
    if fair.starts_on is None:
        return _PHASE_TAGS[Phase.UNDATED]
    if fair.status is Status.POSTPONED:
        return Tag("wait", Sentence(N_("Postponed to %(day)s"), {"day": fair.starts_on}))
    days = (fair.starts_on - today).days
    if days == 1:
        return Tag("soon", Sentence(N_("Opens tomorrow")))
    if free_booths:
        return Tag("open", Sentence(N_("Booths open to producers · %(days)s days left"), {"days": days}))
    near = NearDay(fair.starts_on) if days < HALF_A_YEAR else fair.starts_on
    return Tag("soon", Sentence(N_("Opens %(day)s"), {"day": near}))


def _running(fair: Fair, today: date) -> Tag:
    left = (fair.ends_on - today).days if fair.ends_on else 0
    if left == 0:
        return Tag("live", Sentence(N_("On now · last day")))
    return Tag("live", Sentence(N_("On now · %(days)s more days"), {"days": left}))
