"""What a booth costs, and what becomes of a fee."""

from datetime import date
from enum import StrEnum
from typing import Final

from events_app.booths.errors.fees import FeeStateWrong, ReceiptInvalid
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_

MOST_PAID: Final = 10_000_000_000


class FeeState(StrEnum):
    """Where a fee stands."""

    OPEN = "open"
    PAID = "paid"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


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


def ensure_state(state: FeeState, expected: FeeState) -> None:
    """Refuse a step from where the fee does not stand."""
    if state is not expected:
        raise FeeStateWrong(state)


def check_receipt(*, amount: int, paid_on: date, today: date) -> None:
    """A receipt is of today or before, and of money."""
    faults: dict[str, list[FieldError]] = {}
    if not 1 <= amount <= MOST_PAID:
        faults["amount"] = [FieldError("range", N_("Write the amount that came in, in đồng."))]
    if paid_on > today:
        faults["paid_on"] = [FieldError("later", N_("Money comes in today or before."))]
    if faults:
        raise ReceiptInvalid(fields=faults)
