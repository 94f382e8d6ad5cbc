"""The rows of calls and applications."""

from piccolo.columns import (
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
from events_app.producers.tables import Producer


class ApplicationCall(Table, tablename="application_call"):
    """Who may apply for booths at a fair, for how many, until when, and how long an offer stands."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict)
    is_open = Boolean(null=False, default=False)
    # Null: it is open as soon as it is switched on.
    opens_at = Timestamptz(null=True, default=None)
    closes_at = Timestamptz(null=False, default=None)
    min_stars = SmallInt(null=False, default=0)
    # Product groups called for; empty for all.
    groups = Array(base_column=Varchar(length=12), null=False, default=list)
    booths_most = SmallInt(null=False, default=2)
    offer_hours = Integer(null=False, default=48)
    # Dated places (provinces, communes) producers come from; empty for all.
    places = Array(base_column=BigInt(), null=False, default=list)
    # Kinds of papers asked for (`producers.rules.papers.PAPER_KINDS`).
    papers = Array(base_column=Varchar(length=24), null=False, default=list)
    # What the office looks at besides the papers, in its own words.
    checklist = Array(base_column=Varchar(length=200), null=False, default=list)
    changed_at = Timestamptz(null=False, default=None)

    application_call_unique_fair = Unique([fair])
    application_call_sane = Check(
        "min_stars BETWEEN 0 AND 5 AND booths_most BETWEEN 1 AND 3 AND offer_hours BETWEEN 1 AND 720"
    )
    application_call_opens_first = Check("opens_at < closes_at")


class BoothApplication(Table, tablename="booth_application"):
    """A producer asks for booths at a fair. One that was not withdrawn per producer and fair."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=16, null=False, default="draft")
    booths_wanted = SmallInt(null=False, default=1)
    utilities = Array(base_column=Varchar(length=8), null=False, default=list)
    # Zones of the plan by number, the dearest first.
    zones = Array(base_column=BigInt(), null=False, default=list)
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
    # Until when what the office asked is answered, call or no call.
    answer_until = Timestamptz(null=True, default=None)
    # When the owner of a draft was reminded of the deadline.
    reminded_at = Timestamptz(null=True, default=None)

    booth_application_state_known = Check(
        "state IN ('draft', 'submitted', 'more_information', 'approved', 'waitlisted', 'declined', 'withdrawn',"
        " 'offered', 'accepted', 'refused', 'lapsed')"
    )
    booth_application_sane = Check("booths_wanted BETWEEN 1 AND 3 AND score BETWEEN 0 AND 100")
    booth_application_submitted_dated = Check("state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL")
    booth_application_question_dated = Check("state <> 'more_information' OR answer_until IS NOT NULL")


class ApplicationEvent(Table, tablename="application_event"):
    """What happened to an application, by whom, with what was written then."""

    id = BigSerial(primary_key=True)
    application = ForeignKey(BoothApplication, null=False, on_delete=OnDelete.restrict, index=True)
    at = Timestamptz(null=False, default=None)
    actor_name = Varchar(length=120, null=False, default="")
    state = Varchar(length=16, null=False)
    words = Varchar(length=2000, null=False, default="")
