"""Looking a fair's fields over, all at once, so that a person reads every fault in one go."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from events_app.fairs.errors import FairInvalid, ProgrammeSessionInvalid, ReasonMissing
from events_app.fairs.rules.days import dates_between, read_hours
from events_app.fairs.rules.slugs import slug_is_sound
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, Bilingual

LONGEST_FAIR = timedelta(days=366)
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 12, 31)
MOST_SPEAKERS = 30

REQUIRED = FieldError("required", N_("This is needed."))
END_BEFORE_START = FieldError("end_before_start", N_("The last day must not come before the first."))
TOO_LONG_A_FAIR = FieldError("too_long", N_("A fair lasts a year at most. Is the year right?"))
FAR_DAY = FieldError("far_day", N_("This day is too far away. Is the year right?"))
SLUG_FORM = FieldError(
    "slug_form", N_("An address is made of small letters without accents, digits and single hyphens.")
)
CLOSES_FIRST = FieldError(
    "closes_first", N_("It must close after it opens; past midnight until six on the morning after.")
)
ALL_DAYS_OFF = FieldError("all_days_off", N_("A fair is open on one day at least."))
TWICE_A_DAY = FieldError("twice_a_day", N_("%(day)s has hours twice. Write each day once."))
HALF_POINT = FieldError("half_point", N_("Give both latitude and longitude, or neither."))
UNKNOWN_ZONE = FieldError("unknown_zone", N_("This time zone is not known."))
SESSION_ENDS_FIRST = FieldError("ends_first", N_("It must end after it starts."))
OUTSIDE_FAIR = FieldError("outside_fair", N_("This is not on one of the fair's days."))
TOO_MANY_SPEAKERS = FieldError("too_many", N_("At most 30 speakers."))
NO_ZONE = FieldError("no_offset", N_("Give the time with its offset from UTC."))


LONGEST_TEXTS = {"title": 200, "summary": 4000}
"""Characters of each text an office writes about a fair, in either language."""


class FairFields(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked over: every text already composed (NFC) and trimmed."""

    texts: dict[str, Bilingual]
    starts_on: date | None
    ends_on: date | None
    hours: list[tuple[date | None, str, str]]
    days_off: list[date]
    venue_name_vi: str
    venue_name_en: str
    venue_address: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    slug: str | None


class _Faults:
    def __init__(self) -> None:
        self.found: defaultdict[str, list[FieldError]] = defaultdict(list)

    def add(self, field: str, error: FieldError, *, when: bool) -> None:
        if when:
            self.found[field].append(error)

    def length(self, field: str, text: str, most: int) -> None:
        too_long = FieldError("too_long", N_("At most %(most)s characters."), {"most": most})
        self.add(field, too_long, when=len(text) > most)


def check_fair(fair: FairFields, *, undated_allowed: bool = False) -> None:
    """Refuse a fair whose fields cannot stand, naming each of them."""
    faults = _Faults()
    faults.add("title", REQUIRED, when=not fair.texts["title"].vi)
    for name, text in fair.texts.items():
        faults.length(name, max(text.vi, text.en, key=len), LONGEST_TEXTS[name])
    faults.add("venue.name", REQUIRED, when=not fair.venue_name_vi)
    faults.length("venue.name", max(fair.venue_name_vi, fair.venue_name_en, key=len), 200)
    faults.length("venue.address", fair.venue_address, 400)
    faults.add("venue.latitude", HALF_POINT, when=(fair.latitude is None) != (fair.longitude is None))
    faults.add("venue.time_zone", UNKNOWN_ZONE, when=fair.time_zone not in available_timezones())
    faults.add("slug", SLUG_FORM, when=fair.slug is not None and not slug_is_sound(fair.slug))
    _check_days(fair, faults, undated_allowed=undated_allowed)
    for _on, opens, closes in fair.hours:
        faults.add("opening_hours", CLOSES_FIRST, when=read_hours(opens, closes) is None)
    _check_hours(fair, faults)
    if faults.found:
        raise FairInvalid(fields=faults.found)


def _check_days(fair: FairFields, faults: _Faults, *, undated_allowed: bool) -> None:
    if fair.starts_on is None or fair.ends_on is None:
        faults.add("starts_on", REQUIRED, when=not undated_allowed and fair.starts_on is None)
        faults.add("ends_on", REQUIRED, when=not undated_allowed and fair.ends_on is None)
        return
    faults.add("starts_on", FAR_DAY, when=not EARLIEST <= fair.starts_on <= LATEST)
    faults.add("ends_on", END_BEFORE_START, when=fair.ends_on < fair.starts_on)
    faults.add("ends_on", TOO_LONG_A_FAIR, when=fair.ends_on - fair.starts_on >= LONGEST_FAIR)
    if fair.starts_on <= fair.ends_on and not faults.found.keys() & {"starts_on", "ends_on"}:
        open_on = dates_between(fair.starts_on, fair.ends_on, fair.days_off)
        faults.add("days_off", ALL_DAYS_OFF, when=not open_on)


def _check_hours(fair: FairFields, faults: _Faults) -> None:
    named = [on for on, _opens, _closes in fair.hours if on is not None]
    twice = next((on for n, on in enumerate(named) if on in named[:n]), None)
    faults.add("opening_hours", FieldError(TWICE_A_DAY.code, TWICE_A_DAY.message, {"day": twice}), when=bool(twice))


def read_wall_time(text: str) -> time:
    """Read `8:30`.

    >>> read_wall_time("8:30")
    datetime.time(8, 30)
    """
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def check_programme_session(
    *,
    title_vi: str,
    title_en: str,
    room: str,
    speakers: list[str],
    starts_at: datetime,
    ends_at: datetime,
    fair_days: tuple[date | None, date | None],
    time_zone: str,
) -> None:
    """Refuse a part of the programme whose fields cannot stand, or that is not on the fair's days.

    The day before the first is allowed: an opening is rehearsed, booths are handed over.
    """
    faults = _Faults()
    faults.add("title", REQUIRED, when=not title_vi)
    faults.length("title", max(title_vi, title_en, key=len), 200)
    faults.length("room", room, 120)
    faults.add("speakers", TOO_MANY_SPEAKERS, when=len(speakers) > MOST_SPEAKERS)
    faults.length("speakers", max(speakers, key=len, default=""), 120)
    faults.add("starts_at", NO_ZONE, when=starts_at.tzinfo is None)
    faults.add("ends_at", NO_ZONE, when=ends_at.tzinfo is None)
    if not faults.found.keys() & {"starts_at", "ends_at"}:
        faults.add("ends_at", SESSION_ENDS_FIRST, when=ends_at <= starts_at)
        first, last = fair_days
        if first is not None and last is not None:
            zone = ZoneInfo(time_zone)
            begins, ends = starts_at.astimezone(zone).date(), ends_at.astimezone(zone).date()
            outside = begins < first - timedelta(days=1) or ends > last + timedelta(days=1)
            faults.add("starts_at", OUTSIDE_FAIR, when=outside)
    if faults.found:
        raise ProgrammeSessionInvalid(fields=faults.found)


def check_reason(reason_vi: str) -> None:
    """Whoever puts a fair off owes people a reason of sensible length."""
    faults = _Faults()
    faults.add("reason", REQUIRED, when=not reason_vi)
    faults.length("reason", reason_vi, 1000)
    if faults.found:
        raise ReasonMissing(fields=faults.found)
