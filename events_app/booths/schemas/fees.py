"""The shapes of fees, of receipts and of the account they are paid to."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from events_app.booths.rules.bank_account import banks
from events_app.booths.rules.fees import ADDING, REVERSAL_OF, EntryKind, FeeState
from events_app.booths.rules.vietqr import vietqr_payload
from events_app.platform.i18n import Bilingual


class FeeEntry(Struct, frozen=True, kw_only=True):
    """A movement of money on a fee, as it was noted; whole đồng."""

    id: int
    fee: int
    kind: EntryKind
    amount: int
    paid_on: date
    note: str
    reverses: int | None
    reversed: bool
    other_fee: int | None
    other_bill: str
    recorded_at: datetime
    recorded_by: str

    @property
    def adds(self) -> bool:
        """Whether it is money in."""
        return self.kind in ADDING

    @property
    def reversible(self) -> bool:
        """Whether a mistake in it can be taken back here."""
        return self.kind in REVERSAL_OF and not self.reversed


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
    received: int
    open: int
    to_give_back: int
    entries: tuple[FeeEntry, ...]
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
        """The text of the QR that asks for what is open of one fee."""
        return vietqr_payload(
            bank_bin=self.bank_bin,
            account=self.number,
            amount=fee.open,
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
    """Money that came in, or went back, at the revision of the fee that was seen.

    The same `request` sent again is the same receipt.
    """

    amount: int
    paid_on: date
    revision: int
    note: Annotated[str, Meta(max_length=200)] = ""
    request: Annotated[str, Meta(max_length=43)] | None = None


class FeeSums(Struct, frozen=True, kw_only=True):
    """What the fees of a fair come to; whole đồng."""

    owed: int
    received: int
    open: int
    to_give_back: int

    @classmethod
    def of(cls, fees: Sequence[FeeView]) -> "FeeSums":
        """Count once, for the page, the file and programs."""
        return cls(
            owed=sum(fee.amount for fee in fees if fee.ended_at is None),
            received=sum(fee.received for fee in fees),
            open=sum(fee.open for fee in fees),
            to_give_back=sum(fee.to_give_back for fee in fees),
        )


class FeesOfFair(Struct, frozen=True, kw_only=True):
    """Every fee of a fair with its movements of money, and what they come to."""

    items: list[FeeView]
    sums: FeeSums


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
