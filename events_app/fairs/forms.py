"""The forms of fairs and programmes: flat fields as browsers send them, and back."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct
from msgspec.structs import asdict

from events_app.fairs.errors import FairInvalid
from events_app.fairs.rules import Kind, Region, SessionKind
from events_app.fairs.rules.hours import HoursFormError, read_days, read_special_hours, write_days, write_special_hours
from events_app.fairs.schemas import (
    DEFAULT_ZONE,
    Clock,
    Fair,
    FairInput,
    FairPatch,
    FairTexts,
    OpeningHours,
    ProgrammeSession,
    ProgrammeSessionInput,
    ProgrammeSessionPatch,
    Venue,
    VenueInput,
    typed_again,
)
from events_app.platform.errors import FieldError, InvalidInput
from events_app.platform.i18n import N_, Bilingual
from events_app.platform.rows import columns_of

# Where the faults of the rules stand in the forms.
FAIR_FIELDS = {name: f"{name}_vi" for name in FairTexts.__struct_fields__} | {
    "venue.name": "venue_name_vi",
    "venue.address": "venue_address",
    "venue.place": "venue_place",
    "venue.latitude": "latitude",
    "venue.time_zone": "time_zone",
    "opening_hours": "closes",
    "reason": "reason_vi",
}
SESSION_FIELDS = {"title": "title_vi"}
# What the form and the API call by the same name.
_SAME = (*FairTexts.__struct_fields__, "kind", "region", "capacity")
_REQUIRED = FieldError("required", N_("This is needed."))


class FairForm(FairTexts, frozen=True, kw_only=True):
    """Everything about a fair; its texts come as two fields each."""

    kind: Kind
    starts_on: date | None = None
    ends_on: date | None = None
    opens: Clock | None = None
    closes: Clock | None = None
    special_hours: str = ""
    days_off: str = ""
    venue_id: int | None = None
    venue_name_vi: str = ""
    venue_name_en: str = ""
    venue_address: str = ""
    venue_place: str = ""
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    time_zone: str = DEFAULT_ZONE
    region: Region | None = None
    capacity: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    slug: str | None = None
    office: int | None = None
    revision: int = 0
    opens_to_all: bool = False
    seen: str = ""


class CopyForm(Struct, frozen=True):
    """When the copy begins."""

    starts_on: date


class PostponementForm(Struct, frozen=True, kw_only=True):
    """New days or none, and why."""

    reason_vi: str = ""
    reason_en: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    seen: str = ""


class CancellationForm(Struct, frozen=True, kw_only=True):
    """Why the fair does not take place."""

    reason_vi: str = ""
    reason_en: str = ""
    seen: str = ""


class SeenForm(Struct, frozen=True):
    """The mark of what follows, as it was read before the button."""

    seen: str = ""


class FilingForm(Struct, frozen=True):
    """The day a legal step was done; empty takes the note back."""

    done_on: date | None = None


class SessionForm(Struct, frozen=True, kw_only=True):
    """A part of the programme, by local wall time."""

    title: Bilingual
    kind: SessionKind = SessionKind.OTHER
    day: date
    starts: Clock
    ends: Clock
    room: str = ""
    speakers: str = ""
    revision: int = 0


def fair_input(form: FairForm, venues: Mapping[int, Venue]) -> FairInput:
    """A new fair from what was typed.

    Raises:
        FairInvalid: Days are missing, or a line of special hours cannot be read.
    """
    missing = {name: [_REQUIRED] for name in ("starts_on", "ends_on") if getattr(form, name) is None}
    if form.starts_on is None or form.ends_on is None:
        raise FairInvalid(fields=missing)
    same = {name: getattr(form, name) for name in (*_SAME, "starts_on", "ends_on", "slug", "office")}
    return FairInput(opening_hours=_hours(form), days_off=_days_off(form), venue=_venue(form, venues), **same)


def fair_patch(form: FairForm, venues: Mapping[int, Venue]) -> FairPatch:
    """The whole of a fair as typed, at the revision the typist saw."""
    given = {name: getattr(form, name) for name in ("starts_on", "ends_on", "slug")}
    same = {name: getattr(form, name) for name in (*_SAME, "revision")}
    same |= {name: value for name, value in given.items() if value is not None}
    return FairPatch(opening_hours=_hours(form), days_off=_days_off(form), venue=_venue(form, venues), **same)


def typed_values(fair: Fair) -> dict[str, Any]:
    """A fair as it stands in the fields of its form."""
    every_day = next((line for line in fair.opening_hours if line.on is None), None)
    venue = fair.venue
    texts = {name: getattr(fair, name) for name in FairTexts.__struct_fields__}
    return {
        **columns_of(texts),
        "kind": fair.kind,
        "starts_on": fair.starts_on or "",
        "ends_on": fair.ends_on or "",
        "opens": _padded(every_day.opens) if every_day else "",
        "closes": _padded(every_day.closes) if every_day else "",
        "special_hours": write_special_hours([line for line in fair.opening_hours if line.on is not None]),
        "days_off": write_days(fair.days_off),
        "venue_name_vi": venue.name.vi,
        "venue_name_en": venue.name.en,
        "venue_address": venue.address,
        "venue_place": venue.place or "",
        "latitude": "" if venue.latitude is None else venue.latitude,
        "longitude": "" if venue.longitude is None else venue.longitude,
        "time_zone": venue.time_zone,
        "region": fair.region or "",
        "capacity": fair.capacity or "",
        "slug": fair.slug,
        "revision": fair.revision,
    }


def session_input(form: SessionForm, time_zone: str) -> ProgrammeSessionInput:
    """A part of the programme from local wall time."""
    starts_at, ends_at = _instants(form, time_zone)
    return ProgrammeSessionInput(
        title=form.title,
        kind=form.kind,
        starts_at=starts_at,
        ends_at=ends_at,
        room=form.room,
        speakers=_names(form.speakers),
    )


def session_patch(form: SessionForm, time_zone: str) -> ProgrammeSessionPatch:
    """The whole of a part of the programme as typed, at the revision the typist saw."""
    return ProgrammeSessionPatch(revision=form.revision, **asdict(session_input(form, time_zone)))


def typed_session(session: ProgrammeSession, time_zone: str) -> dict[str, Any]:
    """A part of the programme as it stands in the fields of its form."""
    zone = ZoneInfo(time_zone)
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    return {
        **columns_of({"title": session.title}),
        "kind": session.kind,
        "day": starts.date(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "room": session.room,
        "speakers": "\n".join(session.speakers),
        "revision": session.revision,
    }


def at_form_fields(error: InvalidInput, names: Mapping[str, str]) -> InvalidInput:
    """The same refusal with its faults at the fields of a form."""
    error.fields = {names.get(name, name): faults for name, faults in error.fields.items()}
    return error


def _venue(form: FairForm, venues: Mapping[int, Venue]) -> VenueInput:
    if form.venue_id is not None and form.venue_id in venues:
        return typed_again(venues[form.venue_id])
    return VenueInput(
        name=Bilingual(form.venue_name_vi, form.venue_name_en),
        address=form.venue_address,
        place=form.venue_place or None,
        latitude=form.latitude,
        longitude=form.longitude,
        time_zone=form.time_zone,
    )


def _hours(form: FairForm) -> list[OpeningHours]:
    try:
        special = read_special_hours(form.special_hours, year=form.starts_on.year if form.starts_on else None)
    except HoursFormError as error:
        message = N_("“%(line)s” is not a day with hours. Write one a line, as “12/12/2026 9:00-17:00”.")
        raise FairInvalid(fields={"special_hours": [FieldError("hours_form", message, {"line": error.line})]}) from None
    lines = [OpeningHours(opens, closes, day) for day, opens, closes in special]
    if form.opens is None and form.closes is None:
        return lines
    if form.opens is None or form.closes is None:
        raise FairInvalid(fields={"closes" if form.closes is None else "opens": [_REQUIRED]})
    return [OpeningHours(form.opens, form.closes), *lines]


def _days_off(form: FairForm) -> list[date]:
    try:
        return read_days(form.days_off, year=form.starts_on.year if form.starts_on else None)
    except HoursFormError as error:
        message = N_("“%(line)s” is not a day. Write days as “13/12/2026, 14/12/2026”.")
        raise FairInvalid(fields={"days_off": [FieldError("day_form", message, {"line": error.line})]}) from None


def _instants(form: SessionForm, time_zone: str) -> tuple[datetime, datetime]:
    zone = ZoneInfo(time_zone)
    starts_at = datetime.combine(form.day, time.fromisoformat(_padded(form.starts)), zone)
    ends_at = datetime.combine(form.day, time.fromisoformat(_padded(form.ends)), zone)
    return starts_at, ends_at


def _padded(clock: str) -> str:
    return clock.zfill(5)


def _names(text: str) -> list[str]:
    return [name for line in text.splitlines() for name in map(str.strip, line.split(",")) if name]
