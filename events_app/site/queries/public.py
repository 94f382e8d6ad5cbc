"""What visitors see: the home, the list of events, one fair's page."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from events_app.booths.queries import booth_map
from events_app.fairs.queries import find_public_fair, list_public_fairs, programme_of
from events_app.fairs.rules import Kind, Region
from events_app.fairs.schemas import Fair, ProgrammeSession, PublicFilter
from events_app.fairs.words import KINDS
from events_app.floor_plans.queries import has_plan
from events_app.floor_plans.schemas import BoothMap
from events_app.platform.actor import ANONYMOUS
from events_app.platform.db import fetch
from events_app.platform.i18n import N_, Bilingual
from events_app.platform.i18n.formats import VIETNAM, format_clock
from events_app.site.rules import local_today, lunar_matters, opening_on, tag_of
from events_app.site.schemas import (
    Broadcast,
    Exhibitor,
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

_FIGURES = """
SELECT f.id,
  (SELECT count(*) FROM booth b WHERE b.fair = f.id AND b.removed_at IS NULL AND NOT b.blocked) AS booths,
  (SELECT count(*) FROM booth b WHERE b.fair = f.id AND b.removed_at IS NULL AND NOT b.blocked
     AND EXISTS (SELECT FROM floor_plan p WHERE p.fair = f.id AND p.holds_open)
     AND NOT EXISTS (SELECT FROM booth_claim c WHERE c.booth = b.id AND c.state <> 'closed'
                     AND (c.expires_at IS NULL OR c.state = 'assigned' OR c.expires_at > $2))) AS free,
  (SELECT count(*) FROM stream_session s WHERE s.fair = f.id AND s.status IN ('scheduled', 'live')
     AND s.ends_at > $2) AS streams,
  coalesce((SELECT p.registration_open AND (p.registration_closes_at IS NULL OR p.registration_closes_at > $2)
            FROM pass_plan p WHERE p.fair = f.id),
           f.kind IN ('fair', 'festival', 'regional_culture')) AS passes_open
FROM fair f WHERE f.id = ANY($1)
"""

BROADCASTS = """
SELECT s.id, s.title_vi, s.title_en, s.starts_at, s.ends_at, s.status, s.platform, coalesce(h.name, '') AS host,
  (SELECT count(*) FROM stream_seller x WHERE x.session = s.id) AS producers,
  (SELECT count(*) FROM line_up_item i WHERE i.session = s.id) AS products
FROM stream_session s LEFT JOIN host h ON h.id = s.host
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
    [office] = await fetch("SELECT name_vi, name_en FROM office WHERE id = $1", fair.office)
    return FairPage(
        card=card,
        office=Bilingual(office["name_vi"], office["name_en"]),
        days=_by_day([session for session in programme if session.scheduled], ZoneInfo(fair.time_zone)),
        unscheduled=[session for session in programme if not session.scheduled],
        broadcasts=await _broadcasts_of(fair.id),
        exhibitors=await _exhibitors_of(fair.id, now),
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
    return FairCard(
        fair=fair,
        tag=tag_of(fair, today, free_booths=row["free"]),
        booths=row["booths"],
        free_booths=row["free"],
        streams=row["streams"],
        passes_open=row["passes_open"] and fair.is_on and not over,
        lunar=lunar_matters(fair.starts_on),
    )


async def _today_items(cards: Sequence[FairCard], now: datetime) -> list[TodayItem]:
    day = now.astimezone(VIETNAM).date()
    midnight = datetime.combine(day + timedelta(days=1), time(), VIETNAM)
    doors = [_doors_item(card, day) for card in cards]
    sessions = [_session_item(row) for row in await fetch(_SESSIONS_TODAY, now, midnight)]
    casts = [_cast_item(row, now) for row in await fetch(BROADCASTS + _CASTS_TODAY, now, midnight)]
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


_SESSIONS_TODAY = """
SELECT s.title_vi, s.title_en, s.starts_at, s.kind, s.room, f.slug, f.title_vi AS fair_vi, f.title_en AS fair_en
FROM programme_session s JOIN fair f ON f.id = s.fair
WHERE s.scheduled AND s.ends_at > $1 AND s.starts_at < $2 AND f.starts_on IS NOT NULL
  AND f.status IN ('published', 'postponed')
ORDER BY s.starts_at, s.id LIMIT 5
"""
_CASTS_TODAY = """
LEFT JOIN fair f ON f.id = s.fair
WHERE s.status IN ('scheduled', 'live') AND s.ends_at > $1 AND s.starts_at < $2
  AND (f.id IS NULL OR f.status IN ('published', 'postponed'))
ORDER BY s.starts_at, s.id LIMIT 5
"""


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


def _session_item(row: Any) -> TodayItem:
    facts = [Sentence(row["room"])] if row["room"] else []
    facts.append(Sentence("%(fair)s", {"fair": Bilingual(row["fair_vi"], row["fair_en"])}))
    title = Bilingual(row["title_vi"], row["title_en"])
    return TodayItem(
        format_clock(row["starts_at"]),
        Sentence(N_("programme")),
        title,
        f"/fairs/{row['slug']}#programme",
        facts,
        "indigo",
    )


def _cast_item(row: Any, now: datetime) -> TodayItem:
    facts = [
        Sentence(message, {"count": row[name]})
        for name, message in (("producers", N_("%(count)s producers")), ("products", N_("%(count)s products")))
        if row[name]
    ]
    live = row["status"] == "live" or row["starts_at"] <= now
    note = Sentence(N_("on air")) if live else Sentence(N_("livestream"))
    title = Bilingual(row["title_vi"], row["title_en"])
    return TodayItem(format_clock(row["starts_at"]), note, title, f"/livestreams/{row['id']}", facts)


async def _broadcasts_of(fair: int) -> list[Broadcast]:
    rows = await fetch(
        BROADCASTS + "WHERE s.fair = $1 AND s.status IN ('scheduled', 'live', 'ended') ORDER BY s.starts_at, s.id", fair
    )
    return [broadcast_of(row) for row in rows]


def broadcast_of(row: Any) -> Broadcast:
    """Read a row of a livestream session with its counts."""
    return Broadcast(
        id=row["id"],
        title=Bilingual(row["title_vi"], row["title_en"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        status=row["status"],
        platform=row["platform"],
        host=row["host"],
        producers=row["producers"],
        products=row["products"],
    )


async def _exhibitors_of(fair: int, now: datetime) -> list[Exhibitor]:
    rows = await fetch(
        """
        SELECT p.id, p.name, array_agg(b.code ORDER BY b.code) AS booths,
          (SELECT count(*) FROM product x WHERE x.producer = p.id) AS products,
          coalesce((SELECT max(c.stars) FROM certificate c JOIN product x ON x.id = c.product
                    WHERE x.producer = p.id AND c.revoked_on IS NULL
                      AND $2 BETWEEN c.issued_on AND c.expires_on), 0) AS stars
        FROM booth_claim k JOIN booth b ON b.id = k.booth JOIN producer p ON p.id = k.producer
        WHERE k.fair = $1 AND k.state = 'assigned' GROUP BY p.id ORDER BY p.sort_key, p.id
        """,
        fair,
        now.astimezone(VIETNAM).date(),
    )
    return [Exhibitor(row["id"], row["name"], list(row["booths"]), row["products"], row["stars"]) for row in rows]


def _by_day(sessions: Sequence[ProgrammeSession], zone: ZoneInfo) -> list[ProgrammeDay]:
    days = groupby(sessions, key=lambda session: session.starts_at.astimezone(zone).date())
    return [ProgrammeDay(day, list(some)) for day, some in days]
