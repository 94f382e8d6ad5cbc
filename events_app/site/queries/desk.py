"""The organizer's home and year: fairs with their figures, and what waits for somebody."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from events_app.booths.queries import BOOTHS_OF_FAIR
from events_app.booths.schemas import BoothFigures
from events_app.fairs.queries import list_office_fairs
from events_app.fairs.rules import Phase
from events_app.fairs.schemas import Fair, FairForOffice
from events_app.livestream.queries import unready_sessions
from events_app.passes.queries import PASSES_OF_FAIR, count_passes_given
from events_app.passes.schemas import PassFigures
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import struct_from
from events_app.producers.queries import offices_register, waiting_imports
from events_app.site.rules import (
    CERTIFICATE_WARNING,
    dangers_of,
    fair_todos,
    in_order,
    local_today,
    office_todos,
    tag_of,
)
from events_app.site.schemas import (
    Desk,
    DeskFair,
    FairFigures,
    YearFair,
)

DESK_FAIRS = 8
_SESSION_WINDOW = timedelta(days=7)
_WAITING = 5

_FIGURES = f"""
SELECT f.id, booths.*, passes.* FROM fair f JOIN venue v ON v.id = f.venue {BOOTHS_OF_FAIR} {PASSES_OF_FAIR}
WHERE f.id = ANY($1)
"""


async def organizers_desk(*, acting: Actor, now: datetime) -> Desk:
    """What needs the office today, which fairs are in danger, and how the next ones stand."""
    offices = acting.organized_offices
    all_fairs = await list_office_fairs(acting=acting, now=now)
    today = now.astimezone(VIETNAM).date()
    open_ones = [about for about in all_fairs if not _is_closed(about, today)]
    fairs = await _with_figures(open_ones, now)
    todos = [todo for fair in fairs for todo in fair_todos(fair.about, fair.figures, local_today(fair.fair, now), now)]
    register = await offices_register(offices, on=today, until=today + CERTIFICATE_WARNING)
    unready = await unready_sessions(offices, since=now, until=now + _SESSION_WINDOW, limit=_WAITING)
    todos += office_todos(await waiting_imports(offices, limit=_WAITING), register, unready)
    shown = [fair for fair in fairs if fair.fair.phase not in {Phase.PAST, Phase.CANCELLED}]
    return Desk(
        todos=in_order(todos),
        fairs=shown,
        producers=register.producers,
        products=register.products,
        passes_week=await count_passes_given(offices, since=now - timedelta(days=7)),
    )


async def years_fairs(year: int, *, acting: Actor, now: datetime) -> list[YearFair]:
    """The fairs of a year in the order of their days, the undated last."""
    fairs = await list_office_fairs(acting=acting, now=now, year=year)
    fairs.sort(key=lambda about: (about.fair.starts_on is None, about.fair.starts_on or date.max, about.fair.id))
    return [YearFair(desk, _months_in(desk.fair, year)) for desk in await _with_figures(fairs, now)]


def _is_closed(about: FairForOffice, today: date) -> bool:
    """Nothing waits here any more: cancelled, or over with every step done or long past."""
    fair = about.fair
    if fair.phase is Phase.CANCELLED:
        return True
    reported = all(deadline.done_on for deadline in about.deadlines)
    return (
        fair.ends_on is not None and fair.ends_on < today and (reported or today - fair.ends_on > timedelta(days=120))
    )


async def _with_figures(fairs: Sequence[FairForOffice], now: datetime) -> list[DeskFair]:
    rows = await fetch(_FIGURES, [about.fair.id for about in fairs], now)
    figures = {row["id"]: FairFigures(struct_from(BoothFigures, row), struct_from(PassFigures, row)) for row in rows}
    return [_desk_fair(about, figures[about.fair.id], now) for about in fairs]


def _desk_fair(about: FairForOffice, figures: FairFigures, now: datetime) -> DeskFair:
    today = local_today(about.fair, now)
    return DeskFair(about, figures, tag_of(about.fair, today), dangers_of(about, figures, today))


def _months_in(fair: Fair, year: int) -> frozenset[int]:
    first, last = fair.starts_on or fair.previous_starts_on, fair.ends_on or fair.previous_ends_on
    if first is None or last is None:
        return frozenset()
    begin = first.month if first.year == year else 1
    end = last.month if last.year == year else 12
    return frozenset(range(begin, end + 1))
