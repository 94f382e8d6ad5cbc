"""A fair's own values: cleaned, looked over, merged with a change, moved to another year."""

from datetime import date, timedelta

import msgspec
from msgspec import UNSET

from events_app.fairs.rules.fields import FairFields, check_fair
from events_app.fairs.schemas import Fair, FairInput, FairPatch, OpeningHours, VenueInput, said
from events_app.platform.i18n import Bilingual, fold, nfc

# What people are told of when it changes.
MOVED = ("starts_on", "ends_on", "opening_hours", "venue")


class FairValues(msgspec.Struct, frozen=True, kw_only=True):
    """A fair's own columns, cleaned."""

    kind: str
    title: Bilingual
    summary: Bilingual
    starts_on: date | None
    ends_on: date | None
    opening_hours: list[OpeningHours]
    venue: VenueInput
    region: str | None
    capacity: int | None


def clean_values(values: "FairInput | FairValues") -> FairValues:
    """Every text composed and trimmed."""
    venue = msgspec.structs.replace(
        values.venue, name=_neat(said(values.venue.name)), address=nfc(values.venue.address)
    )
    return FairValues(
        kind=values.kind,
        title=_neat(values.title),
        summary=Bilingual(vi=values.summary.vi.strip(), en=values.summary.en.strip()),
        starts_on=values.starts_on,
        ends_on=values.ends_on,
        opening_hours=values.opening_hours,
        venue=venue,
        region=values.region,
        capacity=values.capacity,
    )


def _neat(text: Bilingual) -> Bilingual:
    return Bilingual(vi=nfc(text.vi), en=nfc(text.en))


def check_values(clean: FairValues, *, slug: str | None, undated_allowed: bool) -> None:
    """Look the values over.

    Raises:
        FairInvalid: Some cannot stand; each is named.
    """
    name = said(clean.venue.name)
    fields = FairFields(
        title_vi=clean.title.vi,
        title_en=clean.title.en,
        summary_vi=clean.summary.vi,
        summary_en=clean.summary.en,
        starts_on=clean.starts_on,
        ends_on=clean.ends_on,
        hours=[(line.on, line.opens, line.closes) for line in clean.opening_hours],
        venue_name_vi=name.vi,
        venue_name_en=name.en,
        venue_address=clean.venue.address,
        latitude=clean.venue.latitude,
        longitude=clean.venue.longitude,
        time_zone=clean.venue.time_zone,
        slug=slug,
    )
    check_fair(fields, undated_allowed=undated_allowed)


def merged_values(before: Fair, patch: FairPatch) -> FairValues:
    """A fair's values with what a patch changes."""
    venue = before.venue
    current = FairValues(
        kind=before.kind,
        title=before.title,
        summary=before.summary,
        starts_on=before.starts_on,
        ends_on=before.ends_on,
        opening_hours=before.opening_hours,
        venue=VenueInput(venue.name, venue.address, venue.place, venue.latitude, venue.longitude, venue.time_zone),
        region=before.region,
        capacity=before.capacity,
    )
    given = {name: value for name in FairValues.__struct_fields__ if (value := getattr(patch, name)) is not UNSET}
    return msgspec.structs.replace(current, **given)


def copied_values(source: Fair, starts_on: date, ends_on: date, days: int) -> FairValues:
    """A fair's values some days later, the year in its title with them."""
    same = merged_values(source, FairPatch(revision=source.revision))
    hours = [
        msgspec.structs.replace(line, on=None if line.on is None else line.on + timedelta(days=days))
        for line in source.opening_hours
    ]
    old_year = str((source.starts_on or source.previous_starts_on or starts_on).year)
    title = Bilingual(
        vi=source.title.vi.replace(old_year, str(starts_on.year)),
        en=source.title.en.replace(old_year, str(starts_on.year)),
    )
    return msgspec.structs.replace(same, title=title, starts_on=starts_on, ends_on=ends_on, opening_hours=hours)


def folded_text(clean: FairValues) -> str:
    """What a fair is searched by."""
    return fold(f"{clean.title.vi} {clean.title.en} {said(clean.venue.name).vi} {clean.venue.address}")


def changed_names(before: Fair, after: Fair) -> list[str]:
    """What differs between two states of a fair."""
    names = ("kind", "title", "summary", "region", "capacity", "slug", *MOVED)
    return [name for name in names if getattr(before, name) != getattr(after, name)]
