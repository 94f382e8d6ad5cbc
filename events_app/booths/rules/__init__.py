"""Pure decisions about claims, fees and holders."""

from events_app.booths.rules.bank_account import banks, read_bank_account
from events_app.booths.rules.claims import (
    Claim,
    ClaimState,
    ClosedReason,
    HoldTerms,
    ensure_confirmable,
    ensure_may_hold,
    ensure_moves_clear,
    extended_until,
    live,
    refuse_taken,
    state_of,
)
from events_app.booths.rules.fees import MOST_PAID, FeeEnd, FeeState, amount_of, check_receipt
from events_app.booths.rules.vietqr import LONGEST_TEXT, plain, vietqr_payload

__all__ = [
    "LONGEST_TEXT",
    "MOST_PAID",
    "Claim",
    "ClaimState",
    "ClosedReason",
    "FeeEnd",
    "FeeState",
    "HoldTerms",
    "amount_of",
    "banks",
    "check_receipt",
    "ensure_confirmable",
    "ensure_may_hold",
    "ensure_moves_clear",
    "extended_until",
    "live",
    "plain",
    "read_bank_account",
    "refuse_taken",
    "state_of",
    "vietqr_payload",
]
