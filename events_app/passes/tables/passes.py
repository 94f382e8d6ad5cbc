"""One row a pass."""

from piccolo.columns import (
    Array,
    BigInt,
    BigSerial,
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

from events_app.fairs.tables import Fair
from events_app.floor_plans.tables import Booth
from events_app.passes.tables.plans import KIND_KNOWN
from events_app.producers.tables import Producer


class DaySet(Table, tablename="day_set"):
    """Days of a fair that codes of passes name by a number. Rows are only ever added (a trigger says so)."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=False)
    number = Integer(null=False)
    # Numbers of days of the fair, sorted.
    days = Array(base_column=SmallInt(), null=False, default=list)

    day_set_unique_number = Unique([fair, number])
    day_set_unique_days = Unique([fair, days])
    day_set_number_fits = Check("number BETWEEN 1 AND 65535")
    day_set_names_days = Check("cardinality(days) >= 1")


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
    # Version 1: what its code says, so never rewritten. Version 2: the first and last number of the set, to read by.
    first_day = SmallInt(null=False)
    last_day = SmallInt(null=False)
    # The set of days its code names, 0 for every day; null for a pass of version 1.
    day_set = Integer(null=True, default=None)
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
    # The booth its holder works at, and which of the booth's numbered places it takes.
    booth = ForeignKey(Booth, null=True, default=None, on_delete=OnDelete.restrict, index=False)
    booth_place = SmallInt(null=True, default=None)
    # One form as it was filled in, or one request of a phone at the gate, one pass: the request's key, hashed.
    request_hash = Bytea(null=True, default=None)
    # What a phone asked with its key: other content is another request.
    request_digest = Bytea(null=True, default=None)
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False, default=None)

    entry_pass_unique_serial = Unique([serial])
    entry_pass_unique_request = Unique([request_hash])
    entry_pass_request_digest_length = Check("octet_length(request_digest) = 32")
    entry_pass_replaced_once = Unique([replaces])
    entry_pass_serial_has_check_digit = Check("serial / 10 = id")
    entry_pass_digest_length = Check("octet_length(code_digest) = 16")
    entry_pass_kind_known = Check(KIND_KNOWN)
    entry_pass_days_ordered = Check(
        "first_day >= 1 AND last_day >= first_day AND (day_set IS NOT NULL OR last_day <= 255)"
    )
    entry_pass_day_set_fits = Check("day_set BETWEEN 0 AND 65535")
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
    entry_pass_booth_whole = Check(
        "(booth IS NULL) = (booth_place IS NULL) AND (booth IS NULL OR (producer IS NOT NULL AND kind = 'exhibitor'))"
    )
    entry_pass_booth_place_sane = Check("booth_place BETWEEN 1 AND 100")
    entry_pass_channel_known = Check("consent_channel IN ('web', 'desk', 'api', 'import')")
