"""The rows of floor plans, halls, zones and booths. Lengths are whole centimetres."""

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    BigSerial,
    Boolean,
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
    # A zone without booths that nobody wishes may go; drawn again under its name it comes back.
    removed_at = Timestamptz(null=True, default=None)

    zone_unique_name = Unique([plan, name_vi])
    zone_named = Check("length(btrim(name_vi)) > 0")
    zone_tone_known = Check("tone BETWEEN 1 AND 8")


class FloorPlanVersion(Table, tablename="floor_plan_version"):
    """A plan as it was saved, by whom and when. Never changed and never deleted (a trigger says so)."""

    id = BigSerial(primary_key=True)
    plan = ForeignKey(FloorPlan, null=False, on_delete=OnDelete.restrict, index=True)
    revision = Integer(null=False)
    # The plan in the shape it is written in: halls, booths, zones; lengths in metres.
    content = JSONB(null=False)
    booths = Integer(null=False)
    saved_by = Varchar(length=120, null=False, default="")
    saved_at = Timestamptz(null=False, default=None)

    floor_plan_version_unique_revision = Unique([plan, revision])


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
