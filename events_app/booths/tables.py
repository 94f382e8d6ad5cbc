"""The rows of floor plans, booths, claims on booths and attendance. Lengths are whole centimetres."""

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.fairs.tables import Fair
from events_app.producers.tables import Producer


class FloorPlan(Table, tablename="floor_plan"):
    """The plan of one fair and the rules by which its booths are taken."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict)
    # Producers may hold a booth themselves only while this is true.
    holds_open = Boolean(null=False, default=True)
    hold_minutes = Integer(null=False, default=30)
    hold_cap = SmallInt(null=False, default=3)
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)

    floor_plan_unique_fair = Unique([fair])
    floor_plan_minutes_sane = Check("hold_minutes BETWEEN 1 AND 20160")
    floor_plan_cap_sane = Check("hold_cap BETWEEN 1 AND 20")


class Hall(Table, tablename="hall"):
    """One hall or yard, a rectangle drawn to scale. A removed one stays for the claims it once carried."""

    id = BigSerial(primary_key=True)
    plan = ForeignKey(FloorPlan, null=False, on_delete=OnDelete.restrict, index=True)
    code = Varchar(length=12, null=False)
    name_vi = Varchar(length=120, null=False)
    name_en = Varchar(length=120, null=False, default="")
    width = Integer(null=False)
    height = Integer(null=False)
    position = SmallInt(null=False, default=0)
    # What stands there besides booths: [{"kind", "label": {"vi", "en"}, "x", "y", "width", "height"}] in cm.
    fixtures = JSONB(null=False, default="[]")
    removed_at = Timestamptz(null=True, default=None)

    hall_size_sane = Check("width BETWEEN 100 AND 100000 AND height BETWEEN 100 AND 100000")
    hall_coded = Check("length(btrim(code)) > 0")


class Zone(Table, tablename="zone"):
    """A part of the plan with a name and a colour; `tone` picks one of the theme's colours."""

    id = BigSerial(primary_key=True)
    plan = ForeignKey(FloorPlan, null=False, on_delete=OnDelete.restrict, index=True)
    name_vi = Varchar(length=80, null=False)
    name_en = Varchar(length=80, null=False, default="")
    tone = SmallInt(null=False, default=1)

    zone_unique_name = Unique([plan, name_vi])
    zone_named = Check("length(btrim(name_vi)) > 0")
    zone_tone_known = Check("tone BETWEEN 1 AND 8")


class Booth(Table, tablename="booth"):
    """One booth: a rectangle in a hall. A removed one keeps its history of claims."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    hall = ForeignKey(Hall, null=False, on_delete=OnDelete.restrict, index=True)
    zone = ForeignKey(Zone, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    code = Varchar(length=12, null=False)
    x = Integer(null=False)
    y = Integer(null=False)
    width = Integer(null=False)
    height = Integer(null=False)
    category = Varchar(length=8, null=False, default="small")
    utilities = Array(base_column=Varchar(length=8), null=False, default=list)
    price = BigInt(null=False, default=0)
    blocked = Boolean(null=False, default=False)
    blocked_reason = Varchar(length=200, null=False, default="")
    removed_at = Timestamptz(null=True, default=None)

    booth_coded = Check("code = btrim(code) AND length(code) > 0")
    booth_size_positive = Check("x >= 0 AND y >= 0 AND width >= 10 AND height >= 10")
    booth_category_known = Check("category IN ('small', 'large', 'corner')")
    booth_utilities_known = Check("utilities <@ ARRAY['power', 'water', 'cold']::varchar[]")
    booth_price_not_negative = Check("price >= 0")
    booth_blocked_has_reason = Check("blocked OR blocked_reason = ''")


class BoothClaim(Table, tablename="booth_claim"):
    """What a producer has on a booth. One live row per booth (a partial unique index says so)."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    booth = ForeignKey(Booth, null=False, on_delete=OnDelete.restrict, index=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=10, null=False)
    claimed_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=True, default=None)
    extended = SmallInt(null=False, default=0)
    assigned_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    closed_reason = Varchar(length=16, null=True, default=None)
    # The claim this one continues after a move.
    previous: ForeignKey["BoothClaim"] = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict, index=True
    )

    booth_claim_state_known = Check("state IN ('held', 'offered', 'assigned', 'closed')")
    booth_claim_closed_says_why = Check(
        "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (closed_reason IS NOT NULL)"
    )
    booth_claim_reason_known = Check(
        "closed_reason IN ('released', 'expired', 'unassigned', 'moved', 'declined', 'booth_removed', 'fair_cancelled')"
    )
    booth_claim_waits_until = Check("state NOT IN ('held', 'offered') OR expires_at IS NOT NULL")
    booth_claim_assigned_since = Check("state <> 'assigned' OR assigned_at IS NOT NULL")


class Attendance(Table, tablename="attendance"):
    """A producer was seen at a fair on a day; once a day, whoever saw it first."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    day = Date(null=False)
    source = Varchar(length=8, null=False)
    recorded_at = Timestamptz(null=False, default=None)

    attendance_once_a_day = Unique([fair, producer, day])
    attendance_source_known = Check("source IN ('hand', 'pass')")


class ApplicationCall(Table, tablename="application_call"):
    """Who may apply for booths at a fair, for how many, until when, and how long an offer stands."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict)
    is_open = Boolean(null=False, default=False)
    closes_at = Timestamptz(null=False, default=None)
    min_stars = SmallInt(null=False, default=0)
    # Product groups called for; empty for all.
    groups = Array(base_column=Varchar(length=12), null=False, default=list)
    booths_most = SmallInt(null=False, default=2)
    support_percent = SmallInt(null=False, default=0)
    offer_hours = Integer(null=False, default=48)
    changed_at = Timestamptz(null=False, default=None)

    application_call_unique_fair = Unique([fair])
    application_call_sane = Check(
        "min_stars BETWEEN 0 AND 5 AND booths_most BETWEEN 1 AND 3 AND support_percent BETWEEN 0 AND 100"
        " AND offer_hours BETWEEN 1 AND 720"
    )


class BoothApplication(Table, tablename="booth_application"):
    """A producer asks for booths at a fair. One that was not withdrawn per producer and fair."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=16, null=False, default="draft")
    booths_wanted = SmallInt(null=False, default=1)
    utilities = Array(base_column=Varchar(length=8), null=False, default=list)
    # Names of zones, the dearest first.
    zones = Array(base_column=Varchar(length=80), null=False, default=list)
    products = Array(base_column=BigInt(), null=False, default=list)
    near = Array(base_column=BigInt(), null=False, default=list)
    note = Varchar(length=2000, null=False, default="")
    # The office's points, 0 to 100, and what it last wrote to the producer.
    score = SmallInt(null=False, default=0)
    reply = Varchar(length=2000, null=False, default="")
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)
    submitted_at = Timestamptz(null=True, default=None)

    booth_application_state_known = Check(
        "state IN ('draft', 'submitted', 'more_information', 'approved', 'waitlisted', 'declined', 'withdrawn',"
        " 'offered', 'accepted', 'refused', 'lapsed')"
    )
    booth_application_sane = Check("booths_wanted BETWEEN 1 AND 3 AND score BETWEEN 0 AND 100")
    booth_application_submitted_dated = Check("state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL")


class ApplicationEvent(Table, tablename="application_event"):
    """What happened to an application, by whom, with what was written then."""

    id = BigSerial(primary_key=True)
    application = ForeignKey(BoothApplication, null=False, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz(null=False, default=None)
    actor_name = Varchar(length=120, null=False, default="")
    state = Varchar(length=16, null=False)
    words = Varchar(length=2000, null=False, default="")
