"""The calendar entries of producers with booths: their days at the fair, and the day of setting up."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from events_app.agenda.operations import put_entries, remove_entries
from events_app.agenda.schemas import Alarm, CalendarEntry
from events_app.agenda.schemas import Status as EntryStatus
from events_app.booths.queries.claims import claims_of_fair
from events_app.booths.schemas.claims import ProducerClaim
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Status
from events_app.fairs.schemas import Fair
from events_app.floor_plans.rules import BoothState
from events_app.platform.i18n import LOCALES, N_, Bilingual, translate
from events_app.platform.turns import in_turns

BOOTHS_AT = N_("Booth %(booths)s: %(fair)s")
SET_UP = N_("Set up booth %(booths)s: %(fair)s")
HAND_OVER = N_("Booths are handed over the day before the fair opens.")
TOMORROW = N_("Your booth %(booths)s is set up tomorrow.")


async def refresh_booth_entries(fair: int, producers: Iterable[int] | None = None, *, now: datetime) -> None:
    """Make the calendars of producers say which booths they have at a fair; of all of them when none are named.

    One entry for all booths a producer has at a fair: a move changes its title and keeps its UID.
    """
    found = await fair_by_id(fair, now=now)
    claims: dict[int, list[ProducerClaim]] = {}
    for claim in await claims_of_fair(fair, now=now):
        if claim.state is BoothState.ASSIGNED:
            claims.setdefault(claim.producer, []).append(claim)
    wanted = set(claims) if producers is None else set(producers)
    holding = sorted(wanted & claims.keys())
    made = await in_turns(lambda producer: _entries(found, producer, claims[producer]), holding)
    entries = [(entry, (f"producer:{producer}",)) for producer, two in zip(holding, made, strict=True) for entry in two]
    await put_entries(entries, now=now)
    gone = [source for producer in sorted(wanted - claims.keys()) for source in _sources(fair, producer)]
    await remove_entries(sources=gone, now=now)


def _sources(fair: int, producer: int) -> tuple[str, str]:
    return f"booth-duty:{fair}:{producer}", f"booth-set-up:{fair}:{producer}"


def _entries(fair: Fair, producer: int, claims: list[ProducerClaim]) -> list[CalendarEntry]:
    duty, set_up = _sources(fair.id, producer)
    booths = ", ".join(claim.code for claim in claims)
    first = fair.starts_on or fair.previous_starts_on or fair.changed_at.date()
    last = fair.ends_on or fair.previous_ends_on or first
    before = first - timedelta(days=1)
    alarm = Alarm(12 * 60, _said(TOMORROW, fair, booths))
    return [
        _entry(fair, duty, _said(BOOTHS_AT, fair, booths), (first, last), _where(claims)),
        _entry(fair, set_up, _said(SET_UP, fair, booths), (before, before), _said(HAND_OVER, fair, booths), (alarm,)),
    ]


def _entry(
    fair: Fair,
    source: str,
    title: Bilingual,
    days: tuple[date, date],
    description: Bilingual,
    alarms: tuple[Alarm, ...] = (),
) -> CalendarEntry:
    undated = fair.status is Status.POSTPONED and fair.starts_on is None
    status: EntryStatus = "cancelled" if fair.status is Status.CANCELLED else "tentative" if undated else "confirmed"
    venue = fair.venue
    vi, en = (", ".join(part for part in (venue.name.text(locale), venue.address) if part) for locale in LOCALES)
    return CalendarEntry(
        source=source,
        title=title,
        starts=days[0],
        ends=days[1],
        zone=fair.time_zone,
        status=status,
        postponed=undated,
        description=description,
        location=Bilingual(vi=vi, en=en),
        url=f"/producer/fairs/{fair.slug}/booths",
        alarms=alarms,
    )


def _said(message: str, fair: Fair, booths: str) -> Bilingual:
    vi, en = (translate(locale, message, booths=booths, fair=fair.title.text(locale)) for locale in LOCALES)
    return Bilingual(vi=vi, en=en)


def _where(claims: list[ProducerClaim]) -> Bilingual:
    lines = [
        "\n".join(
            " · ".join(part.text(locale) for part in (Bilingual(claim.code), claim.hall, claim.zone) if part)
            for claim in claims
        )
        for locale in LOCALES
    ]
    return Bilingual(vi=lines[0], en=lines[1])
