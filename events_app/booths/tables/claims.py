"""The rows of claims on booths and of attendance."""

from piccolo.columns import BigSerial, Date, ForeignKey, OnDelete, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.fairs.tables import Fair
from events_app.floor_plans.tables import Booth
from events_app.producers.tables import Producer


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
