"""The rows of fairs, the addresses they ever had, venues and programme."""

from piccolo.columns import (
    JSONB,
    Array,
    BigSerial,
    Boolean,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.accounts.tables import Office
from events_app.places.tables import Place


class Venue(Table, tablename="venue"):
    """Where a fair is held. A row never changes: a fair moved elsewhere leaves the others where they were."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    name_vi = Varchar(length=200, null=False)
    name_en = Varchar(length=200, null=False, default="")
    # As printed; `place` is the dated unit it lies in today, when somebody has said so.
    address = Varchar(length=400, null=False, default="")
    place = ForeignKey(Place, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    time_zone = Varchar(length=64, null=False, default="Asia/Ho_Chi_Minh")

    venue_named = Check("length(btrim(name_vi)) > 0")
    venue_on_earth = Check(
        "(latitude IS NULL AND longitude IS NULL) OR (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)"
    )


class Fair(Table, tablename="fair"):
    """One event of any kind. Days are local days of the venue; both are empty while a new date is unknown."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    slug = Varchar(length=80, null=False)
    kind = Varchar(length=24, null=False)
    title_vi = Varchar(length=200, null=False)
    title_en = Varchar(length=200, null=False, default="")
    summary_vi = Text(null=False, default="")
    summary_en = Text(null=False, default="")
    starts_on = Date(null=True, default=None, index=True)
    ends_on = Date(null=True, default=None)
    # The days it was planned for before the last postponement: people are told both.
    previous_starts_on = Date(null=True, default=None)
    previous_ends_on = Date(null=True, default=None)
    # [{"on": "2026-12-12" or null for every other day, "opens": "08:30", "closes": "21:00"}]
    opening_hours = JSONB(null=False, default="[]")
    # Days within the span on which it is closed, as its office says; the rows of `fair_day` follow from it.
    days_off = Array(base_column=Date(), null=False, default=list)
    venue = ForeignKey(Venue, null=False, on_delete=OnDelete.restrict, index=True)
    region = Varchar(length=24, null=False, default="")
    capacity = Integer(null=True, default=None)
    status = Varchar(length=12, null=False, default="draft")
    reason_vi = Text(null=False, default="")
    reason_en = Text(null=False, default="")
    # Vietnamese title, venue and address without diacritics, for the search.
    folded = Text(null=False, default="")
    # The days the office did what Decree 81/2018 asks of it.
    dossier_sent_on = Date(null=True, default=None)
    dossier_answered_on = Date(null=True, default=None)
    report_sent_on = Date(null=True, default=None)
    copied_from: ForeignKey["Fair"] = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict, index=True
    )
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)
    published_at = Timestamptz(null=True, default=None)

    fair_unique_slug = Unique([slug])
    fair_slug_form = Check("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'")
    fair_titled = Check("length(btrim(title_vi)) > 0")
    fair_kind_known = Check(
        "kind IN ('fair', 'product_week', 'festival', 'workshop', 'training', 'regional_culture',"
        " 'outgoing_delegation', 'livestream_day')"
    )
    fair_region_known = Check("region IN ('', 'northern_mountains', 'red_river_delta', 'central_highlands', 'south')")
    fair_status_known = Check("status IN ('draft', 'published', 'postponed', 'cancelled')")
    fair_ends_after_start = Check("ends_on >= starts_on")
    fair_days_together = Check("(starts_on IS NULL) = (ends_on IS NULL)")
    fair_undated_only_when_off = Check("starts_on IS NOT NULL OR status IN ('postponed', 'cancelled')")
    fair_off_has_reason = Check("status NOT IN ('postponed', 'cancelled') OR length(btrim(reason_vi)) > 0")
    fair_capacity_positive = Check("capacity > 0")


class FairDay(Table, tablename="fair_day"):
    """One day of a fair. Its number is never given to another day; a day taken out stays, for passes may name it."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    number = SmallInt(null=False)
    # Local date of the venue; null while it is not known. `was_on` is the date it had last.
    date = Date(null=True, default=None)
    was_on = Date(null=True, default=None)
    # Minutes after its midnight; it may close on the morning after, until six.
    opens = SmallInt(null=False, default=0)
    closes = SmallInt(null=False, default=1440)
    # Whether a pass for every day, given before this day was added, opens it.
    open_to_all = Boolean(null=False, default=True)
    taken_out = Boolean(null=False, default=False)

    fair_day_unique_number = Unique([fair, number])
    fair_day_number_counts = Check("number >= 1")
    fair_day_hours_sane = Check("opens BETWEEN 0 AND 1439 AND closes > opens AND closes <= 1800")
    fair_day_taken_out_has_no_date = Check("NOT taken_out OR date IS NULL")


class FairAlias(Table, tablename="fair_alias"):
    """Every address a fair ever had, its present one too, so that none is ever given to another fair."""

    id = BigSerial(primary_key=True)
    slug = Varchar(length=80, null=False)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(null=False, default=None)

    fair_alias_unique_slug = Unique([slug])


class ProgrammeSession(Table, tablename="programme_session"):
    """One part of a programme. An unscheduled one keeps the time it had until the fair has days again."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=16, null=False)
    title_vi = Varchar(length=200, null=False)
    title_en = Varchar(length=200, null=False, default="")
    room = Varchar(length=120, null=False, default="")
    # `rules.room_key` of the room, accents kept: what the exclusion constraint compares.
    room_key = Text(null=False, default="")
    speakers = Array(base_column=Varchar(length=120), null=False, default=list)
    starts_at = Timestamptz(null=False, default=None)
    ends_at = Timestamptz(null=False, default=None)
    scheduled = Boolean(null=False, default=True)
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)

    programme_session_titled = Check("length(btrim(title_vi)) > 0")
    programme_session_kind_known = Check(
        "kind IN ('ceremony', 'talk', 'workshop', 'training', 'demonstration', 'matchmaking',"
        " 'performance', 'contest', 'other')"
    )
    programme_session_ends_later = Check("ends_at > starts_at")
