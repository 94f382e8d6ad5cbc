"""The verbs of booths: each locks, decides, writes, audits and tells, in one transaction."""

from events_app.booths.operations.applications import apply_for_booths, edit_application
from events_app.booths.operations.assigning import assign_booth, move_booths, unassign_booth
from events_app.booths.operations.attendance import note_attendance, record_attendance
from events_app.booths.operations.calls import set_call
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
from events_app.booths.operations.telling import refresh_booth_entries

__all__ = [
    "answer_offer",
    "apply_for_booths",
    "assign_booth",
    "block_booth",
    "confirm_booth",
    "copy_floor_plan",
    "edit_application",
    "extend_hold",
    "hold_booth",
    "lapse_offers",
    "lay_grid",
    "move_booths",
    "note_attendance",
    "offer_booth",
    "preview_floor_plan",
    "record_attendance",
    "refresh_booth_entries",
    "release_hold",
    "restore_version",
    "save_floor_plan",
    "set_call",
    "set_hold_terms",
    "sweep_expired_holds",
    "unassign_booth",
    "unblock_booth",
]
