"""The verbs of booths: each locks, decides, writes, audits and tells, in one transaction."""

from events_app.booths.operations.applications import apply_for_booths, edit_application
from events_app.booths.operations.assigning import assign_booth, move_booths, unassign_booth
from events_app.booths.operations.attendance import note_attendance, record_attendance
from events_app.booths.operations.calls import set_call
from events_app.booths.operations.fees import (
    end_fees_of_fair,
)
from events_app.booths.operations.holders import (
    record_hand_over,
    tell_holders,
)
from events_app.booths.operations.holds import (
    confirm_booth,
    extend_hold,
    hold_booth,
    lapse_offers,
    release_hold,
    sweep_expired_holds,
)
from events_app.booths.operations.offers import answer_offer, offer_booth
from events_app.booths.operations.planning import (
    block_booth,
    copy_floor_plan,
    lay_grid,
    preview_floor_plan,
    restore_version,
    save_floor_plan,
    set_hold_terms,
    unblock_booth,
)
from events_app.booths.operations.receipts import (
    accept_terms,
    note_receipt,
    note_refund,
    set_bank_account,
    undo_receipt,
)
from events_app.booths.operations.reviews import (
    deal_applications,
    give_application,
    save_checks,
)
from events_app.booths.operations.telling import refresh_booth_entries

__all__ = [
    "accept_terms",
    "answer_offer",
    "apply_for_booths",
    "assign_booth",
    "block_booth",
    "confirm_booth",
    "copy_floor_plan",
    "deal_applications",
    "edit_application",
    "end_fees_of_fair",
    "extend_hold",
    "give_application",
    "hold_booth",
    "lapse_offers",
    "lay_grid",
    "move_booths",
    "note_attendance",
    "note_receipt",
    "note_refund",
    "offer_booth",
    "preview_floor_plan",
    "record_attendance",
    "record_hand_over",
    "refresh_booth_entries",
    "release_hold",
    "restore_version",
    "save_checks",
    "save_floor_plan",
    "set_bank_account",
    "set_call",
    "set_hold_terms",
    "sweep_expired_holds",
    "tell_holders",
    "unassign_booth",
    "unblock_booth",
    "undo_receipt",
]
