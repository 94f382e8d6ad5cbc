"""Plans, publishes, postpones and cancels the demo's fairs through the same operations people use."""

from datetime import date, datetime, timedelta

from events_app.demo.year_of_fairs import PLANNED, SITES, Planned
from events_app.fairs.operations import (
    add_programme_session,
    cancel_fair,
    create_fair,
    postpone_fair,
    publish_fair,
    record_filing,
)
from events_app.fairs.rules import SessionKind, deadlines_of
from events_app.fairs.schemas import (
    Cancellation,
    Fair,
    FairInput,
    OpeningHours,
    Postponement,
    ProgrammeSessionInput,
    VenueInput,
)
from events_app.platform.actor import SYSTEM
from events_app.platform.i18n import Bilingual
from events_app.platform.i18n.formats import VIETNAM

PLANNED_AHEAD = timedelta(days=75)
BEHIND = "Festival trà và sen Tây Hồ"
"""The one fair whose dossier nobody has sent: what the organizer's day warns of."""

_PROGRAMME = (
    (0, "08:30", "09:30", SessionKind.CEREMONY, "Lễ khai mạc", "Opening ceremony", "Sân khấu chính"),
    (0, "10:00", "11:30", SessionKind.TALK, "Câu chuyện sản phẩm năm sao", "Stories of five-star products", "Sân khấu chính"),
    (0, "14:00", "16:00", SessionKind.MATCHMAKING, "Kết nối giao thương", "Meeting the buyers", "Phòng B"),
    (1, "09:00", "11:00", SessionKind.DEMONSTRATION, "Trình diễn nghề truyền thống", "Traditional crafts at work", "Khu làng nghề"),
    (1, "15:00", "17:00", SessionKind.WORKSHOP, "Ghi nhãn đúng quy định", "Labels that follow the law", "Phòng B"),
    (2, "19:00", "21:00", SessionKind.PERFORMANCE, "Đêm văn nghệ", "An evening of music", "Sân khấu chính"),
)  # fmt: skip


async def plan_fairs(offices: list[int], *, now: datetime) -> dict[str, Fair]:
    """Make the thirty events; returns them by Vietnamese title."""
    fairs: dict[str, Fair] = {}
    for planned in PLANNED:
        fairs[planned.vi] = await _plan(planned, offices, now)
    return fairs


async def _plan(planned: Planned, offices: list[int], now: datetime) -> Fair:
    today = now.astimezone(VIETNAM).date()
    first = today + timedelta(days=planned.offset)
    then = min(now, now + timedelta(days=planned.offset) - PLANNED_AHEAD)
    site = SITES[planned.site]
    fair = await create_fair(
        FairInput(
            kind=planned.kind,
            title=Bilingual(vi=planned.vi, en=planned.en),
            summary=Bilingual(vi=planned.about_vi, en=planned.about_en),
            starts_on=first,
            ends_on=first + timedelta(days=planned.days - 1),
            opening_hours=[OpeningHours(opens=planned.hours[0], closes=planned.hours[1])],
            region=planned.region,
            capacity=planned.capacity,
            office=offices[planned.office],
            venue=VenueInput(
                name=Bilingual(vi=site.vi, en=site.en),
                address=site.address,
                place=site.place,
                latitude=site.latitude,
                longitude=site.longitude,
            ),
        ),
        acting=SYSTEM,
        now=then,
    )
    await _fill_programme(fair, planned, then)
    if planned.vi != BEHIND:
        await _file_papers(fair, today)
    return await _settle(fair, planned, then, now)


async def _file_papers(fair: Fair, today: date) -> None:
    """Note the legal steps that lie behind as done in time, so that the organizer's day shows what is really late."""
    for deadline in deadlines_of(fair.kind, fair.starts_on, fair.ends_on):
        done_on = deadline.due_on - timedelta(days=2)
        if done_on < today:
            await record_filing(fair.slug, deadline.step, done_on, acting=SYSTEM, now=at_nine(done_on))


def at_nine(day: date) -> datetime:
    """Nine in the morning of a day, when an office does such things."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)


async def _fill_programme(fair: Fair, planned: Planned, now: datetime) -> None:
    if fair.starts_on is None or planned.days < 3:
        return
    for day, starts, ends, kind, vi, en, room in _PROGRAMME:
        on = fair.starts_on + timedelta(days=day)
        await add_programme_session(
            fair.slug,
            ProgrammeSessionInput(
                title=Bilingual(vi=vi, en=en),
                kind=kind,
                starts_at=datetime.fromisoformat(f"{on}T{starts}").replace(tzinfo=VIETNAM),
                ends_at=datetime.fromisoformat(f"{on}T{ends}").replace(tzinfo=VIETNAM),
                room=room,
            ),
            acting=SYSTEM,
            now=now,
        )


async def _settle(fair: Fair, planned: Planned, then: datetime, now: datetime) -> Fair:
    if planned.state == "draft":
        return fair
    fair = await publish_fair(fair.slug, acting=SYSTEM, now=then)
    if planned.state == "postponed":
        reason = Bilingual(vi="Chờ địa điểm sửa xong mái che.", en="The venue's roof is being repaired.")
        return await postpone_fair(fair.slug, Postponement(reason=reason), acting=SYSTEM, now=now - timedelta(days=2))
    if planned.state == "cancelled":
        reason = Bilingual(vi="Địa phương dành kinh phí khắc phục mưa lũ.", en="Funds go to flood relief instead.")
        return await cancel_fair(fair.slug, Cancellation(reason=reason), acting=SYSTEM, now=now - timedelta(days=5))
    return fair
