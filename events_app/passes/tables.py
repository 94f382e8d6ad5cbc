"""The rows of passes, gates and check-ins.

Each scan writes one `check_in` and at most one `admission`. Those two name their pass, gate and device by
plain ids: a foreign key would lock the referred row in every scan (all scans of a gate lock one row, and
each pass's page is written again). The referred rows are never deleted; triggers in the migration say so.
"""

from piccolo.columns import (
    UUID,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
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
from events_app.fairs.tables import Fair
from events_app.producers.tables import Producer

_KIND_KNOWN = "kind IN ('visitor', 'exhibitor', 'buyer', 'press', 'staff', 'vip')"


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
    revision = Integer(null=False, default=1)
    changed_at = Timestamptz(null=False, default=None)

    pass_plan_unique_fair = Unique([fair])
    pass_plan_quota_positive = Check("daily_quota > 0")


class PassRule(Table, tablename="pass_rule"):
    """What one kind of pass may do at one fair, where the office differs from the rule of the house."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=10, null=False)
    entries = Varchar(length=10, null=False)
    # Ids of the gates this kind may use; null: all of them.
    gates = Array(base_column=BigInt(), null=True, default=None)

    pass_rule_unique_kind = Unique([fair, kind])
    pass_rule_kind_known = Check(_KIND_KNOWN)
    pass_rule_entries_known = Check("entries IN ('once', 'once_a_day', 'free')")


class EntryPass(Table, tablename="entry_pass"):
    """One person's pass. Its code is not stored: signing the same payload gives the same bytes again.

    A gate with network compares `code_digest` with what it read, which is stricter than a signature and
    several times cheaper; a gate without network verifies the signature.
    """

    id = BigSerial(primary_key=True)
    # What is printed and typed: the id followed by a check digit.
    serial = BigInt(null=False)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=10, null=False)
    key_id = SmallInt(null=False)
    # The first 16 bytes of SHA-256 over the 81 bytes of the code.
    code_digest = Bytea(null=False, default=b"")
    first_day = SmallInt(null=False)
    last_day = SmallInt(null=False)
    # Empty once the person is erased; the pass itself stays and is counted.
    holder_name = Varchar(length=120, null=True, default=None)
    holder_email = Varchar(length=254, null=True, default=None)
    holder_phone = Varchar(length=32, null=True, default=None)
    folded = Text(null=False, default="")
    locale = Varchar(length=2, null=False, default="vi")
    consent_version = Varchar(length=40, null=True, default=None)
    consent_at = Timestamptz(null=True, default=None)
    consent_channel = Varchar(length=10, null=True, default=None)
    state = Varchar(length=10, null=False, default="valid")
    state_at = Timestamptz(null=False, default=None)
    state_reason = Varchar(length=200, null=False, default="")
    replaces: ForeignKey["EntryPass"] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)
    producer = ForeignKey(Producer, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    # One form shown, one pass: the nonce of the form or the caller's Idempotency-Key, hashed.
    request_hash = Bytea(null=True, default=None)
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False, default=None)

    entry_pass_unique_serial = Unique([serial])
    entry_pass_unique_request = Unique([request_hash])
    entry_pass_replaced_once = Unique([replaces])
    entry_pass_serial_has_check_digit = Check("serial / 10 = id")
    entry_pass_digest_length = Check("octet_length(code_digest) = 16")
    entry_pass_kind_known = Check(_KIND_KNOWN)
    entry_pass_days_ordered = Check("first_day >= 1 AND last_day >= first_day AND last_day <= 255")
    entry_pass_locale_known = Check("locale IN ('vi', 'en')")
    entry_pass_state_known = Check("state IN ('valid', 'revoked', 'replaced', 'returned', 'erased')")
    entry_pass_erased_is_empty = Check(
        "state <> 'erased' OR (holder_name IS NULL AND holder_email IS NULL AND holder_phone IS NULL AND folded = '')"
    )
    # Whoever gave a name gave a consent that can be shown: which text, when, through which channel.
    entry_pass_consent_whole = Check(
        "(consent_version IS NULL) = (consent_at IS NULL) AND (consent_version IS NULL) = (consent_channel IS NULL)"
    )
    entry_pass_holder_consented = Check(
        "(holder_name IS NULL AND holder_email IS NULL AND holder_phone IS NULL) OR consent_version IS NOT NULL"
    )
    entry_pass_channel_known = Check("consent_channel IN ('web', 'desk', 'api', 'import')")


class Gate(Table, tablename="gate"):
    """A place where people come in or leave."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False)
    created_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)

    gate_unique_name = Unique([fair, name])
    gate_named = Check("length(btrim(name)) > 0")


class GateDevice(Table, tablename="gate_device"):
    """A paired phone. Its key opens the gates of one fair and nothing else, until somebody revokes it."""

    id = BigSerial(primary_key=True)
    gate = ForeignKey(Gate, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False)
    token_hash = Bytea(null=False)
    created_at = Timestamptz(null=False, default=None)
    last_seen_at = Timestamptz(null=True, default=None)
    # Scans the phone said it still holds, and the age of the gate package it works with.
    waiting = Integer(null=False, default=0)
    package_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)

    gate_device_unique_token = Unique([token_hash])
    gate_device_token_is_hash = Check("octet_length(token_hash) = 32")
    gate_device_named = Check("length(btrim(name)) > 0")


class GatePairing(Table, tablename="gate_pairing"):
    """What the pairing QR carries: a code that turns into one device's key once, within minutes."""

    id = BigSerial(primary_key=True)
    gate = ForeignKey(Gate, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False)
    code_hash = Bytea(null=False)
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    device = ForeignKey(GateDevice, null=True, default=None, on_delete=OnDelete.restrict)

    gate_pairing_unique_code = Unique([code_hash])
    gate_pairing_code_is_hash = Check("octet_length(code_hash) = 32")


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
