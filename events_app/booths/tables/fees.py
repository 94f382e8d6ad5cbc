"""The rows of fees, of the account they are paid to, and of the terms that were accepted."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Date,
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

from events_app.accounts.tables import Account, Office
from events_app.booths.tables.claims import BoothClaim
from events_app.fairs.tables import Fair
from events_app.producers.tables import Producer


class FeeRule(Table, tablename="fee_rule"):
    """What producers pay of a booth's price at a fair, and within how many days after it was charged."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict)
    support_percent = SmallInt(null=False, default=0)
    pay_within = SmallInt(null=False, default=7)

    fee_rule_unique_fair = Unique([fair])
    fee_rule_sane = Check("support_percent BETWEEN 0 AND 100 AND pay_within BETWEEN 1 AND 90")


class CallTerms(Table, tablename="call_terms"):
    """A version of the terms of a fair. A changed text is a new version; what was accepted stays readable."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    version = Integer(null=False)
    text_vi = Text(null=False)
    text_en = Text(null=False, default="")
    written_at = Timestamptz(null=False, default=None)

    call_terms_unique_version = Unique([fair, version])
    call_terms_say_something = Check("length(btrim(text_vi)) > 0 AND version > 0")


class TermsAcceptance(Table, tablename="terms_acceptance"):
    """A producer accepted a version of the terms, when, through whom and how."""

    id = BigSerial(primary_key=True)
    terms = ForeignKey(CallTerms, null=False, on_delete=OnDelete.restrict, index=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    accepted_by = Varchar(length=120, null=False)
    channel = Varchar(length=8, null=False)
    accepted_at = Timestamptz(null=False, default=None)

    terms_acceptance_once = Unique([terms, producer])
    terms_acceptance_channel_known = Check("channel IN ('page', 'program', 'office')")


class BoothFee(Table, tablename="booth_fee"):
    """What a producer owes for a booth. One that stands per claim (a partial unique index says so)."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    claim = ForeignKey(BoothClaim, null=False, on_delete=OnDelete.restrict, index=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    bill = Varchar(length=25, null=False)
    price = BigInt(null=False)
    support_percent = SmallInt(null=False, default=0)
    amount = BigInt(null=False)
    due_on = Date(null=False)
    charged_at = Timestamptz(null=False, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_reason = Varchar(length=16, null=False, default="")
    revision = Integer(null=False, default=1)

    booth_fee_unique_bill = Unique([bill])
    booth_fee_computed = Check(
        "price > 0 AND support_percent BETWEEN 0 AND 99 AND amount = price * (100 - support_percent) / 100"
        " AND amount > 0"
    )
    booth_fee_ended_says_why = Check("(ended_at IS NULL) = (ended_reason = '')")
    booth_fee_bill_form = Check("bill ~ '^[A-Z0-9]{4,25}$'")


class BoothFeeReceipt(Table, tablename="booth_fee_receipt"):
    """A movement of money on a fee; never edited, only reversed (a trigger refuses both)."""

    id = BigSerial(primary_key=True)
    fee = ForeignKey(BoothFee, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=16, null=False)
    amount = BigInt(null=False)
    paid_on = Date(null=False, default=None)
    note = Varchar(length=200, null=False, default="")
    reverses: ForeignKey["BoothFeeReceipt"] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)
    other_fee = ForeignKey(BoothFee, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    request = Varchar(length=43, null=True, default=None)
    recorded_at = Timestamptz(null=False, default=None)
    recorded_by = Varchar(length=120, null=False)

    booth_fee_receipt_once = Unique([fee, request])
    booth_fee_receipt_reversed_once = Unique([reverses])
    booth_fee_receipt_kind_known = Check(
        "kind IN ('receipt', 'receipt_reversed', 'refund', 'refund_reversed', 'carried_out', 'carried_in')"
    )
    booth_fee_receipt_is_money = Check("amount > 0")
    booth_fee_receipt_says_which = Check(
        "(kind IN ('receipt_reversed', 'refund_reversed')) = (reverses IS NOT NULL)"
        " AND (kind IN ('carried_out', 'carried_in')) = (other_fee IS NOT NULL)"
        " AND other_fee IS DISTINCT FROM fee"
        " AND (reverses IS NULL OR length(btrim(note)) > 0)"
    )


class OfficeBankAccount(Table, tablename="office_bank_account"):
    """The bank account an office is paid to."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict)
    bank_bin = Varchar(length=6, null=False)
    number = Varchar(length=19, null=False)
    holder = Varchar(length=70, null=False)
    revision = Integer(null=False, default=1)
    changed_at = Timestamptz(null=False, default=None)
    changed_by = Varchar(length=120, null=False)

    office_bank_account_one = Unique([office])
    office_bank_account_form = Check(
        "bank_bin ~ '^[0-9]{6}$' AND number ~ '^[A-Z0-9]{4,19}$' AND length(btrim(holder)) > 0"
    )
