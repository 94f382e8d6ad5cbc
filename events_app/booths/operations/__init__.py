"""The verbs of booths: each locks, decides, writes, audits and tells, in one transaction."""

from events_app.booths.operations.assigning import assign_booth, move_booths, unassign_booth
from events_app.booths.operations.attendance import note_attendance, record_attendance
from events_app.booths.operations.holds import (
    confirm_booth,
    extend_hold,
    hold_booth,
    release_hold,
    sweep_expired_holds,
)
from events_app.booths.operations.planning import (
    block_booth,
    copy_floor_plan,
    lay_grid,
    save_floor_plan,
    set_hold_terms,
    unblock_booth,
)
from events_app.booths.operations.telling import refresh_booth_entries

__all__ = [
    "assign_booth",
    "block_booth",
    "confirm_booth",
    "copy_floor_plan",
    "extend_hold",
    "hold_booth",
    "lay_grid",
    "move_booths",
    "note_attendance",
    "record_attendance",
    "refresh_booth_entries",
    "release_hold",
    "save_floor_plan",
    "set_hold_terms",
    "sweep_expired_holds",
    "unassign_booth",
    "unblock_booth",
]
