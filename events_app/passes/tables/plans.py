"""How a fair gives passes, and with which keys they are signed."""

from piccolo.columns import (
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.accounts.tables import Office
from events_app.fairs.tables import Fair

KIND_KNOWN = "kind IN ('visitor', 'exhibitor', 'buyer', 'press', 'staff', 'vip')"


class SigningKey(Table, tablename="signing_key"):
    """An Ed25519 key of one office. One signs (a partial unique index says so); retired ones still verify."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    key_id = SmallInt(null=False)
    public_key = Bytea(null=False)
    # Encrypted with a key derived from the installation's secret; bound to office and key id.
    private_key = Bytea(null=False)
    valid_from = Timestamptz(null=False, default=None)
    retired_at = Timestamptz(null=True, default=None)
    # A key that leaked: what it signed is refused from then on.
    distrusted_at = Timestamptz(null=True, default=None)

    signing_key_unique_id = Unique([office, key_id])
    signing_key_id_is_byte = Check("key_id BETWEEN 1 AND 255")
    signing_key_is_ed25519 = Check("octet_length(public_key) = 32")
    signing_key_distrusted_is_retired = Check("distrusted_at IS NULL OR retired_at IS NOT NULL")


class PassPlan(Table, tablename="pass_plan"):
    """How one fair gives passes and runs its gates.

    `revision` counts every change of the plan, of its rules and of its gates.
    """

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict)
    registration_open = Boolean(null=False, default=True)
    registration_closes_at = Timestamptz(null=True, default=None)
    # Visitor passes given for one day, at most.
    daily_quota = Integer(null=True, default=None)
    # Passes for the staff of one booth, at most.
    booth_passes = SmallInt(null=False, default=4)
    revision = Integer(null=False, default=1)
    changed_at = Timestamptz(null=False, default=None)

    pass_plan_unique_fair = Unique([fair])
    pass_plan_quota_positive = Check("daily_quota > 0")
    pass_plan_booth_passes_sane = Check("booth_passes BETWEEN 0 AND 100")


class PassRule(Table, tablename="pass_rule"):
    """What one kind of pass may do at one fair, where the office differs from the rule of the house."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=10, null=False)
    entries = Varchar(length=10, null=False)
    # Ids of the gates this kind may use; null: all of them.
    gates = Array(base_column=BigInt(), null=True, default=None)

    pass_rule_unique_kind = Unique([fair, kind])
    pass_rule_kind_known = Check(KIND_KNOWN)
    pass_rule_entries_known = Check("entries IN ('once', 'once_a_day', 'free')")
