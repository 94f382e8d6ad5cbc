"""What a booth costs, and what becomes of a fee."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from events_app.booths.errors.fees import (
    EntryStays,
    EntryUsed,
    NothingToCarry,
    NothingToGiveBack,
    ReceiptInvalid,
    RefundInvalid,
)
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_

MOST_PAID: Final = 10_000_000_000
EARLIEST_YEAR: Final = 2000


class FeeState(StrEnum):
    """Where a fee stands; it follows from what is due and from the ledger."""

    OPEN = "open"
    PART_PAID = "part_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class EntryKind(StrEnum):
    """What a row of a fee's ledger is."""

    RECEIPT = "receipt"
    RECEIPT_REVERSED = "receipt_reversed"
    REFUND = "refund"
    REFUND_REVERSED = "refund_reversed"
    CARRIED_OUT = "carried_out"
    CARRIED_IN = "carried_in"


ADDING: Final = frozenset({EntryKind.RECEIPT, EntryKind.REFUND_REVERSED, EntryKind.CARRIED_IN})
REVERSAL_OF: Final = {
    EntryKind.RECEIPT: EntryKind.RECEIPT_REVERSED,
    EntryKind.REFUND: EntryKind.REFUND_REVERSED,
}


class Balance(NamedTuple):
    """What a fee's ledger comes to, whole đồng."""

    received: int
    """What the office has of it now: what came in, less what was reversed, given back and carried over."""
    open: int
    to_give_back: int
    state: FeeState


class FeeEnd(StrEnum):
    """Why a fee is owed no more."""

    RELEASED = "released"
    UNASSIGNED = "unassigned"
    FAIR_CANCELLED = "fair_cancelled"
    OTHER = "other"


def amount_of(price: int, support_percent: int) -> int:
    """What the producer pays: the price less the support, whole đồng, in the producer's favour.

    >>> amount_of(2_000_000, 50), amount_of(999, 50), amount_of(2_000_000, 100)
    (1000000, 499, 0)
    """
    return price * (100 - support_percent) // 100


def balance_of(amount: int, entries: Iterable[tuple[EntryKind, int]], *, ended: bool) -> Balance:
    """Count a fee's ledger: what came in, what is open, what is to be given back, and so where the fee stands.

    An ended fee is owed no more; whatever came in for it is to be given back.

    >>> balance_of(2_000_000, [(EntryKind.RECEIPT, 500_000)], ended=False)[1:]
    (1500000, 0, <FeeState.PART_PAID: 'part_paid'>)
    """
    entries = list(entries)
    received = sum(money if kind in ADDING else -money for kind, money in entries)
    due = 0 if ended else amount
    still_open, to_give_back = max(0, due - received), max(0, received - due)
    if ended:
        refunded = any(kind is EntryKind.REFUND for kind, _ in entries)
        rest = FeeState.REFUNDED if refunded else FeeState.CANCELLED
        return Balance(received, still_open, to_give_back, FeeState.REFUND_DUE if to_give_back else rest)
    if to_give_back:
        state = FeeState.OVERPAID
    elif not still_open:
        state = FeeState.PAID
    else:
        state = FeeState.PART_PAID if received else FeeState.OPEN
    return Balance(received, still_open, to_give_back, state)


def check_receipt(*, amount: int, paid_on: date, today: date) -> None:
    """A receipt is of today or before, and of money."""
    faults: dict[str, list[FieldError]] = {}
    if not 1 <= amount <= MOST_PAID:
        faults["amount"] = [FieldError("range", N_("Write an amount in đồng, between 1 and 10,000,000,000."))]
    faults |= _day_faults(paid_on, today)
    if faults:
        raise ReceiptInvalid(fields=faults)


def check_refund(*, amount: int, paid_on: date, to_give_back: int, today: date) -> None:
    """No more is given back than there is to give, and not tomorrow."""
    faults: dict[str, list[FieldError]] = {}
    if not to_give_back:
        raise NothingToGiveBack
    if not 1 <= amount <= to_give_back:
        sentence = N_("Write an amount in đồng, at most what is to be given back.")
        faults["amount"] = [FieldError("range", sentence)]
    faults |= _day_faults(paid_on, today)
    if faults:
        raise RefundInvalid(fields=faults)


def ensure_reversible(kind: EntryKind, amount: int, *, reversed_already: bool, received: int) -> EntryKind:
    """What reverses a row of the ledger.

    Raises:
        EntryStays: It is reversed already, or a reversal itself, or carried money.
        EntryUsed: Part of the money was given back or carried over since; without the receipt it would be missing.
    """
    if reversed_already or kind not in REVERSAL_OF:
        raise EntryStays
    if kind is EntryKind.RECEIPT and received < amount:
        raise EntryUsed
    return REVERSAL_OF[kind]


def carried_over(*, to_give_back: int, still_open: int) -> int:
    """How much of what is too much pays another fee: never more than that one needs."""
    amount = min(to_give_back, still_open)
    if amount <= 0:
        raise NothingToCarry
    return amount


def _day_faults(paid_on: date, today: date) -> dict[str, list[FieldError]]:
    if paid_on > today:
        return {"paid_on": [FieldError("later", N_("Money moves today or before."))]}
    if paid_on.year < EARLIEST_YEAR:
        return {"paid_on": [FieldError("range", N_("Look at the year of this day again."))]}
    return {}
