"""The shapes of fairs: what the API takes and gives, and what queries return."""

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from events_app.fairs.rules import Deadline, Kind, Phase, Region, SessionKind, Status, is_public
from events_app.platform.i18n import Bilingual

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"
Clock = Annotated[str, Meta(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$", examples=["08:30"])]


class OpeningHours(Struct, frozen=True, forbid_unknown_fields=True):
    """Opening hours by local wall time; the line without a day holds for days that have none of their own.

    Closing at or before the opening is on the morning after, at six at the latest: 18:00 to 01:00 is a night market.
    """

    opens: Clock
    closes: Clock
    on: date | None = None


class VenueInput(Struct, frozen=True, forbid_unknown_fields=True):
    """A venue as it is typed; `place` is the code of a commune, ward or province of today."""

    name: Bilingual | str
    address: str = ""
    place: str | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    time_zone: str = DEFAULT_ZONE


class FairTexts(Struct, frozen=True, kw_only=True):
    """What an office writes about a fair in both languages: each field is two columns and two fields of the form."""

    title: Bilingual
    summary: Bilingual = Bilingual(vi="")


class FairContent(FairTexts, frozen=True, kw_only=True):
    """What an office says of a fair, by the columns of its row: written, read and compared by these fields."""

    kind: Kind
    starts_on: date | None
    ends_on: date | None
    opening_hours: list[OpeningHours] = []
    days_off: list[date] = []
    region: Region | None = None
    capacity: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None


class FairInput(FairContent, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new fair. The address is made from the title when none is given."""

    starts_on: date
    ends_on: date
    venue: VenueInput
    slug: str | None = None
    office: int | None = None


class FairPatch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What changes, and the revision the changer saw."""

    revision: int
    kind: Kind | UnsetType = UNSET
    title: Bilingual | UnsetType = UNSET
    starts_on: date | UnsetType = UNSET
    ends_on: date | UnsetType = UNSET
    venue: VenueInput | UnsetType = UNSET
    summary: Bilingual | UnsetType = UNSET
    opening_hours: list[OpeningHours] | UnsetType = UNSET
    days_off: list[date] | UnsetType = UNSET
    region: Region | UnsetType | None = UNSET
    capacity: Annotated[int, Meta(ge=1, le=10_000_000)] | UnsetType | None = UNSET
    slug: str | UnsetType = UNSET


class Postponement(Struct, frozen=True, forbid_unknown_fields=True):
    """New days, or none while they are unknown, and why."""

    reason: Bilingual | str
    starts_on: date | None = None
    ends_on: date | None = None


class Cancellation(Struct, frozen=True, forbid_unknown_fields=True):
    """Why the fair does not take place."""

    reason: Bilingual | str


class ProgrammePart(Struct, frozen=True, kw_only=True):
    """What is said of one part of the programme, by the columns of its row."""

    title: Bilingual
    kind: SessionKind = SessionKind.OTHER
    starts_at: datetime
    ends_at: datetime
    room: str = ""
    speakers: list[str] = []


class ProgrammeSessionInput(ProgrammePart, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One part of the programme as it is asked for."""


class ProgrammeSessionPatch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What changes in a part of the programme, and the revision the changer saw."""

    revision: int
    title: Bilingual | UnsetType = UNSET
    kind: SessionKind | UnsetType = UNSET
    starts_at: datetime | UnsetType = UNSET
    ends_at: datetime | UnsetType = UNSET
    room: str | UnsetType = UNSET
    speakers: list[str] | UnsetType = UNSET


class Venue(Struct, frozen=True):
    """Where a fair is held; `place` is the code of the unit, `place_name` how people call it."""

    name: Bilingual
    address: str
    place: str | None
    place_name: Bilingual | None
    latitude: float | None
    longitude: float | None
    time_zone: str


class Fair(FairContent, frozen=True, kw_only=True):
    """A fair as everybody may read it."""

    id: int
    office: int
    slug: str
    previous_starts_on: date | None
    previous_ends_on: date | None
    venue: Venue
    status: Status
    phase: Phase
    reason: Bilingual
    revision: int
    changed_at: datetime
    published_at: datetime | None
    is_on: bool

    @property
    def time_zone(self) -> str:
        """The zone its wall times are in."""
        return self.venue.time_zone

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return is_public(self.status, was_published=self.published_at is not None)


class FairForOffice(Struct, frozen=True, kw_only=True):
    """A fair with what only its office needs: the legal steps."""

    fair: Fair
    deadlines: list[Deadline]
    sessions: int
    office_name: Bilingual


class ProgrammeSession(ProgrammePart, frozen=True, kw_only=True):
    """One part of the programme as everybody may read it."""

    id: int
    scheduled: bool
    revision: int


class ProgrammeItem(Struct, frozen=True):
    """A part of some fair's programme, with its fair."""

    title: Bilingual
    starts_at: datetime
    room: str
    slug: str
    fair: Bilingual


class FollowingEffect(Struct, frozen=True, kw_only=True):
    """One thing that would follow from a change: a sentence, its figures, and whether it is left to a person."""

    code: str
    text: str
    data: dict[str, Any]
    is_work: bool


class Preview(Struct, frozen=True, kw_only=True):
    """What would follow from a change; with `seen` the change is made only if just this follows."""

    effects: list[FollowingEffect]
    seen: str


class PublicFilter(Struct, frozen=True, kw_only=True):
    """What a visitor asks the public list for."""

    kind: Kind | None = None
    region: Region | None = None
    month: str | None = None
    when: str = "coming"
    search: str = ""


class Reach(Struct, frozen=True):
    """How many people hear of a change: figures for the confirmation, read across the schema."""

    passes: int = 0
    booths: int = 0


def typed_again(venue: Venue) -> VenueInput:
    """A venue as it would be typed."""
    return VenueInput(**{name: getattr(venue, name) for name in VenueInput.__struct_fields__})


def said(text: Bilingual | str) -> Bilingual:
    """Read a text given in one language as Vietnamese."""
    return text if isinstance(text, Bilingual) else Bilingual(vi=text)
