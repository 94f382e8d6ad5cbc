"""A fair's own values: cleaned, looked over, merged with a change, moved to another year."""

from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import UNSET

from events_app.fairs.rules.fields import FairFields, check_fair
from events_app.fairs.schemas import Fair, FairContent, FairInput, FairPatch, FairTexts, VenueInput, said, typed_again
from events_app.platform.i18n import Bilingual, fold, nfc
from events_app.platform.rows import columns_of


class FairValues(FairContent, frozen=True, kw_only=True):
    """What an office says of a fair, cleaned, and the venue as it was typed."""

    venue: VenueInput


def clean_values(values: "FairInput | FairValues") -> FairValues:
    """Every text composed and trimmed."""
    venue = msgspec.structs.replace(
        values.venue, name=_one_line(said(values.venue.name)), address=nfc(values.venue.address)
    )
    texts = {name: _trimmed(getattr(values, name)) for name in FairTexts.__struct_fields__}
    own = {"title": _one_line(values.title), "days_off": _within(values.days_off, values.starts_on, values.ends_on)}
    return _values_of(values, venue=venue, **texts | own)


def _values_of(fair: FairContent, **changed: Any) -> FairValues:
    content = {name: getattr(fair, name) for name in FairContent.__struct_fields__}
    return FairValues(**content | changed)


def _within(days: list[date], first: date | None, last: date | None) -> list[date]:
    """Days off between the first and the last day, each once; beyond them nothing is closed."""
    return sorted({day for day in days if first is None or last is None or first < day < last})


def _one_line(text: Bilingual) -> Bilingual:
    return Bilingual(vi=nfc(text.vi), en=nfc(text.en))


def _trimmed(text: Bilingual) -> Bilingual:
    return Bilingual(vi=text.vi.strip(), en=text.en.strip())


def check_values(clean: FairValues, *, slug: str | None, undated_allowed: bool) -> None:
    """Look the values over.

    Raises:
        FairInvalid: Some cannot stand; each is named.
    """
    name = said(clean.venue.name)
    fields = FairFields(
        texts={text: getattr(clean, text) for text in FairTexts.__struct_fields__},
        starts_on=clean.starts_on,
        ends_on=clean.ends_on,
        hours=[(line.on, line.opens, line.closes) for line in clean.opening_hours],
        days_off=clean.days_off,
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
    given = {name: value for name in FairValues.__struct_fields__ if (value := getattr(patch, name)) is not UNSET}
    return _values_of(before, **{"venue": typed_again(before.venue)} | given)


def fair_columns(clean: FairValues, *, venue: int, slug: str) -> dict[str, Any]:
    """The columns of a fair's row that follow from what its office says of it."""
    content = _content_of(clean)
    return columns_of(
        content, {"region": clean.region or "", "venue": venue, "slug": slug, "folded": folded_text(clean)}
    )


def _content_of(fair: FairContent) -> FairContent:
    return FairContent(**{name: getattr(fair, name) for name in FairContent.__struct_fields__})


def copied_values(source: Fair, starts_on: date, ends_on: date, days: int) -> FairValues:
    """A fair's values some days later, the year in its title with them."""
    same = merged_values(source, FairPatch(revision=source.revision))
    hours = [
        msgspec.structs.replace(line, on=None if line.on is None else line.on + timedelta(days=days))
        for line in source.opening_hours
    ]
    off = [day + timedelta(days=days) for day in source.days_off]
    old_year = str((source.starts_on or source.previous_starts_on or starts_on).year)
    title = Bilingual(
        vi=source.title.vi.replace(old_year, str(starts_on.year)),
        en=source.title.en.replace(old_year, str(starts_on.year)),
    )
    return msgspec.structs.replace(
        same, title=title, starts_on=starts_on, ends_on=ends_on, opening_hours=hours, days_off=off
    )


def folded_text(clean: FairValues) -> str:
    """What a fair is searched by."""
    return fold(f"{clean.title.vi} {clean.title.en} {said(clean.venue.name).vi} {clean.venue.address}")


def changed_names(before: Fair, after: Fair) -> list[str]:
    """What differs between two states of a fair."""
    names = (*FairContent.__struct_fields__, "venue", "slug")
    return [name for name in names if getattr(before, name) != getattr(after, name)]
