"""What visitors see: the home, the list of events, one fair's page."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from events_app.accounts.queries import load_offices
from events_app.booths.queries import BOOTHS_OF_FAIR, booth_map, exhibitors_of
from events_app.booths.schemas import BoothFigures
from events_app.fairs.queries import find_public_fair, list_public_fairs, programme_between, programme_of
from events_app.fairs.rules import Kind, Region
from events_app.fairs.schemas import Fair, ProgrammeItem, ProgrammeSession, PublicFilter
from events_app.fairs.words import KINDS
from events_app.floor_plans.queries import has_plan
from events_app.floor_plans.schemas import BoothMap
from events_app.livestream.queries import STREAMS_OF_FAIR, broadcasts_between, broadcasts_of_fair
from events_app.livestream.schemas import Broadcast
from events_app.passes.queries import TAKES_PASSES
from events_app.platform.actor import ANONYMOUS
from events_app.platform.db import fetch
from events_app.platform.i18n import N_
from events_app.platform.i18n.formats import VIETNAM, format_clock
from events_app.platform.rows import struct_from
from events_app.site.rules import local_today, lunar_matters, opening_on, tag_of
from events_app.site.schemas import (
    FairCard,
    FairFilter,
    FairPage,
    Home,
    ProgrammeDay,
    Sentence,
    TodayItem,
)

HOME_CARDS = 9
PAGE_CARDS = 24
TODAY_ITEMS = 4
_NEXT = 5

_FIGURES = f"""
SELECT f.id, booths.*, {STREAMS_OF_FAIR} AS streams, {TAKES_PASSES} AS takes_passes FROM fair f {BOOTHS_OF_FAIR}
WHERE f.id = ANY($1)
"""


async def public_home(*, now: datetime) -> Home:
    """What is on now, today's hours, and the next events."""
    today = now.astimezone(VIETNAM).date()
    running, _total = await list_public_fairs(PublicFilter(when="running"), today=today, limit=50, now=now)
    wanted = PublicFilter(when="coming")
    coming, total = await list_public_fairs(wanted, today=today, limit=HOME_CARDS + len(running), now=now)
    on_now = {fair.id for fair in running}
    later = [fair for fair in coming if fair.id not in on_now][:HOME_CARDS]
    cards = await _cards([*running, *later], now)
    items = await _today_items(cards[: len(running)], now)
    open_fair = next((card.fair.slug for card in cards if card.passes_open and card.fair.is_on), None)
    return Home(running, items, cards[len(running) :], total - len(on_now & {f.id for f in coming}), open_fair)


async def list_fair_cards(wanted: FairFilter, *, page: int, now: datetime) -> tuple[list[FairCard], int]:
    """One page of events and how many there are in all; what is not understood is no filter."""
    fairs, total = await list_public_fairs(
        PublicFilter(
            kind=Kind(wanted.kind) if wanted.kind in set(Kind) else None,
            region=Region(wanted.region) if wanted.region in set(Region) else None,
            month=wanted.month or None,
            when=wanted.when,
            search=wanted.q,
        ),
        today=now.astimezone(VIETNAM).date(),
        limit=PAGE_CARDS,
        offset=(page - 1) * PAGE_CARDS,
        now=now,
    )
    return await _cards(fairs, now), total


async def fair_page(slug: str, *, now: datetime) -> FairPage:
    """Everything a visitor reads about a fair.

    Raises:
        FairNotFound: There is none, or it is a draft.
    """
    fair = await find_public_fair(slug, now=now)
    [card] = await _cards([fair], now)
    programme = await programme_of(fair.id)
    [office] = await load_offices([fair.office])
    return FairPage(
        card=card,
        office=office.name,
        days=_by_day([session for session in programme if session.scheduled], ZoneInfo(fair.time_zone)),
        unscheduled=[session for session in programme if not session.scheduled],
        broadcasts=await broadcasts_of_fair(fair.id),
        exhibitors=await exhibitors_of(fair.id, on=now.astimezone(VIETNAM).date()),
        plan=await _plan_of(fair, now),
    )


async def _plan_of(fair: Fair, now: datetime) -> BoothMap | None:
    if not await has_plan(fair.id):
        return None
    return await booth_map(fair.id, office=fair.office, acting=ANONYMOUS, now=now)


async def fair_picture_facts(slug: str, *, now: datetime) -> Fair:
    """The fair whose picture is drawn.

    Raises:
        FairNotFound: There is none, or it is a draft.
    """
    return await find_public_fair(slug, now=now)


async def _cards(fairs: Sequence[Fair], now: datetime) -> list[FairCard]:
    rows = await fetch(_FIGURES, [fair.id for fair in fairs], now)
    figures = {row["id"]: row for row in rows}
    return [_card(fair, figures[fair.id], now) for fair in fairs]


def _card(fair: Fair, row: Any, now: datetime) -> FairCard:
    today = local_today(fair, now)
    over = fair.ends_on is not None and fair.ends_on < today
    booths = struct_from(BoothFigures, row)
    free = booths.free if booths.holds_open else 0
    return FairCard(
        fair=fair,
        tag=tag_of(fair, today, free_booths=free),
        booths=booths.total,
        free_booths=free,
        streams=row["streams"],
        passes_open=row["takes_passes"] and fair.is_on and not over,
        lunar=lunar_matters(fair.starts_on),
    )


async def _today_items(cards: Sequence[FairCard], now: datetime) -> list[TodayItem]:
    day = now.astimezone(VIETNAM).date()
    midnight = datetime.combine(day + timedelta(days=1), time(), VIETNAM)
    doors = [_doors_item(card, day) for card in cards]
    sessions = [_session_item(item) for item in await programme_between(now, midnight, limit=_NEXT)]
    casts = [_cast_item(cast, now) for cast in await broadcasts_between(now, midnight, limit=_NEXT)]
    ordered = sorted([*doors, *sessions, *casts], key=lambda item: item.starts.zfill(5))
    return _a_few_of_each([doors, sessions, casts], ordered)


def _a_few_of_each(groups: Sequence[list[TodayItem]], ordered: list[TodayItem]) -> list[TodayItem]:
    """The day in order, cut so that no sort of thing crowds the others out."""
    if len(ordered) <= TODAY_ITEMS:
        return ordered
    kept = {id(item) for group in groups for item in group[:1]}
    for item in ordered:
        if len(kept) < TODAY_ITEMS:
            kept.add(id(item))
    return [item for item in ordered if id(item) in kept][:TODAY_ITEMS]


def _doors_item(card: FairCard, day: date) -> TodayItem:
    fair = card.fair
    hours = opening_on(fair, day)
    left = (fair.ends_on - day).days if fair.ends_on else 0
    facts = [Sentence("%(venue)s", {"venue": fair.venue.name})]
    facts.append(Sentence(N_("%(days)s more days"), {"days": left}) if left else Sentence(N_("last day")))
    if card.booths:
        facts.append(Sentence(N_("%(count)s booths"), {"count": card.booths}))
    starts, note = (
        (hours[0], Sentence("–%(closes)s", {"closes": hours[1]})) if hours else ("•", Sentence(KINDS[fair.kind]))
    )
    return TodayItem(starts, note, fair.title, f"/fairs/{fair.slug}", facts, "leaf")


def _session_item(item: ProgrammeItem) -> TodayItem:
    facts = [Sentence(item.room)] if item.room else []
    facts.append(Sentence("%(fair)s", {"fair": item.fair}))
    note = Sentence(N_("programme"))
    return TodayItem(format_clock(item.starts_at), note, item.title, f"/fairs/{item.slug}#programme", facts, "indigo")


def _cast_item(cast: Broadcast, now: datetime) -> TodayItem:
    facts = [
        Sentence(message, {"count": count})
        for count, message in ((cast.producers, N_("%(count)s producers")), (cast.products, N_("%(count)s products")))
        if count
    ]
    live = cast.status == "live" or cast.starts_at <= now
    note = Sentence(N_("on air")) if live else Sentence(N_("livestream"))
    return TodayItem(format_clock(cast.starts_at), note, cast.title, f"/livestreams/{cast.id}", facts)


def _by_day(sessions: Sequence[ProgrammeSession], zone: ZoneInfo) -> list[ProgrammeDay]:
    days = groupby(sessions, key=lambda session: session.starts_at.astimezone(zone).date())
    return [ProgrammeDay(day, list(some)) for day, some in days]
