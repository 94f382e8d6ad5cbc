"""The verbs of passes and gates."""

from events_app.passes.operations.attendance import record_attendance_by_pass
from events_app.passes.operations.batches import record_batch
from events_app.passes.operations.booth_places import BoothPlace, put_passes_at_booths
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
from events_app.passes.operations.issuing import (
    CONSENT_VERSION,
    Holder,
    NewPass,
    choose_days,
    clean_holder,
    code_of,
    ensure_quota,
    give_pass_at_gate,
    issue_pass,
    registration_now,
    write_passes,
)
from events_app.passes.operations.keys import Signer
from events_app.passes.operations.papers import days_shown, draw_pdf, paper_for_letter
from events_app.passes.operations.plan import change_plan
from events_app.passes.operations.standing import (
    erase_due_holders,
    erase_holder,
    hand_on_pass,
    lock_pass,
    replace_pass,
    restore_pass,
    return_pass,
    revoke_pass,
    revoke_passes,
    send_pass_again,
)
from events_app.passes.operations.walk_ins import count_walk_in

__all__ = [
    "CONSENT_VERSION",
    "PAIRING_LASTS",
    "BoothPlace",
    "CheckInDesk",
    "Holder",
    "NewPass",
    "Signer",
    "accept_pairing",
    "change_plan",
    "choose_days",
    "clean_holder",
    "close_gate",
    "code_of",
    "count_walk_in",
    "days_shown",
    "draw_pdf",
    "ensure_quota",
    "erase_due_holders",
    "erase_holder",
    "give_pass_at_gate",
    "hand_on_pass",
    "invite_device",
    "issue_pass",
    "lock_pass",
    "open_gate",
    "pair_device",
    "paper_for_letter",
    "put_passes_at_booths",
    "record_attendance_by_pass",
    "record_batch",
    "registration_now",
    "reopen_gate",
    "replace_pass",
    "restore_pass",
    "return_pass",
    "revoke_device",
    "revoke_pass",
    "revoke_passes",
    "send_pass_again",
    "write_passes",
]
