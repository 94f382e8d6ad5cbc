"""Fairs, venues and programme sessions for tests, written as the operations leave them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

import msgspec

from events_app.fairs.rules import FairDay, dates_between, days_on, room_key, with_hours
from events_app.fairs.schemas import OpeningHours
from events_app.platform.db import fetch
from events_app.platform.i18n import fold
from tests.clock import NOW
from tests.factories.accounts import make_office

_numbers = count(1)


async def make_venue(
    *,
    office: int,
    name_vi: str = "Cung thể thao Quần Ngựa",
    name_en: str = "Quan Ngua Sports Palace",
    address: str = "30 Văn Cao",
    place: int | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    time_zone: str = "Asia/Ho_Chi_Minh",
) -> int:
    rows = await fetch(
        "INSERT INTO venue (office, name_vi, name_en, address, place, latitude, longitude, time_zone)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        office, name_vi, name_en, address, place, latitude, longitude, time_zone,
    )  # fmt: skip
    venue: int = rows[0]["id"]
    return venue


async def make_fair(
    *,
    office: int | None = None,
    slug: str | None = None,
    kind: str = "fair",
    title_vi: str = "Hội chợ OCOP miền núi phía Bắc",
    title_en: str = "Northern mountains OCOP fair",
    summary_vi: str = "",
    summary_en: str = "",
    starts_on: date | None = date(2026, 12, 12),
    ends_on: date | None = date(2026, 12, 16),
    previous_starts_on: date | None = None,
    previous_ends_on: date | None = None,
    opening_hours: tuple[dict[str, str | None], ...] = ({"on": None, "opens": "08:30", "closes": "21:00"},),
    venue: int | None = None,
    region: str = "northern_mountains",
    capacity: int | None = None,
    status: str = "published",
    reason_vi: str | None = None,
    revision: int = 1,
    now: datetime = NOW,
) -> int:
    """A published fair in three weeks, unless said otherwise; gives its id."""
    owner = office if office is not None else await make_office()
    place = venue if venue is not None else await make_venue(office=owner)
    address = slug or f"hoi-cho-{next(_numbers)}"
    off = status in {"postponed", "cancelled"}
    rows = await fetch(
        "INSERT INTO fair (office, slug, kind, title_vi, title_en, summary_vi, summary_en, starts_on, ends_on, "
        "previous_starts_on, previous_ends_on, opening_hours, venue, region, capacity, status, reason_vi, "
        "reason_en, folded, revision, created_at, changed_at, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, "
        "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', $18, $19, $20, $20, $21) RETURNING id",
        owner, address, kind, title_vi, title_en, summary_vi, summary_en, starts_on, ends_on,
        previous_starts_on, previous_ends_on, msgspec.json.encode(opening_hours).decode(), place, region,
        capacity, status, reason_vi if reason_vi is not None else ("Mưa bão" if off else ""),
        fold(f"{title_vi} {title_en}"), revision, now, None if status == "draft" else now,
    )  # fmt: skip
    fair: int = rows[0]["id"]
    await fetch("INSERT INTO fair_alias (slug, fair, created_at) VALUES ($1, $2, $3)", address, fair, now)
    first, last = starts_on or previous_starts_on, ends_on or previous_ends_on
    if first is not None and last is not None:
        lines = [OpeningHours(line["opens"] or "", line["closes"] or "", _day(line["on"])) for line in opening_hours]
        days = with_hours(days_on((), dates_between(first, last), opens_to_all=True), lines)
        await make_days(fair, days, dated=starts_on is not None)
    return fair


async def make_days(fair: int, days: Sequence[FairDay], *, dated: bool = True) -> None:
    """The days of a fair by number; without dates when it waits for new ones."""
    for day in days:
        await fetch(
            'INSERT INTO fair_day (fair, number, "date", was_on, opens, closes, open_to_all, taken_out)'
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            fair, day.number, day.date if dated else None, day.was_on, day.opens, day.closes, day.open_to_all,
            day.taken_out,
        )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def make_programme_session(
    fair: int,
    *,
    kind: str = "talk",
    title_vi: str = "Toạ đàm truy xuất nguồn gốc",
    title_en: str = "Talk on traceability",
    room: str = "Phòng B",
    speakers: tuple[str, ...] = (),
    starts_at: datetime = datetime(2026, 12, 12, 2, 0, tzinfo=NOW.tzinfo),
    ends_at: datetime | None = None,
    scheduled: bool = True,
) -> int:
    rows = await fetch(
        "INSERT INTO programme_session (fair, kind, title_vi, title_en, room, room_key, speakers,"
        " starts_at,"
        " ends_at, scheduled, revision, created_at, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11) RETURNING id",
        fair, kind, title_vi, title_en, room, room_key(room), list(speakers), starts_at,
        ends_at or starts_at + timedelta(hours=1), scheduled, NOW,
    )  # fmt: skip
    session: int = rows[0]["id"]
    return session


async def slug_of(fair: int) -> str:
    rows = await fetch("SELECT slug FROM fair WHERE id = $1", fair)
    slug: str = rows[0]["slug"]
    return slug
