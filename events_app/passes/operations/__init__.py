"""The verbs of passes and gates."""

from events_app.passes.operations.badges import cancel_badges, mark_badges, order_badges, work_on_badges
from events_app.passes.operations.batches import record_batch
from events_app.passes.operations.check_ins import CheckInDesk
from events_app.passes.operations.gates import (
    PAIRING_LASTS,
    accept_pairing,
    close_gate,
    invite_device,
    open_gate,
    pair_device,
    reopen_gate,
    revoke_device,
)
from events_app.passes.operations.invitations import (
    invite_again,
    invite_people,
    take_up_invitation,
    withdraw_invitation,
)
from events_app.passes.operations.issuing import (
    CONSENT_VERSION,
    Holder,
    NewPass,
    clean_holder,
    code_of,
    give_pass_at_gate,
    issue_pass,
    registration_now,
    write_passes,
)
from events_app.passes.operations.keys import Signer
from events_app.passes.operations.lists import (
    give_list,
    hand_in_list,
    sweep_previews,
    throw_away_list,
    undo_list,
)
from events_app.passes.operations.papers import days_shown, draw_pdf, paper_for_letter
from events_app.passes.operations.plan import change_plan
from events_app.passes.operations.staff import (
    follow_moved_booth,
    name_booth_staff,
    note_attendance_by_pass,
    revoke_staff_of_released_booth,
    take_off_booth_staff,
)
from events_app.passes.operations.standing import (
    erase_due_holders,
    erase_holder,
    hand_on_pass,
    replace_pass,
    restore_pass,
    return_pass,
    revoke_pass,
    send_pass_again,
)
from events_app.passes.operations.walk_ins import count_walk_in

__all__ = [
    "CONSENT_VERSION",
    "PAIRING_LASTS",
    "CheckInDesk",
    "Holder",
    "NewPass",
    "Signer",
    "accept_pairing",
    "cancel_badges",
    "change_plan",
    "clean_holder",
    "close_gate",
    "code_of",
    "count_walk_in",
    "days_shown",
    "draw_pdf",
    "erase_due_holders",
    "erase_holder",
    "follow_moved_booth",
    "give_list",
    "give_pass_at_gate",
    "hand_in_list",
    "hand_on_pass",
    "invite_again",
    "invite_device",
    "invite_people",
    "issue_pass",
    "mark_badges",
    "name_booth_staff",
    "note_attendance_by_pass",
    "open_gate",
    "order_badges",
    "pair_device",
    "paper_for_letter",
    "record_batch",
    "registration_now",
    "reopen_gate",
    "replace_pass",
    "restore_pass",
    "return_pass",
    "revoke_device",
    "revoke_pass",
    "revoke_staff_of_released_booth",
    "send_pass_again",
    "sweep_previews",
    "take_off_booth_staff",
    "take_up_invitation",
    "throw_away_list",
    "undo_list",
    "withdraw_invitation",
    "work_on_badges",
    "write_passes",
]
