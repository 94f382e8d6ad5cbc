"""The rows of what passes between an office and the holders of booths: messages, and the sheets of build-up."""

from piccolo.columns import (
    BigSerial,
    Boolean,
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

from events_app.booths.tables.claims import BoothClaim
from events_app.fairs.tables import Fair


class HolderMessage(Table, tablename="holder_message"):
    """A message to everybody who has a booth at a fair. The nonce of its form makes a double click one message."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    nonce = Varchar(length=43, null=False)
    subject_vi = Varchar(length=200, null=False)
    subject_en = Varchar(length=200, null=False, default="")
    body_vi = Text(null=False)
    body_en = Text(null=False, default="")
    producers = Integer(null=False)
    sent_by = Varchar(length=120, null=False)
    sent_at = Timestamptz(null=False, default=None)

    holder_message_once = Unique([nonce])
    holder_message_says_something = Check(
        "length(btrim(subject_vi)) > 0 AND length(btrim(body_vi)) > 0 AND producers > 0"
    )


class BoothHandOver(Table, tablename="booth_hand_over"):
    """A booth handed over to its producer before the fair, or given back after it, with what was found."""

    id = BigSerial(primary_key=True)
    claim = ForeignKey(BoothClaim, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=8, null=False)
    in_order = Boolean(null=False)
    power_works = Boolean(null=True, default=None)
    tables = SmallInt(null=False, default=0)
    chairs = SmallInt(null=False, default=0)
    keys = SmallInt(null=False, default=0)
    remarks = Varchar(length=1000, null=False, default="")
    signed_by = Varchar(length=120, null=False)
    recorded_by = Varchar(length=120, null=False)
    recorded_at = Timestamptz(null=False, default=None)
    revision = Integer(null=False, default=1)

    booth_hand_over_once = Unique([claim, kind])
    booth_hand_over_kind_known = Check("kind IN ('handover', 'return')")
    booth_hand_over_signed = Check("length(btrim(signed_by)) > 0 AND (in_order OR length(btrim(remarks)) > 0)")
    booth_hand_over_counts = Check("tables BETWEEN 0 AND 99 AND chairs BETWEEN 0 AND 99 AND keys BETWEEN 0 AND 99")
