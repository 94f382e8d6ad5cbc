"""The shapes of fees, of receipts and of the account they are paid to."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from events_app.booths.rules.bank_account import banks
from events_app.booths.rules.fees import FeeState
from events_app.booths.rules.vietqr import vietqr_payload
from events_app.platform.i18n import Bilingual


class FeeView(Struct, frozen=True, kw_only=True):
    """What a producer owes or paid for a booth; money in whole đồng."""

    id: int
    fair: int
    booth: int
    code: str
    producer: int
    producer_name: str
    bill: str
    price: int
    support_percent: int
    amount: int
    due_on: date
    state: FeeState
    paid_amount: int | None
    paid_on: date | None
    noted_at: datetime | None
    noted_by: str
    note: str
    ended_at: datetime | None
    ended_reason: str
    revision: int


class BankAccountView(Struct, frozen=True, kw_only=True):
    """Where an office is paid."""

    bank_bin: str
    number: str
    holder: str
    revision: int
    changed_at: datetime
    changed_by: str

    @property
    def bank(self) -> str:
        """The short name of the bank; its number when it is not in the list any more."""
        return banks()[self.bank_bin].short_name if self.bank_bin in banks() else self.bank_bin

    def payload(self, fee: FeeView) -> str:
        """The text of the QR that asks for one fee."""
        return vietqr_payload(
            bank_bin=self.bank_bin,
            account=self.number,
            amount=fee.amount,
            bill=fee.bill,
            purpose=f"{fee.bill} {fee.code}",
        )


class BankAccountInput(Struct, frozen=True, kw_only=True):
    """Where an office wants to be paid, at the revision that was seen (0 for none yet)."""

    bank_bin: str
    number: str
    holder: str
    revision: int = 0


class ReceiptInput(Struct, frozen=True, kw_only=True):
    """Money that came in, at the revision of the fee that was seen."""

    amount: int
    paid_on: date
    revision: int
    note: Annotated[str, Meta(max_length=200)] = ""


class AcceptanceView(Struct, frozen=True, kw_only=True):
    """Who accepted the terms for a producer, when and how."""

    accepted_by: str
    channel: str
    accepted_at: datetime


class OwingTerms(Struct, frozen=True, kw_only=True):
    """A producer with booths who has not accepted the terms."""

    producer: int
    producer_name: str
    booths: str


class TermsAcceptanceInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Which version of the terms a producer accepts."""

    producer: int
    version: int


class Terms(Struct, frozen=True, kw_only=True):
    """A version of a fair's terms."""

    id: int
    version: int
    text: Bilingual
    written_at: datetime
