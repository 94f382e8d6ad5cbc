"""The verbs of claims, fees and holders: each locks, decides, writes, audits and tells, in one transaction."""

from events_app.booths.operations.assigning import assign_booth, move_booths, unassign_booth
from events_app.booths.operations.attendance import note_attendance, record_attendance
from events_app.booths.operations.blocking import block_booth, unblock_booth
from events_app.booths.operations.holders import record_hand_over, send_to_holders
from events_app.booths.operations.holds import (
    accept_claims,
    confirm_booth,
    end_offers,
    extend_hold,
    hold_booth,
    offer_booths,
    offer_to_many,
    offers_among,
    release_hold,
    sweep_expired_holds,
)
from events_app.booths.operations.locking import lock_booth, lock_booths
from events_app.booths.operations.paying import accept_terms, ensure_terms_accepted, set_bank_account
from events_app.booths.operations.receipts import carry_over, note_receipt, note_refund, reverse_entry
from events_app.booths.operations.terms import set_fee_rule, write_terms

__all__ = [
    "accept_claims",
    "accept_terms",
    "assign_booth",
    "block_booth",
    "carry_over",
    "confirm_booth",
    "end_offers",
    "ensure_terms_accepted",
    "extend_hold",
    "hold_booth",
    "lock_booth",
    "lock_booths",
    "move_booths",
    "note_attendance",
    "note_receipt",
    "note_refund",
    "offer_booths",
    "offer_to_many",
    "offers_among",
    "record_attendance",
    "record_hand_over",
    "release_hold",
    "reverse_entry",
    "send_to_holders",
    "set_bank_account",
    "set_fee_rule",
    "sweep_expired_holds",
    "unassign_booth",
    "unblock_booth",
    "write_terms",
]
