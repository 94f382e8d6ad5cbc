"""How a fair and its programme stand in calendars."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from events_app.agenda.operations import put_entries, remove_entries
from events_app.agenda.schemas import CalendarEntry
from events_app.agenda.schemas import Status as EntryStatus
from events_app.fairs.queries import programme_of
from events_app.fairs.rules import Status
from events_app.fairs.schemas import Fair, OpeningHours, ProgrammeSession
from events_app.fairs.words import KINDS, REGIONS
from events_app.platform.i18n import LOCALES, N_, Bilingual, Locale, translate
from events_app.platform.i18n.formats import format_day

OPEN = N_("Open %(hours)s")


async def put_fair_entries(fair: Fair, *, now: datetime) -> None:
    """Make calendars say what the fair and its programme are now."""
    sessions = await programme_of(fair.id)
    if not fair.is_public:
        sources = [f"fair:{fair.id}", *(session_source(each.id) for each in sessions)]
        await remove_entries(sources=sources, now=now)
        return
    puts: list[tuple[CalendarEntry, Sequence[str]]] = [
        (fair_entry(fair), ("fairs", f"fair:{fair.id}", f"office:{fair.office}"))
    ]
    puts += [(session_entry(fair, each), (f"fair:{fair.id}",)) for each in sessions]
    await put_entries(puts, now=now)


async def forget_session_entry(session: int, *, now: datetime) -> None:
    """Take a removed part of the programme out of calendars."""
    await remove_entries(sources=[session_source(session)], now=now)


def session_source(session: int) -> str:
    """The name a programme session's entry goes by."""
    return f"programme-session:{session}"


def fair_entry(fair: Fair) -> CalendarEntry:
    """A fair as a whole-day entry; its opening hours are in the description."""
    starts = fair.starts_on or fair.previous_starts_on or fair.changed_at.date()
    ends = fair.ends_on or fair.previous_ends_on or starts
    undated = fair.status is Status.POSTPONED and fair.starts_on is None
    status: EntryStatus = "cancelled" if fair.status is Status.CANCELLED else "tentative" if undated else "confirmed"
    latitude, longitude = fair.venue.latitude, fair.venue.longitude
    region = [] if fair.region is None else [_both(REGIONS[fair.region])]
    return CalendarEntry(
        source=f"fair:{fair.id}",
        title=fair.title,
        starts=starts,
        ends=ends,
        zone=fair.time_zone,
        status=status,
        postponed=undated,
        description=_description(fair),
        location=_location(fair),
        url=f"/fairs/{fair.slug}",
        geo=None if latitude is None or longitude is None else (latitude, longitude),
        categories=(_both(KINDS[fair.kind]), *region),
    )


def session_entry(fair: Fair, session: ProgrammeSession) -> CalendarEntry:
    """A part of the programme; without a time of its own it is tentative at the time it had."""
    off = fair.status is Status.CANCELLED
    speakers = ", ".join(session.speakers)
    place = Bilingual(
        vi=_joined([session.room, fair.venue.name.vi]), en=_joined([session.room, fair.venue.name.text("en")])
    )
    return CalendarEntry(
        source=session_source(session.id),
        title=session.title,
        starts=session.starts_at,
        ends=session.ends_at,
        zone=fair.time_zone,
        status="cancelled" if off else "confirmed" if session.scheduled else "tentative",
        postponed=not session.scheduled and not off,
        description=Bilingual(vi=_lines([fair.title.vi, speakers]), en=_lines([fair.title.text("en"), speakers])),
        location=place,
        url=f"/fairs/{fair.slug}",
    )


def _description(fair: Fair) -> Bilingual:
    vi, en = (
        _lines([*_hours(fair.opening_hours, locale), fair.reason.text(locale), fair.summary.text(locale)])
        for locale in LOCALES
    )
    return Bilingual(vi=vi, en=en)


def _hours(hours: Iterable[OpeningHours], locale: Locale) -> list[str]:
    lines = []
    for line in sorted(hours, key=lambda each: (each.on is not None, each.on)):
        span = f"{line.opens}–{line.closes}"
        lines.append(span if line.on is None else f"{format_day(line.on, locale)}: {span}")
    return [translate(locale, OPEN, hours="; ".join(lines))] if lines else []


def _location(fair: Fair) -> Bilingual:
    venue = fair.venue
    vi, en = (_joined([venue.name.text(locale), venue.address]) for locale in LOCALES)
    return Bilingual(vi=vi, en=en)


def _both(msgid: str) -> Bilingual:
    return Bilingual(vi=translate("vi", msgid), en=translate("en", msgid))


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
