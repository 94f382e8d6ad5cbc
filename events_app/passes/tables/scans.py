"""The rows of passes, gates and check-ins.

Each scan writes one `check_in` and at most one `admission`. Those two name their pass, gate and device by
plain ids: a foreign key would lock the referred row in every scan (all scans of a gate lock one row, and
each pass's page is written again). The referred rows are never deleted; triggers in the migration say so.
"""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class CheckIn(Table, tablename="check_in"):
    """One scan, as said and as judged. Rows are only ever added (a trigger says so)."""

    id = BigSerial(primary_key=True)
    scan_id = UUID(null=False, default=None)
    fair = BigInt(null=False)
    gate = BigInt(null=False)
    device = BigInt(null=True, default=None)
    # Null when the code named no pass.
    entry_pass = BigInt(null=True, default=None)
    kind = Varchar(length=10, null=True, default=None)
    code_digest = Bytea(null=False)
    direction = Varchar(length=3, null=False)
    day = SmallInt(null=True, default=None)
    slot = SmallInt(null=True, default=None)
    result = Varchar(length=8, null=False)
    reason = Varchar(length=16, null=True, default=None)
    # When the phone said it was, when it must have been, when the server heard of it.
    scanned_at = Timestamptz(null=False, default=None)
    happened_at = Timestamptz(null=False, default=None)
    received_at = Timestamptz(null=False, default=None)
    clock_off = Boolean(null=False, default=False)
    offline = Boolean(null=False, default=False)
    typed = Boolean(null=False, default=False)
    # What a phone without network decided by itself.
    decided = Varchar(length=8, null=True, default=None)
    # The phone let somebody in whom the rules would not have let in.
    conflict = Boolean(null=False, default=False)
    # Sent by a phone that had been revoked while it still held this scan.
    late_device = Boolean(null=False, default=False)

    check_in_unique_scan = Unique([scan_id])
    check_in_direction_known = Check("direction IN ('in', 'out')")
    check_in_result_known = Check("result IN ('admitted', 'refused')")
    check_in_refused_says_why = Check("(result = 'refused') = (reason IS NOT NULL)")
    check_in_reason_known = Check(
        "reason IN ('already_in', 'already_used', 'not_today', 'wrong_gate', 'wrong_fair', 'revoked',"
        " 'replaced', 'returned', 'full', 'postponed_fair', 'cancelled_fair', 'forged', 'unknown')"
    )
    check_in_decided_known = Check("decided IN ('admitted', 'refused')")
    check_in_conflict_is_offline = Check("NOT conflict OR (offline AND decided = 'admitted')")


class Admission(Table, tablename="admission"):
    """An entry the rules allowed. One per pass and slot: slot 0 is the whole fair, 1… the day of the fair.

    A kind that may come and go freely leaves the slot empty, and empty slots never collide.
    """

    id = BigSerial(primary_key=True)
    entry_pass = BigInt(null=False)
    slot = SmallInt(null=True, default=None)
    fair = BigInt(null=False)
    gate = BigInt(null=False)
    day = SmallInt(null=False)
    scan_id = UUID(null=False, default=None)
    admitted_at = Timestamptz(null=False, default=None)
    left_at = Timestamptz(null=True, default=None)

    admission_once_per_slot = Unique([entry_pass, slot])


class WalkIn(Table, tablename="walk_in"):
    """People counted without a pass: +1 or −1 from a phone at the gate. Rows are only ever added."""

    id = BigSerial(primary_key=True)
    scan_id = UUID(null=False, default=None)
    fair = BigInt(null=False)
    gate = BigInt(null=False)
    device = BigInt(null=True, default=None)
    people = SmallInt(null=False)
    happened_at = Timestamptz(null=False, default=None)
    received_at = Timestamptz(null=False, default=None)

    walk_in_unique_scan = Unique([scan_id])
    walk_in_one_by_one = Check("people IN (-1, 1)")
